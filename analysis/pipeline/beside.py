"""Work done in processes beside this one, which are forked where that is safe and else do nothing but what lasts."""

from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context

from analysis.pipeline import warm

AT_A_TIME = 2


class Beside:
    """Processes that do what is asked of them while this one goes on; they end with the `with` block that it makes."""

    def __enter__(self):
        self._pool = ProcessPoolExecutor(AT_A_TIME, mp_context=get_context("fork")) if warm.is_loaded() else None
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
