"""Instruments: policies, export controls, shocks and projects of a scenario as arrays, one file or folder each."""
