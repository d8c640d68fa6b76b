"""Layers of a scenario that plays a chain: duties, export controls and projects of the chain's folder as its keys."""
