"""Nomination workflow: nominations for awards, from the unit to the Chairman's decision."""
