"""lodeflow: what a trading bloc for critical minerals would really do."""
