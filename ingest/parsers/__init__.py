"""One parser a format: bytes in, pages out. Run only inside the limited child process."""
