"""The nouns of a conversation, and what a chat must be able to do."""
