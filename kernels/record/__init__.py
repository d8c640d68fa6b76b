"""Recording: market days, cargoes and events on tape, and the totals that outcomes are made of."""
