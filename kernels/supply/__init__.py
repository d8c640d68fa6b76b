"""Supply: mines, plants, production quotas, recycling and outages."""
