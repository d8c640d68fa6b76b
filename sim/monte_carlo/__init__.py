"""Monte Carlo: parameter draws, replications on several threads, stopping rules and the fan of percentiles."""
