"""Policy arms under common random numbers: paired differences, and who gains and who pays."""
