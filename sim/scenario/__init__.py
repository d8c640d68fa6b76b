"""Scenario files: reading, layering, validating, explaining, writing, and the template of a new one."""
