"""Foundations of every kernel: compilation, moments, kinds of events, random draws and portable mathematics."""
