"""Documents, their versions and grants; how they come, change and end."""
