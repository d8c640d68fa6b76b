"""Reuse of builders' results between plans of one scenario: a builder runs again only if something that it read changed."""
