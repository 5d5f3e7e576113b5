"""What can be told from text alone: sentences, words, numbers, dates, names, types."""
