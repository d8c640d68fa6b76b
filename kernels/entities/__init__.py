"""State that all instruments share: cells, lanes, cargoes, behaviour, and the mass balance."""
