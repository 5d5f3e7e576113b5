"""What people and other services talk to: the command line now, chat and HTTP next."""
