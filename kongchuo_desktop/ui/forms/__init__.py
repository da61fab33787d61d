"""Short forms over a page, opened from several pages."""
