"""The bot in Microsoft Teams."""
