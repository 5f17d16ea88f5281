"""The benchmark: our door against bare SQL and against stock viewflow, in one run on each database."""
