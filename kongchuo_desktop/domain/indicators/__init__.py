"""Indicators: rates and head counts of the documents, with the pupils behind each."""
