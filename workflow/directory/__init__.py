"""Directory: users, people, organisations by date, appointments, delegations and grants.

The one truth of who may act: authority is a dated appointment by document, never a flag on a
user. Organisations carry dates and succession; guardian grants give what no post gives.
"""
