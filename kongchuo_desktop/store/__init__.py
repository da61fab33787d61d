"""The encrypted store: tables, journal, projection, queries, backup."""
