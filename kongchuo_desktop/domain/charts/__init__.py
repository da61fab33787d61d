"""Charts as data: what each piece says, how much it is, and who stands behind it."""
