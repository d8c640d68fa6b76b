"""Chains of minerals as data: a folder of tables and one chain.toml, read, checked and closed."""
