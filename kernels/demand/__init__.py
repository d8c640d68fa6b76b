"""Demand: final use, orders, stocks, shortage, postponed demand and defence stockpiles."""
