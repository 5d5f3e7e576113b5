"""What all of the API's applications do alike: problems, headers, limits of a request."""
