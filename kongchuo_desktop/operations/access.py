"""Who may do what: the sets of roles that operations name."""

EVERYONE = ("class", "school", "bureau")
TEACHING = ("class", "school")
"""The school role does all that the class role does (design §4: one person is both)."""
SUPERIOR = ("school", "bureau")
