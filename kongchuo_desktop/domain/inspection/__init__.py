"""Walks a profile clause by clause and says what a school has for each in a period."""
