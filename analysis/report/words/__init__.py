"""Data become words here, once: numbers and codes as a reader is to see them."""
