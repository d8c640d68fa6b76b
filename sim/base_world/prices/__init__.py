"""Prices at rest: bids, forward positions, parts of a price and the saddle path of a stock."""
