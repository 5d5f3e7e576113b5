"""What surfaces told us, each thing once, worked to one end."""
