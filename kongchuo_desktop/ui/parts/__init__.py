"""The parts that pages are put together from; each reads colours and sizes from the theme."""
