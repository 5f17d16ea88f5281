"""Certificates of issued awards: the register, printing on blanks, ceremony and delivery, exchange, re-issue, recovery.

How an award stands is asked of the room of decisions and kept nowhere here; a certificate is never rewritten, a new
one with a number of its own replaces it.
"""
