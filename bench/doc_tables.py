"""Tables of the documentation, as bench/floor.py and bench/timeline.py print them."""

import numpy as np


def band(values, digits=1):
    """Median, and where nine in ten lie."""
    low, middle, high = np.percentile(values, (5, 50, 95))
    return f"{middle:.{digits}f} ({low:.{digits}f}-{high:.{digits}f})"


def table(title, heads, rows):
    """Lines of a table; each row begins with what it is of."""
    whole = [("", *heads), ("---",) * (len(heads) + 1), *rows]
    return ["", title, "", *(f"| {' | '.join(map(str, row))} |" for row in whole)]
