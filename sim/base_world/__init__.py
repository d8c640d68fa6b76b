"""World at rest: the base year as a rest point, with its lanes, producers, users, duties and cargoes at sea."""
