"""How fast lodeflow is, in ratios measured in one run: what ``lodeflow bench`` measures and prints."""
