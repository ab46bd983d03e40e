"""Bring the translations of an add-on up to date with its terms.

    .dev/venv/bin/python dev/i18n.py DATABASE [ADDON]

DATABASE must have the add-on freshly installed from the working tree (`-u` leaves
presets as they were). Writes `i18n/<addon>.pot` and merges it into every `.po` beside
it: new terms are added empty, terms that are gone are removed, nothing is guessed or
marked fuzzy. Then fill the empty ones; tests/test_translations.py fails until none is
left but those that are written the same.
"""

import io
import os
import sys
from pathlib import Path

import polib

ROOT = Path(__file__).resolve().parent.parent
os.environ.setdefault("ODOO_RC", str(ROOT / ".dev" / "odoo.conf"))


def export(database, addon):
    """The terms of `addon` in a database, as a polib file without translations."""
    from odoo import SUPERUSER_ID, api
    from odoo.modules.registry import Registry
    from odoo.tools import config
    from odoo.tools.translate import trans_export

    config.parse_config(["--no-http", "--log-level=warn", "-d", database])
    stream = io.BytesIO()
    with Registry(database).cursor() as cr:
        env = api.Environment(cr, SUPERUSER_ID, {})
        if env["ir.module.module"]._get(addon).state != "installed":
            sys.exit(f"{addon} is not installed in {database}")
        trans_export(None, [addon], stream, "po", env)
    return plain(polib.pofile(stream.getvalue().decode()))


def plain(po):
    """Without dates, so that nothing changed means no difference."""
    for key in ("POT-Creation-Date", "PO-Revision-Date"):
        po.metadata.pop(key, None)
    return po


def merge(path, template):
    """Give the file at `path` the terms of the template, keeping translations."""
    old = polib.pofile(str(path))
    known = {entry.msgid: entry.msgstr for entry in old if not entry.obsolete}
    new = polib.POFile(wrapwidth=78)
    new.header = template.header
    new.metadata = {**template.metadata, "Language": path.stem}
    for entry in template:
        new.append(
            polib.POEntry(
                msgid=entry.msgid,
                msgstr=known.get(entry.msgid, ""),
                comment=entry.comment,
                occurrences=entry.occurrences,
            )
        )
    new.save(str(path))
    print(f"{path.name}: {len(new)} terms")
    for entry in new.untranslated_entries():
        print(f"  to translate: {entry.msgid}")


def main(database, addon="customer_classification"):
    folder = ROOT / addon / "i18n"
    template = export(database, addon)
    template.save(str(folder / f"{addon}.pot"))
    for path in sorted(folder.glob("*.po")):
        merge(path, template)


if __name__ == "__main__":
    if len(sys.argv) not in (2, 3):
        sys.exit(__doc__)
    main(*sys.argv[1:])
