"""Pages of papers as pictures: drawn by a process of its own under limits, kept for a while, never the file itself."""
