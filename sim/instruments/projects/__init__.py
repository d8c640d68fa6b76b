"""Projects (new mines and plants): sites, customers, stages and investors as arrays."""
