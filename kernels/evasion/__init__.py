"""Evasion of duties, levies and export controls: smuggling, relabelling and offshoring."""
