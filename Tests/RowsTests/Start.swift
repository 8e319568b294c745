// Rows
