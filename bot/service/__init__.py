"""What can be asked of the bot, whoever asks. Knows no chat, no search engine, no SQL."""
