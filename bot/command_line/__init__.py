"""`tcbot …`: commands, what they print, JSON shapes, exit codes."""
