"""Prices: gate price, landed cost, delivered price, and the expectations that follow them."""
