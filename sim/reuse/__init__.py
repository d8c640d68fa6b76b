"""Reuse of builders' results between plans: a builder runs again only if something that it read has changed."""
