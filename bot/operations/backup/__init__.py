"""Copies of everything that can't be made anew, and the way back from one."""
