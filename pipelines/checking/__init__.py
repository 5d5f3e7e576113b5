"""Whether a sentence may be shown."""
