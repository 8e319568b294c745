// RowsJSON
