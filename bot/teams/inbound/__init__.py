"""What Teams sends: requests into inbox items, and items to what the service does with them."""
