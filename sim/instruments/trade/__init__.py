"""Trade rules as arrays: duties and offtakes."""
