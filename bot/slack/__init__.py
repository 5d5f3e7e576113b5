"""Slack: what it sends into questions and files; answers and cards back. Alone in knowing its SDK."""
