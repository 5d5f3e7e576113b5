"""What the bot says, as activities and Adaptive Cards. Pure: nothing here calls anything."""
