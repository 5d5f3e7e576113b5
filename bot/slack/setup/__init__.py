"""How Slack is connected: settings, installation, examination."""
