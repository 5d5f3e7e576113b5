"""One small Haystack component a file."""
