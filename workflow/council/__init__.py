"""Council: sessions, agenda, ballots, an exact tally and minutes. The council advises; it does not decide."""
