"""Tables of trade: duties, offtakes, lanes and transit times."""
