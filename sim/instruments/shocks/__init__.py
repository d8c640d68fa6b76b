"""Shocks as arrays: outages, stoppages, floods, closed passages, surges and spells of demand."""
