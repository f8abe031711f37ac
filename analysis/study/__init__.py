"""A study folder, read and checked: study.yml, tables, instrument files, and the cohort made of them.

Floors, lowest first: problems; identifiers inside readers; declaration text; curves parameters plan tables; cells
cohort droplets flow variants. What stands on one floor does not know each other.
"""
