"""Recording of market days, cargoes and events, and the totals that outcomes are computed from."""
