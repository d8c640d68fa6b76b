"""Alliance of buyers: members, reference prices, levies and price contracts as arrays."""
