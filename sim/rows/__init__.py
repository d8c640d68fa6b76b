"""Rows of the result tables, built from one finished replication."""
