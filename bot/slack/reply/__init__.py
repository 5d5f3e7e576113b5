"""Messages in Slack: replies, cards, streams, each there once."""
