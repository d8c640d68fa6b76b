"""Temporary shocks: floods, crackdowns, demand surges and business cycles."""
