"""The typesetter in a process of its own, whose memory goes when it ends; it loads typst and nothing else.

The first line of standard input is a document (JSON: text, root, fonts); then each line asks: `query` gives its
metadata as a line of JSON, `pdf` the number of bytes and the bytes. An error is a line of JSON with its words.
"""

import json
import sys

import typst


def main(asked, told):
    """Serve until nothing more is asked."""
    given = json.loads(asked.readline())
    made = compiler(given)
    for line in asked:
        try:
            made, answer = (made, query(made)) if line.strip() == b"query" else pdf(made, given)
        except RuntimeError as error:  # TypstError is one; a query raises the plain kind
            answer = json.dumps({"error": str(error)}).encode() + b"\n"
        told.write(answer)
        told.flush()


def compiler(given):
    """A typesetter that has read the document."""
    fonts = {"font_paths": given["fonts"], "ignore_system_fonts": True}
    return typst.Compiler(given["text"].encode(), root=given["root"], **fonts)


def query(made):
    """What the document tells of itself, as a line of JSON."""
    return json.dumps(json.loads(made.query("metadata", field="value", format="json"))).encode() + b"\n"


def pdf(made, given):
    """The typesetter and the PDF, its length in front; tagged as PDF/UA-1 where its figures allow."""
    try:
        content = made.compile(format="pdf", pdf_standards=[given["standard"]])
    except typst.TypstError:
        made = compiler(given)  # one that failed has lost its text
        content = made.compile(format="pdf")
    return made, str(len(content)).encode() + b"\n" + content


if __name__ == "__main__":
    main(sys.stdin.buffer, sys.stdout.buffer)
