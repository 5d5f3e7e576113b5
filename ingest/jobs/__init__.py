"""The queue: jobs, leases, workers, wake-ups."""
