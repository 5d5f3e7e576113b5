"""The sample documents of `tcbot demo`: three PDFs about one invented company, with the sources they are built from."""
