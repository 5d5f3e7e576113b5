"""Many people in both chats before the stack: `python -m tests.load`."""
