"""Work done in processes beside this one, which are forked where that is safe and else do nothing but what lasts."""

import os
import stat
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context

from analysis.pipeline import warm
from analysis.pipeline.children import end_with_parent

AT_A_TIME = 2


class Beside:
    """Processes that do what is asked of them while this one goes on; they end with the `with` block that it makes."""

    def __enter__(self):
        options = {"mp_context": get_context("fork"), "initializer": _end_with_run}
        self._pool = ProcessPoolExecutor(AT_A_TIME, **options) if warm.is_loaded() else None
        return self

    def __exit__(self, *_):
        if self._pool:
            self._pool.shutdown(cancel_futures=True)

    def do(self, work, *args, **named):
        """A function that gives what `work` of the arguments gives, once it is done, or raises what it raises.

        Where processes are not forked (see `warm`), the work is done when it is asked for, in this one.
        """
        if self._pool is None:
            return lambda: work(*args, **named)
        return self._pool.submit(work, *args, **named).result


def _end_with_run():
    """End this process with the run that it is part of, whose pipe it has (see `children`), however that ends."""
    if stat.S_ISFIFO(os.fstat(0).st_mode):
        end_with_parent()
