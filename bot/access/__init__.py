"""Who may read and do what: audiences, labels, memberships."""
