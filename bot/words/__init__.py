"""The sentences of each language; `bot.wording` says them."""
