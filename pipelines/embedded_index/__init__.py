"""The index without a server, in SQLite and memory."""
