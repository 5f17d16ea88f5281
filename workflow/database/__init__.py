"""Database: many rows in one statement, on SQLite and PostgreSQL alike.

Every batch of this system travels as one parameter set: arrays through `unnest` on
PostgreSQL, one JSON text through `json_each` on SQLite. The number of statements of an act
therefore never grows with its lines. Here too is what every command asks first of what it is given,
and what it answers where somebody else holds what it needs. This room knows tables and columns, never the domain.
"""
