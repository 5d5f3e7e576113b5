"""What the project is made of: the list of its packages, and what is known of them."""
