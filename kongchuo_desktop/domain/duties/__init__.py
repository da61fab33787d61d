"""Duties: what a profile, the calendar and the facts make due on a day, and why."""
