"""The pages of the window, one module per subject."""
