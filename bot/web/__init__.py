"""The HTTP server and its application."""
