"""Many cases at once: the meaning in planes run by numpy, with statuses."""
