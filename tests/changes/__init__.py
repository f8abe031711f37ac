"""Changes of rows, parameters and constants of the code: does a difference of two reports tell each, and why?"""
