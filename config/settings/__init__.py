"""Settings: `base` for all, and one module each for development, tests and production."""
