"""Compiled engine: agenda, batches, the loop, and the order of a market day."""
