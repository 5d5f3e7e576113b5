"""What operators and admins see of the whole service in figures, from the records that all processes share."""
