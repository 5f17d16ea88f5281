"""Decisions: one decision for many lines, its annexed list, prize lines and revocation."""
