"""Two engines over the same kernels: SimPy to read and step through, a compiled loop for Monte Carlo."""
