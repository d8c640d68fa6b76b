"""Tables of shocks: outages, stoppages, floods, closed passages, surges and spells of demand."""
