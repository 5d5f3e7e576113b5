"""What is done about an item of the inbox."""
