"""The program that makes the SYNTHETIC rows of this study: `python -m synthetic_rows FOLDER` writes every table.

What the abstract prints is fixed here (six subjects, peak at one hour, nothing from four hours on, three of six with
stable disease, one biopsy seven days after the last infusion, no related severe event); the rest is drawn, each layer
from its own fixed seed. Nothing is searched for at run time.
"""
