"""Tests: a mirror of the source, contracts on real servers, journeys from end to end."""
