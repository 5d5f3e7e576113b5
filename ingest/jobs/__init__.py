"""The queue: jobs, leases, workers, tickets."""
