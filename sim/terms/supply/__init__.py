"""Tables of supply: mines and plants, production quotas, recycling."""
