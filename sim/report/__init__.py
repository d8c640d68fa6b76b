"""Tables of text for people."""
