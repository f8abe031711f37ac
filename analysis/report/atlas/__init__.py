"""The Kaplan-Meier atlas of a cut-off sweep: its files, and the page that leads to them."""
