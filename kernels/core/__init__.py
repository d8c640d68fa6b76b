"""Foundations of every kernel: compiling, moments, kinds of events, random draws and portable mathematics."""
