"""Alliance of buyers: reference prices, levies, accession, price contracts, and buying ahead of duties."""
