"""Messages of ours in Teams: sent, updated, streamed, for all or for one."""
