"""Pages of the dossiers: acts on lines, letters, the dossier itself, its papers."""
