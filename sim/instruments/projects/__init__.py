"""Mines and plants under way: sites, customers, stages and investors as arrays."""
