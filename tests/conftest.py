"""Settings of every test: laws are tried on the same examples each time, however busy the machine is.

EXAMPLES=100 tries so many of each law that does not say how many it needs.
"""

import os

from hypothesis import settings

settings.register_profile("house", deadline=None, derandomize=True, max_examples=int(os.environ.get("EXAMPLES", "12")))
settings.load_profile("house")
