"""Drills: parts of the stack go away under load, and come back: `python -m tests.drills.uptime`, `.upgrade`."""
