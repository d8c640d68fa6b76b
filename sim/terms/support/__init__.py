"""Tables of support for projects: price guarantees, public money, and permitting bills."""
