"""A question to its one end, and more for an earlier one."""
