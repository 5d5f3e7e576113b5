"""What both indexes hold, which generation of it is live, and who may read it."""
