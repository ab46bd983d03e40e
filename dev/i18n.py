"""Bring the translations of an add-on up to date with its terms.

    .dev/venv/bin/python dev/i18n.py DATABASE [ADDON]

DATABASE must have the add-on freshly installed from the working tree (`-u` leaves
presets as they were). Writes `i18n/<addon>.pot` and merges it into every `.po` beside
it: new terms are added empty, terms that are gone are removed, nothing is guessed or
marked fuzzy. Then fill the empty ones; tests/test_translations.py fails until none is
left but those that are written the same.
"""

import os
import subprocess
import sys
from pathlib import Path

import polib

ROOT = Path(__file__).resolve().parent.parent


def export(database, addon, path):
    """Write the terms of `addon` to `path`; return them as a polib file."""
    environment = {"ODOO_RC": str(ROOT / ".dev" / "odoo.conf"), **os.environ}
    command = [sys.executable, "-m", "odoo", "i18n", "export", "-d", database, addon]
    subprocess.run(command, env=environment, check=True)
    template = polib.pofile(str(path))
    # Without dates, so that nothing changed means no difference.
    for key in ("POT-Creation-Date", "PO-Revision-Date"):
        template.metadata.pop(key, None)
    template.save()
    return template


def merge(path, template):
    """Give the file at `path` the terms of the template, in its order."""
    po = polib.pofile(str(path))
    po.merge(template)
    known = {entry.msgid: entry for entry in po}
    po[:] = [known[entry.msgid] for entry in template]
    po.header = template.header
    po.metadata = {**template.metadata, "Language": path.stem}
    po.save()
    print(f"{path.name}: {len(po)} terms")
    for entry in po.untranslated_entries():
        print(f"  to translate: {entry.msgid}")


def main(database, addon="customer_classification"):
    """Template and translations of one add-on."""
    folder = ROOT / addon / "i18n"
    template = export(database, addon, folder / f"{addon}.pot")
    for path in sorted(folder.glob("*.po")):
        merge(path, template)


if __name__ == "__main__":
    if len(sys.argv) not in (2, 3):
        sys.exit(__doc__)
    main(*sys.argv[1:])
