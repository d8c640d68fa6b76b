"""State that all instruments share: cells, lanes, cargoes, behaviour, and the balance of mass."""
