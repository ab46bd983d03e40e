#!/usr/bin/env python3
"""Keep the code in documents the code that runs.

included.py [--check] FILE.md...: a fenced block behind ``<!-- include: PATH -->`` holds
what PATH (from the top of the repository) holds, one behind ``<!-- run: PATH -->`` what
the script prints. Rewrites what does not; with --check it only names it and fails.
"""

import re
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
LANGUAGES = {".py": "python", ".xml": "xml", ".js": "javascript", ".csv": "csv"}
BLOCK = re.compile(
    r"(<!-- (include|run): (\S+) -->\n\n)(`{3,})[^\n]*\n(?:.*?\n)??\4\n", re.DOTALL
)


def renewed(text):
    """The document with today's code in its blocks."""

    def block(match):
        head, verb, path, fence = match.groups()
        if verb == "run":
            language, code = "text", _printed(path)
        else:
            language = LANGUAGES[Path(path).suffix]
            code = (ROOT / path).read_text(encoding="utf-8")
        return f"{head}{fence}{language}\n{code.rstrip()}\n{fence}\n"

    return BLOCK.sub(block, text)


def _printed(path):
    run = subprocess.run([ROOT / path], capture_output=True, text=True, check=True)
    return run.stdout


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
