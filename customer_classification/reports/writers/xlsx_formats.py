"""How cells look, and texts that a workbook may hold."""

import re
import unicodedata
from typing import Any

from xlsxwriter.format import Format

from odoo.tools.misc import get_lang

#: Characters that XML has no place for.
NOT_IN_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
MAX_TEXT = 32_767
#: strftime to a number format.
DATE_PARTS = {
    "%d": "dd",
    "%m": "mm",
    "%Y": "yyyy",
    "%y": "yy",
    "%b": "mmm",
    "%B": "mmmm",
}
GREY = "#D9D9D9"


def clean(text: Any) -> str:
    """A text as Excel takes it: no control characters, not too long."""
    text = NOT_IN_XML.sub("", str(text or ""))
    return text if len(text) <= MAX_TEXT else text[: MAX_TEXT - 1] + "…"


def shown_width(text: str, limit: int = 200) -> int:
    """Characters that a text takes, up to a limit; Chinese ones take two."""
    first = text[:limit]
    return sum(2 if unicodedata.east_asian_width(c) in "WF" else 1 for c in first)


class Formats:
    """The formats of a workbook by name: a kind of cell, of a total, or of a text."""

    def __init__(self, workbook, currency, env):
        self.workbook = workbook
        self.made = {}
        self.numbers = {
            "count": "#,##0",
            "money": _money(currency, with_symbol=False),
            "rate": "0.0%",
            "days": "#,##0.0",
            "number": "#,##0.00",
            "date": _date(get_lang(env).date_format),
        }
        self.total_money = _money(currency, with_symbol=True)
        self.texts = {
            "title": {"bold": True, "font_size": 14},
            "heading": {"bold": True, "font_size": 12},
            "label": {"bold": True, "valign": "top"},
            "note": {
                "italic": True,
                "font_color": "#595959",
                "text_wrap": True,
                "valign": "top",
            },
            "about": {"italic": True, "font_color": "#595959"},
            "wrapped": {"text_wrap": True, "valign": "top", "align": "left"},
            "header": {
                "bold": True,
                "text_wrap": True,
                "valign": "vcenter",
                "align": "center",
                "bg_color": GREY,
                "bottom": 1,
            },
            "text": {"valign": "top"},
        }

    def of(self, name: str) -> Format:
        """The format of that name; "total_" before a kind is that of the last line."""
        if name not in self.made:
            self.made[name] = self.workbook.add_format(self._properties(name))
        return self.made[name]

    def _properties(self, name):
        if name in self.texts:
            return self.texts[name]
        kind = name.removeprefix("total_")
        look = {"valign": "top"}
        if kind in self.numbers:
            look["num_format"] = self.numbers[kind]
        if kind != name:
            look |= {"bold": True, "top": 1, "bottom": 6}
            if kind == "money":
                look["num_format"] = self.total_money
        return look


def _money(currency, with_symbol):
    """A number format with the decimals, and the symbol, of a currency."""
    number = "#,##0"
    if currency.decimal_places:
        number += "." + "0" * currency.decimal_places
    if not (with_symbol and currency.symbol):
        return number
    symbol = '"{}"'.format(currency.symbol.replace('"', ""))
    if currency.position == "before":
        return f"{symbol}{number};-{symbol}{number}"
    return f"{number} {symbol}"


def _date(text):
    """A number format out of the date format of a language."""
    parts = re.findall(r"%-?[A-Za-z]|[^%]+", text)
    parts = [part.replace("-", "") if part.startswith("%") else part for part in parts]
    return "".join(
        DATE_PARTS.get(part, "") if part.startswith("%") else _literal(part)
        for part in parts
    )


def _literal(text):
    return text if not re.search("[^-/. ,]", text) else f'"{text}"'
