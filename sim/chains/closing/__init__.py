"""Closing of a chain's tables into a balance of flows."""
