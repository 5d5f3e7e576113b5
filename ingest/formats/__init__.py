"""What both sides of the process boundary share: kinds of files, limits, errors, titles."""
