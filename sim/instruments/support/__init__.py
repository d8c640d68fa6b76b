"""Support for projects as arrays: price guarantees, public money, and permitting bills."""
