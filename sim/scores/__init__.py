"""Scores of forecasts: CRPS, coverage, root mean squares, skill against naive forecasts, order and peak of prices."""
