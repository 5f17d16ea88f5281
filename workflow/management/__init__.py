"""Management: what an administrator of the machine runs: the demo, the checks of the record and of the work."""
