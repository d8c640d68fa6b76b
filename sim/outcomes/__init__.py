"""Outcomes of one replication: names, units and values, diversification, evasion, and conservation checks."""
