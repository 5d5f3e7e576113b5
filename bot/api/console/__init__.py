"""The console: the whole service on one page, read-only, for admins in a browser."""
