"""What the service needs of a chat, for those who come over HTTP."""
