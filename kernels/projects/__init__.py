"""Projects: permits, investment, construction, ramp-up, care and maintenance."""
