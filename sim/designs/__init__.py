"""Designs of experiments: one scenario at many points of named keys, run into one folder under common draws."""
