"""Words in both languages: `figures` (around figures, on pages and papers alike) and `pages` (pages only)."""
