"""The commands of `tcbot`, one a file: what it takes, and a few lines that call what does it."""
