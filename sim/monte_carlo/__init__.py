"""Monte carlo."""
