"""Notifications: the catalogue of notices and the outbox that is written with the act."""
