"""The shipped scenarios and the tables of real figures they are built from."""
