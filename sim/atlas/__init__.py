"""Indices for names: cells (region and material), lanes, extra channels, and the lanes that projects add."""
