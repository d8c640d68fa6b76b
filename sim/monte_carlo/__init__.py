"""Monte Carlo: parameter draws, replications on several threads, stopping rules and fan charts."""
