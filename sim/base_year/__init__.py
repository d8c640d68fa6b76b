"""Base year."""
