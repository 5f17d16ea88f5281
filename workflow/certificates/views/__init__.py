"""Pages of the certificates."""
