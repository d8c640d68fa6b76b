"""Invariants: bounds and balances that hold after every moment of a world, and the watch that checks them."""
