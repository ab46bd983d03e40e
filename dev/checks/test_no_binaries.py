"""What the linters refuse in git: binaries and big files."""

import subprocess
import sys
from pathlib import Path

import pytest

SCRIPT = Path(__file__).resolve().parents[1] / "lib" / "no_binaries.py"
PNG = b"\x89PNG\r\n\x1a\n\0\0"


@pytest.mark.parametrize(
    ("name", "content", "refused"),
    [
        ("a.py", b"# text", ""),
        ("zh.po", "客户".encode(), ""),
        ("full.po", b"a" * 500_000, ""),
        ("big.po", b"a" * 500_001, "big.po: 500,001 bytes, more than 500,000"),
        ("a.whl", b"PK\x03\x04\0", "a.whl: is binary"),
        ("latin.txt", b"\xe9", "latin.txt: is binary"),
        ("a.png", PNG, "a.png: is binary"),
        ("docs/a.png", PNG, ""),
        ("docs/a.pdf", b"%PDF\0", "docs/a.pdf: is binary"),
        ("addon/static/description/icon.png", PNG, ""),
        (
            "docs/big.png",
            PNG * 50_001,
            "docs/big.png: 500,010 bytes, more than 500,000",
        ),
    ],
)
def test_no_binaries(tmp_path, name, content, refused):
    """Each is refused, or not, with the reason."""
    path = tmp_path / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)
    run = subprocess.run(
        [sys.executable, SCRIPT, name], cwd=tmp_path, capture_output=True, text=True
    )
    assert run.stdout.strip() == refused
    assert run.returncode == bool(refused)
