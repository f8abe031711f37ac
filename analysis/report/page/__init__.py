"""The report's page: index.html, one self-contained file."""
