// Joist
