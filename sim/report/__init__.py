"""Printed tables of results."""
