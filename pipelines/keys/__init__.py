"""The keys that seal what is kept."""
