"""Awards: campaigns, rounds, award forms and authorities, criteria, quotas, routes and legal regimes.

Everything here is dated data that a province changes without a programmer. A row whose fact was
only recalled or heard keeps that mark and is never shown as a citation.
"""
