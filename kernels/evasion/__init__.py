"""Evasion."""
