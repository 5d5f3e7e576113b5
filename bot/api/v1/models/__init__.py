"""What /v1 takes and gives."""
