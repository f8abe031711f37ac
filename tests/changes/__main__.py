"""The campaign: python -m tests.changes --trials 500 --seed 1."""

import argparse
import sys
from collections import Counter

from tests.changes import campaign

COUNTS = ("changed", "missed", "without_cause", "elsewhere")


def main(words):
    """Run the campaign and print its table; 1 where a change was missed or told without its cause."""
    parser = argparse.ArgumentParser(description=campaign.__doc__.splitlines()[0])
    parser.add_argument("--trials", type=int, default=500)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args(words)
    totals = {kind: Counter() for kind in campaign.KINDS}
    for number in range(options.trials):
        found = campaign.trial(options.seed * 100000 + number)
        own = totals[found.kind]
        own.update(trials=1, with_results=int(found.changed > 0), **{name: getattr(found, name) for name in COUNTS})
        if found.missed or found.without_cause or found.elsewhere:
            print(f"trial {number}: {found}", flush=True)
    for kind, own in totals.items():
        print(f"{kind:10}", ", ".join(f"{name} {own[name]}" for name in ("trials", "with_results", *COUNTS)))
    return int(any(own[name] for own in totals.values() for name in COUNTS[1:]))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
