"""From a shared file to searchable pages. Knows nothing of chat."""
