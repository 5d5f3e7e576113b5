"""The parent's side: a file is handed to a confined child process, and its pages come back."""
