"""Cases: the state of a child who is not in class, what was done for it and what is missing."""
