import io

import xlsxwriter

from odoo import api, models

LAST_ROW = 5000  # rows of the sheet that get a list to choose from
CLASS_COMMENT_SIZE = {"x_scale": 2, "y_scale": 0.8}


class ResPartner(models.Model):
    """A workbook to fill in and import: one row a customer, and what is allowed."""

    _inherit = "res.partner"

    @api.model
    def get_import_templates(self):
        templates = super().get_import_templates()
        if not self._get_dimensions():
            return templates
        return [
            {
                "label": self.env._("Import Template for Customers and their Classes"),
                "template": "/customer_classification/import_template",
            },
            *templates,
        ]

    @api.model
    def _get_customer_import_columns(self):
        """Names of the contact's own fields in the template, in their order."""
        return [
            "id",
            "name",
            "is_company",
            "email",
            "phone",
            "country_id",
            "industry_id",
            "category_id",
            "credit_limit",
            "property_payment_term_id",
        ]

    @api.model
    def _customer_import_template(self):
        """The workbook as bytes, in the user's language.

        The first sheet has a heading that the import maps by itself and two
        examples; the second every value that may be entered.

        :raise AccessError: for whoever may not see classes
        """
        self._check_customer_access()
        columns = self._customer_import_columns()
        stream = io.BytesIO()
        options = {
            "in_memory": True,
            "strings_to_formulas": False,
            "strings_to_urls": False,
        }
        with xlsxwriter.Workbook(stream, options) as book:
            sheet = book.add_worksheet(self.env._("Customers"))
            allowed = book.add_worksheet(self.env._("Allowed values"))
            heading = book.add_format(
                {"bold": True, "bg_color": "#E7E9ED", "border": 1}
            )
            ranges = self._write_customer_allowed_values(allowed, columns, heading)
            self._write_customers(sheet, columns, heading, ranges)
        return stream.getvalue()

    @api.model
    def _customer_import_columns(self):
        """What the columns are.

        :return: list of dict: ``name`` of the field, ``label`` in the heading,
            ``values`` allowed as a list of (text, code) or None, ``choose`` whether
            a cell takes one of them, ``comment``, ``examples`` (two texts)
        """
        labels = self._customer_import_labels()
        dimensions = {d._field_name(): d for d in self._get_dimensions()}
        own = [name for name in self._get_customer_import_columns() if name in labels]
        return [
            self._customer_import_class_column(dimensions[name], labels[name])
            if name in dimensions
            else self._customer_import_own_column(name, labels[name])
            for name in [*own, *dimensions]
        ]

    @api.model
    def _customer_import_labels(self):
        """Headings by field: the label where the import finds the field by it.

        A label that several fields have, or with a slash, which the import takes for
        a path, gives way to the field's technical name.
        """
        described = self.fields_get(attributes=["string", "readonly"])
        described["id"] = {"string": self.env._("External ID")}
        labels = {
            name: field["string"]
            for name, field in described.items()
            if not field.get("readonly")
        }
        english = self.with_context(lang="en_US").env["ir.model.fields"]
        texts = {}
        for name, label in labels.items():
            spellings = {
                name,
                label,
                english.get_field_string(self._name).get(name, ""),
            }
            for text in {spelling.casefold() for spelling in spellings}:
                texts.setdefault(text, set()).add(name)
        return {
            name: label
            if len(texts[label.casefold()]) == 1 and "/" not in label and name != "id"
            else name
            for name, label in labels.items()
        }

    @api.model
    def _customer_import_own_column(self, name, label):
        """The column of a field that Odoo has; see `_customer_import_columns`."""
        examples = {
            "id": ("customer_0001", "customer_0002"),
            "is_company": ("TRUE", "FALSE"),
            "email": ("office@example.com", "alex@example.com"),
            "credit_limit": (10000, 0),
            "name": (self.env._("Example Trading Ltd"), self.env._("Alex Example")),
        }
        lists = {
            "industry_id": "res.partner.industry",
            "category_id": "res.partner.category",
            "property_payment_term_id": "account.payment.term",
        }
        return {
            "name": name,
            "label": label,
            "values": [(r.display_name, "") for r in self.env[lists[name]].search([])]
            if name in lists
            else None,
            "choose": name != "category_id",
            "comment": self.env._("Several tags: separate them with commas, no blanks.")
            if name == "category_id"
            else "",
            "examples": examples.get(name, ("", "")),
        }

    @api.model
    def _customer_import_class_column(self, dimension, label):
        """The column of a dimension; see `_customer_import_columns`."""
        # Whoever reads categories is asked here, rules of companies included.
        categories = self.env["customer.classification.category"].search(
            [("dimension_id", "=", dimension.id)]
        )
        manual = dimension.method == "manual"
        example = categories[:1].complete_name if manual and categories else ""
        return {
            "name": dimension._field_name(),
            "label": label,
            "values": [(c.complete_name, c.code) for c in categories._in_order()],
            "choose": True,
            "comment": ""
            if manual
            else self.env._(
                "A rule gives this class. What you enter here is pinned and stays; "
                "leave it empty and the rule decides."
            ),
            "examples": (example, ""),
        }

    @api.model
    def _write_customer_allowed_values(self, sheet, columns, heading):
        """Fill the second sheet.

        :return: {field name: cells with the allowed values, as a formula}
        """
        ranges = {}
        at = 0
        for column in columns:
            if column["values"] is None:
                continue
            sheet.write_string(0, at, column["label"], heading)
            for row, (text, code) in enumerate(column["values"], 1):
                sheet.write_string(row, at, text)
                sheet.write_string(row, at + 1, code)
            if column["values"]:
                last = len(column["values"])
                cells = xlsxwriter.utility.xl_range_abs(1, at, last, at)
                ranges[column["name"]] = f"='{sheet.get_name()}'!{cells}"
            coded = any(code for _text, code in column["values"])
            if coded:
                sheet.write_string(0, at + 1, self.env._("Code"), heading)
            at += 2 if coded else 1
        sheet.set_column(0, at, 24)
        sheet.freeze_panes(1, 0)
        return ranges

    @api.model
    def _write_customers(self, sheet, columns, heading, ranges):
        """Fill the first sheet: heading, examples, lists to choose from."""
        for at, column in enumerate(columns):
            sheet.write_string(0, at, column["label"], heading)
            if column["comment"]:
                sheet.write_comment(0, at, column["comment"], CLASS_COMMENT_SIZE)
            for row, text in enumerate(column["examples"], 1):
                sheet.write(row, at, text)
            if column["choose"] and column["name"] in ranges:
                sheet.data_validation(
                    *(1, at, LAST_ROW, at),
                    {
                        "validate": "list",
                        "source": ranges[column["name"]],
                        # Codes and partial names are welcome as well.
                        "error_type": "information",
                        "error_title": self.env._("Not in the list"),
                        "error_message": self.env._("See the sheet of allowed values."),
                    },
                )
        sheet.set_column(0, len(columns), 20)
        sheet.freeze_panes(1, 2)
