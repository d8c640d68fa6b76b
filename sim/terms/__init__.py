"""Tables that a scenario may contain, one file per instrument, as pydantic models with bounds and descriptions."""
