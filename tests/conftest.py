"""Settings of every test: laws are tried on the same examples each time, however busy the machine is."""

from hypothesis import settings

settings.register_profile("house", deadline=None, derandomize=True, max_examples=25)
settings.load_profile("house")
