"""The report made anew whenever something that it is made of is saved, beside a page that shows the newest one.

The page is served to this machine alone; it holds the report in a frame and loads it again, at the same height, when a
new one stands in its place.
"""

import contextlib
import functools
import http.server
import itertools
import os
import subprocess
import sys
import threading
import time
from pathlib import Path

from analysis.pipeline import children
from analysis.pipeline.digests import ROOT
from analysis.pipeline.plan import NOTEBOOKS
from analysis.pipeline.run import REPORT

LOOK = 0.3  # seconds between two looks at what may have been saved
STATE, BELOW = "/state", "/report/"
FRAME = """<!doctype html><html lang="en"><meta charset="utf-8"><title>Report, as it is made</title>
<style>html, body, iframe { margin: 0; border: 0; width: 100%; height: 100%; display: block; }</style>
<iframe src="report/index.html" title="Report"></iframe>
<script>
let seen = "";
const frame = document.querySelector("iframe");
setInterval(async () => {
  const now = await (await fetch("state")).text().catch(() => seen);
  if (seen && now !== seen) {
    const height = frame.contentWindow.scrollY;
    frame.onload = () => frame.contentWindow.scrollTo(0, height);
    frame.contentWindow.location.reload();
  }
  seen = now;
}, 500);
</script></html>
"""


def watch(wanted, rounds=None):
    """Make the report, and again after each change of study, notebooks or code, until stopped or for so many rounds."""
    with served(wanted.out) as address:
        print(f"{address} shows the report; it is made again whenever you save. Ctrl-C ends", flush=True)
        for _ in itertools.count() if rounds is None else range(rounds):
            before = state(wanted.study)
            subprocess.run([sys.executable, "-m", "analysis.pipeline", "report"], env=children.environment())
            while rounds != 1 and state(wanted.study) == before:
                time.sleep(LOOK)


def state(study):
    """What tells one state of the study's files, the notebooks and the code from another."""
    files = [*Path(study).rglob("*"), *NOTEBOOKS.glob("*.ipynb"), *(ROOT / "analysis").rglob("*.*")]
    kept = [path for path in files if "__pycache__" not in path.parts and ".ipynb_checkpoints" not in path.parts]
    with contextlib.suppress(FileNotFoundError):  # saved at this moment: the next look sees it
        return sorted((str(path), os.stat(path).st_mtime_ns) for path in kept)
    return None


@contextlib.contextmanager
def served(folder):
    """Serve the frame and the report in a folder to this machine: the address of the frame."""
    handler = functools.partial(_Handler, directory=str(folder))
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        thread = threading.Thread(target=server.serve_forever, daemon=True)
        thread.start()
        try:
            yield f"http://127.0.0.1:{server.server_port}/"
        finally:
            server.shutdown()


class _Handler(http.server.SimpleHTTPRequestHandler):
    def do_GET(self):
        if self.path.startswith(BELOW):
            self.path = "/" + self.path.removeprefix(BELOW)
            return super().do_GET()
        file = Path(self.directory) / REPORT
        made = str(file.stat().st_mtime_ns) if file.exists() else ""
        return self._say(made if self.path == STATE else FRAME)

    def _say(self, text):
        self.send_response(200)
        self.send_header("Content-Type", "text/html; charset=utf-8")
        self.send_header("Cache-Control", "no-store")
        self.end_headers()
        self.wfile.write(text.encode())

    def log_message(self, *_):
        """Say nothing of what was asked for."""
