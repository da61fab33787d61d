"""Policy as data: reads profiles and joins them into the book that duties are derived from."""
