"""For odoo shell: write docs/metrics.md out of the declarations of the metrics.

The test test_customer_classification/tests/test_docs.py makes the same text.
"""

import sys
from pathlib import Path

sys.path.insert(0, "dev/lib")
import metrics_page  # noqa: E402

Path("docs/metrics.md").write_text(metrics_page.render(env), encoding="utf-8")  # noqa: F821
print("done")
