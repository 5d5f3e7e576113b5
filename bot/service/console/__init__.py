"""The console: how the whole service is, for admins' eyes alone."""
