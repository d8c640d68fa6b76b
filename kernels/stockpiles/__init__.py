"""Stockpiles that a government or its companies keep for hard times: rules of buying and release, and their books."""
