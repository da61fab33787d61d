"""What papers may print, by dotted word: of a pupil, a case, a class, a school, or invented."""
