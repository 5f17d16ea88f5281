"""Reports: what auditors read of the record, and those who supervise of the dossiers; nothing is done here."""
