"""Comparison of policy arms under common random numbers: paired differences, gains and losses, tail risk."""
