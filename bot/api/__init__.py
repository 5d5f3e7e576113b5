"""The HTTP API: questions, search, documents, feedback, jobs; signing in, keys, tools of other programs."""
