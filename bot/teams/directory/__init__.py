"""What Teams knows: people, channels, files; its connector, Graph, and what goes wrong with them."""
