"""World at rest: the base year as an equilibrium, with its lanes, producers, final users, duties and cargoes at sea."""
