"""Date and number formats per language; Django ships none that fit Viet Nam."""
