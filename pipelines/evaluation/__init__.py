"""How good the answers are, over a file of questions."""
