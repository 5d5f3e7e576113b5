"""One file per kind of document, run in a child process: bytes in, pages out."""
