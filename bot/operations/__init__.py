"""What operators run: the doctor, the change of keys."""
