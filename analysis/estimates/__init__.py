"""Rows in, tidy result rows out; nothing here is printed or drawn.

Floors, lowest first: confirmation facts patients; multiplicity proportions survival; continuous comparators cutoff
efficacy persistence response second_witness; competing ctdna design phenotype; safety. What stands on one floor does
not know each other.
"""
