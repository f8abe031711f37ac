"""What a cell prints is kept up to a limit, so that a loop that prints for ever takes neither memory nor the report."""

import sys

LIMIT = 200_000  # characters of what one cell prints, or shows as text
CUT = f"\n[cut here: of what a cell prints, {LIMIT:,} characters are kept]\n"


def load_ipython_extension(shell):
    """In a kernel that is told to load this module: its streams take LIMIT characters of each cell."""
    left, streams = {}, type(sys.stdout)
    streams.write = capped(streams.write, left)  # of the class, as IPython itself exchanges that of the stream
    shell.events.register("pre_run_cell", lambda _: left.clear())


def short(text):
    """A text of at most LIMIT characters, with a word where it is cut."""
    return text if len(text) <= LIMIT else text[:LIMIT] + CUT


def capped(write, left):
    """A function like `write(stream, text)` that writes what there is room for; `left` holds the room of each name."""

    def limited(stream, text):
        room = left.get(stream.name, LIMIT)
        left[stream.name] = room - len(text)
        if room >= 0:
            write(stream, text if len(text) <= room else text[:room] + CUT)
        return len(text)

    return limited
