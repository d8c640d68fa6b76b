"""Tables of a chain's folder: columns, rows and the reader of a CSV file."""
