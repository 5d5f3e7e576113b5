"""The originals of shared files, encrypted."""
