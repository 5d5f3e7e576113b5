"""What Slack knows: people, channels, files; its Web API and what goes wrong with it."""
