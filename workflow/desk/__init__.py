"""Desk: what waits for me, across the rooms, by post and due first."""
