"""Outcomes of one replication: what is measured, under which names and units, and whether the books close."""
