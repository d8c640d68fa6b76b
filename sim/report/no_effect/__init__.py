"""Parts of a scenario that its world gives nothing to fall on: each gets a warning that says why."""
