"""Statistics of result folders as tidy tables: spread over replications, paired differences of arms, pictures."""
