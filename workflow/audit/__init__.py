"""Audit: what happened, kept so that a later change of the record is found.

Entries are appended by `record`, never changed; each stream (a nomination, a letter, a session, a
decision, an organisation, the security of a person) is a chain of hashes. Personal detail stands
beside the entries, bound by a commitment, so that it can be erased while the chain stays whole.
`verify` walks everything and names the first bad entry. A chain alone cannot show that a whole
stream was rewritten consistently, nor that its end was cut off: for the end, callers of `verify`
say what they expect; for the rest, signed checkpoints are to come.
"""
