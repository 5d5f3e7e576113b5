"""The sentences of each language; `bot.wording.sentences` says them."""
