"""What holds a process that opens strangers' files."""
