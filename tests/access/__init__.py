"""Who may read what, over generated worlds: an oracle of the rules alone judges everything that the bot shows."""
