"""Reading of a chain's folder, with every mistake named by file and line."""
