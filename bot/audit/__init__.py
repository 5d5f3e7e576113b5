"""The audit as operators use it: verified, exported, and cut where its time is over."""
