"""What is always true of a healthy service, each as a look that counts what breaks it."""
