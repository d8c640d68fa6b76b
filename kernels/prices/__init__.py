"""Prices: at the gate, landed, delivered, and how expectations follow them."""
