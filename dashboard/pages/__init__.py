"""One thin file a page: pick, call, draw. `parts` holds what several share."""
