"""Engines over the same kernels: SimPy for reading and stepping through, a compiled loop for Monte Carlo."""
