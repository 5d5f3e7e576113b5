"""Slack: what it sends into questions and files; answers and cards back. With `bot.web`, alone in knowing its SDK."""
