"""Pages of the council: sessions, their deeds, the ballot, the session room, the minutes."""
