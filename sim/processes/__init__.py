"""The life of each actor in the world, one generator a file, its legs in their order."""
