"""Pages into the index."""
