"""The campaign: python -m tests.corruptions --each 6 --seed 1."""

import argparse
import sys
import tempfile
from collections import Counter

from tests import corruptions  # noqa: F401, its kinds
from tests.corruptions import campaign


def main(words):
    """Run the campaign and print its table; 1 where a corruption that a check can know was silent."""
    parser = argparse.ArgumentParser(description=campaign.__doc__.splitlines()[0])
    parser.add_argument("--each", type=int, default=10, help="corruptions of each kind")
    parser.add_argument("--seed", default="1")
    parser.add_argument("--only", default="", help="kinds whose name has these words")
    options = parser.parse_args(words)
    columns = ("error", "note", "equal", "silent", "unclear", "traceback")
    print("  ".join([f"{'kind':48}", *columns]))
    names = [name for name in campaign.KINDS if options.only in name]
    with tempfile.TemporaryDirectory() as place:
        counts, bad = campaign.campaign(
            place,
            each=options.each,
            seed=options.seed,
            names=names,
            show=lambda name, found: print(f"{name:48}", *(f"{found[c]:>{len(c) + 1}}" for c in columns), flush=True),
        )
    total = sum(counts.values(), Counter())
    print(f"{sum(total.values())} corruptions: {', '.join(f'{total[c]} {c}' for c in columns)}")
    for name, why in campaign.UNKNOWABLE.items():
        print(f"silent and unknowable: {name} ({counts.get(name, {}).get('silent', 0)}): {why}")
    return int(bool(bad))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
