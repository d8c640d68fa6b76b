"""Trade: sourcing, dispatch, voyages, chokepoints and duties."""
