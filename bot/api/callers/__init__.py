"""Who calls, and what an endpoint asks of them: a type of its signature."""
