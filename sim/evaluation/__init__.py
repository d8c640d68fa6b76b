"""Evaluation of points: scenario keys in, outcomes out, for samplers, screening and root-finders."""
