"""The unit tests of the web client's parts (static/tests/unit/), in a browser."""

import re
from pathlib import Path

from odoo.tests import HttpCase, tagged

FOLDER = Path(__file__).resolve().parents[1] / "static" / "tests" / "unit"
TEST = re.compile(r'^test(?:\.\w+)?\("', re.MULTILINE)
PASSED = re.compile(r"Passed (\d+) tests")


@tagged("post_install", "-at_install")
class TestJavaScript(HttpCase):
    def test_units(self):
        """Every test of every file is run, and passes."""
        written = sum(
            len(TEST.findall(path.read_text(encoding="utf-8")))
            for path in FOLDER.glob("*.test.js")
        )
        self.assertGreater(written, 0)
        passed = PASSED.findall(self._run())
        self.assertEqual(passed, [str(written)])

    def _run(self):
        """Run them in a browser; what it said on its console."""
        with self.assertLogs(self._logger.getChild("browser")) as logs:
            try:
                self.browser_js(
                    "/web/tests?headless&loglevel=2&preset=desktop&timeout=15000"
                    f"&id={self._suite()}",
                    "",
                    login="admin",
                    timeout=300,
                    success_signal="[HOOT] Test suite succeeded",
                    error_checker=lambda message: "[HOOT]" not in message,
                )
            except AssertionError as error:
                raise AssertionError("\n".join(logs.output)) from error
        return "\n".join(logs.output)

    def _suite(self):
        """The id of our suite: the hash that Odoo's test runner makes of its name."""
        number = 0
        for character in "@customer_classification":
            number = ((number << 5) - number + ord(character)) & 0xFFFFFFFF
        return f"{number:08x}"
