"""What the bot remembers in the records database: questions, shared files, settings, installations."""
