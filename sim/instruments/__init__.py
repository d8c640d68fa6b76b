"""Instruments as arrays: policies, export controls, shocks and projects of a scenario, one file or folder each."""
