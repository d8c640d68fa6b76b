"""Demand: final use, orders, stocks, shortage and stocks kept for defence."""
