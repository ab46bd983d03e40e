#!/usr/bin/env python3
"""Keep the code in documents the code that runs.

included.py [--check] FILE.md...: a fenced block behind ``<!-- include: PATH -->`` holds
what PATH (from the top of the repository) holds. Rewrites what does not; with --check
it only names it and fails.
"""

import re
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
LANGUAGES = {".py": "python", ".xml": "xml", ".js": "javascript", ".csv": "csv"}
BLOCK = re.compile(r"(<!-- include: (\S+) -->\n\n)(`{3,})[^\n]*\n.*?\n\3\n", re.DOTALL)


def renewed(text):
    """The document with today's code in its blocks."""

    def block(match):
        head, path, fence = match.groups()
        code = (ROOT / path).read_text(encoding="utf-8").rstrip("\n")
        return f"{head}{fence}{LANGUAGES[Path(path).suffix]}\n{code}\n{fence}\n"

    return BLOCK.sub(block, text)


def main(*arguments):
    check = "--check" in arguments
    stale = 0
    for path in map(Path, (a for a in arguments if a != "--check")):
        before = path.read_text(encoding="utf-8")
        after = renewed(before)
        if before == after:
            continue
        if check:
            print(f"{path}: its code is not the code that runs; make docs renews it")
            stale = 1
        else:
            path.write_text(after, encoding="utf-8")
    return stale


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
