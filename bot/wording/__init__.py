"""Every sentence, in each language, and what an answer, a card or a list says."""
