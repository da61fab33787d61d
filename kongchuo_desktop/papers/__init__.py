"""From a form file and the facts of a pupil to a PDF."""
