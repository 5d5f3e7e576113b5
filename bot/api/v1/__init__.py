"""The routes of /v1, a file for each thing that they are about."""
