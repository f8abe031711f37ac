"""Pandoc, which writes what a document's tree says in the markup of another format."""

import json
import os
import subprocess

import pypandoc

from analysis.report.documents.prose import text

VERSION = [1, 23, 1]  # of the tree
DAY = "1704067200"  # that a file says it was made on where SOURCE_DATE_EPOCH names none, as Makefile has it


def written(tree, kind, *options, title=""):
    """The bytes of a document in a format of pandoc's; CalledProcessError where pandoc cannot write it."""
    meta = {"title": {"t": "MetaInlines", "c": [text(title)]}, "lang": {"t": "MetaString", "c": "en-GB"}}
    given = json.dumps({"pandoc-api-version": VERSION, "meta": meta if title else {}, "blocks": tree})
    return _run(["--from=json", f"--to={kind}", "--wrap=none", "--output=-", *options], given.encode())


def read(markdown):
    """The blocks of the tree of a text in pandoc's Markdown."""
    return json.loads(_run(["--from=markdown", "--to=json"], markdown.encode()))["blocks"]


def _run(options, given):
    dated = os.environ | {"SOURCE_DATE_EPOCH": os.environ.get("SOURCE_DATE_EPOCH", DAY)}
    command = [pypandoc.get_pandoc_path(), *options]
    return subprocess.run(command, input=given, capture_output=True, check=True, env=dated).stdout
