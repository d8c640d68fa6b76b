"""Trade at rest: lanes, duties, voyages, cargoes at sea and resale."""
