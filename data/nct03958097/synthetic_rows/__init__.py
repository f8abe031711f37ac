"""The program that makes the SYNTHETIC rows of this study: `python -m synthetic_rows FOLDER` writes every table.

The survival layer (survival_layer.csv) is data: a fit to the published statistics, not a record of any person.
Every other layer is drawn around it by one module each, from its own fixed seed, so that no layer depends on
the order in which the others run. Nothing is searched for at run time.
"""
