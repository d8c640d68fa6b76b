"""Sensitivity: which uncertain numbers of a scenario move an outcome, from the replications of a Monte Carlo result."""
