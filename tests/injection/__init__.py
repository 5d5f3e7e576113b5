"""Documents that attack whoever answers from them, and what must be answered all the same."""
