"""SimPy processes: the life of each actor as one generator, with its steps in their order."""
