"""Export controls."""
