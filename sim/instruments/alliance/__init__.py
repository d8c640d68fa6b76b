"""Alliance."""
