"""Excel workbooks in and out: read in a process of their own, under limits; written with text that stays text."""
