"""Warnings of a scenario: what has no effect in the world that it builds, and numbers that are unusual there."""
