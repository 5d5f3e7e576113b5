"""Questions made by rule over the sample documents, kept as they are: `__main__` makes them anew."""
