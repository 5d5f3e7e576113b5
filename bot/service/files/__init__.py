"""A shared file into the queue, its card, and its end."""
