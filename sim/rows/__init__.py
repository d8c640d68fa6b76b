"""Columns of the result tables, from finished replications."""
