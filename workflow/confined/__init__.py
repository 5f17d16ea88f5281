"""Reading what somebody sent in a process of its own: under limits, without secrets, and stopped in time."""
