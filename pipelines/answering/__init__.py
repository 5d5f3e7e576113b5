"""Questions into checked, cited answers."""
