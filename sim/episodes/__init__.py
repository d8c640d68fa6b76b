"""Episodes of history: folders with a scenario and dated observations, played and set beside what was observed."""
