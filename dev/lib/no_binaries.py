#!/usr/bin/env python3
"""Refuse files that git should not keep: binaries, and whatever is over 500 kB.

    no_binaries.py FILE...

Pictures (.png) may lie in docs/ and in an add-on's static/description/. Prints what is
refused and why; the exit code is 1 then.
"""

import re
import sys
from pathlib import Path

LIMIT = 500_000  # bytes
PICTURES = re.compile(r"(docs|[^/]+/static/description)/.+\.png")


def objection(name):
    """Why the file of that name is refused, or None."""
    content = Path(name).read_bytes()
    if len(content) > LIMIT:
        return f"{len(content):,} bytes, more than {LIMIT:,}"
    if PICTURES.fullmatch(name):
        return None
    try:
        text = content.decode()
    except UnicodeDecodeError:
        return "is binary"
    return "is binary" if "\0" in text else None


def main(names):
    """How many of these files are refused, 0 or 1 at most."""
    refused = [(name, why) for name in names if (why := objection(name))]
    for name, why in refused:
        print(f"{name}: {why}")
    return bool(refused)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
