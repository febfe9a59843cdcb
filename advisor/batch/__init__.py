"""Many cases at once: stream, evaluate, write, resume, sum up. Needs the extra `[batch]`."""
