"""The life of a reply, over the messages that a chat brings."""
