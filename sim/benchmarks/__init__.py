"""Benchmarks of ``lodeflow bench``: speed of the engines, scaling and memory, as ratios measured in one run."""
