"""What two reports do not have in common, and which change of rows, parameters, code or packages could be the cause."""
