"""Life of each actor as a SimPy process, one generator a file, its legs in their order."""
