"""控辍保学 desktop: an offline program for schools that must keep every child in class."""

__version__ = "0.1.0"
