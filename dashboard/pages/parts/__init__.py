"""Parts of pages that are too large for one file: here the steps of an upload."""
