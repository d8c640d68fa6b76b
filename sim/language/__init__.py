"""Values in a scenario file: quantities with units, identifiers, patterns, distributions, and places in TOML text."""
