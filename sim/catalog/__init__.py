"""Names and tables of the world: regions, materials, sectors, chokepoints, prices; read from configs/data."""
