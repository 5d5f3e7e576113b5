"""Haystack pipelines: pages into the index, questions into cited answers. Knows nothing of people's accounts."""
