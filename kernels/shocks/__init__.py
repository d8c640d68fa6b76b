"""Shocks."""
