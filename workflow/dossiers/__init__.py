"""Dossiers: letters, nominations, revisions, evidence, sign-offs, and the one door for state.

A nomination changes state only through `apply_transition`; what was signed is what counts.
"""
