"""Base year: real figures of one year, closed to a balanced table of production, trade and use."""
