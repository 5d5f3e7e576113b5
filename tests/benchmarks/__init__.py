"""Speed and memory, measured beside the same work done with Haystack's stock components."""
