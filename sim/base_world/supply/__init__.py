"""Supply at rest: mines, plants and their usual outages."""
