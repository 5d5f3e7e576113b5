"""What the bot says, as Slack's blocks and text. Pure."""
