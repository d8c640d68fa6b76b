"""Engine: the compiled scheduler, its agenda, and the market day."""
