"""Every rule of the world, written once and compiled; two schedulers run them."""
