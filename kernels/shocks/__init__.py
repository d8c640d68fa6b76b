"""Shocks that come and go: floods, crackdowns, surges and booms."""
