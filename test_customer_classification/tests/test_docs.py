import sys
from pathlib import Path
from unittest.mock import patch

from odoo.tests import TransactionCase, tagged

ROOT = Path(__file__).resolve().parents[2]


@tagged("post_install", "-at_install")
class TestDocs(TransactionCase):
    """Pages that are made of code say what the code says."""

    def test_metrics(self):
        """docs/metrics.md; `make docs` renews it."""
        with patch.object(sys, "path", [str(ROOT / "dev" / "lib"), *sys.path]):
            import metrics_page
        page = (ROOT / "docs" / "metrics.md").read_text(encoding="utf-8")
        self.assertEqual(page, metrics_page.render(self.env))
        for name in ("late_rate", "dso", "receivable", "rfm_score"):
            self.assertIn(f"\n`{name}` · ", page)
