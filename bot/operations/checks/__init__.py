"""One file for each kind of part that the doctor looks at; each function is one check."""
