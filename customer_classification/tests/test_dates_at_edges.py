from datetime import date

from odoo.exceptions import UserError
from odoo.tests import freeze_time, new_test_user, tagged

from .common import CustomerClassificationCommon

DAYS = [
    date(1, 1, 1),
    date(2, 2, 28),
    date(4, 2, 29),
    date(1899, 12, 31),
    date(1900, 1, 1),
    date(2024, 2, 29),
    date(2100, 2, 28),
    date(9000, 1, 1),
    date(9999, 12, 31),
]
PAST = {date(1900, 1, 1), date(2024, 2, 29)}  # there may be books of these
FUTURE = {date(2100, 2, 28), date(9000, 1, 1), date(9999, 12, 31)}


@tagged("post_install", "-at_install")
class TestDatesAtEdges(CustomerClassificationCommon):
    """Every day that a person can type: it is taken, or refused by a sentence."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.buyer = cls.customer("Buyer")
        cls.invoice(cls.buyer, "2024-02-29", 100)
        cls.choice = cls.dimension("edges", categories=[{"name": "One"}])
        cls.bands = cls.dimension(
            "edges_band", "band", "revenue_12m", [{"name": "All"}]
        )
        cls.user = new_test_user(
            cls.env,
            login="edges",
            groups="account.group_account_invoice,base.group_partner_manager,"
            "customer_classification.group_manager",
            company_id=cls.company_a.id,
            company_ids=[(6, 0, cls.company_a.ids)],
        )
        with freeze_time("2024-06-30 12:00"):
            cls.env["customer.profile"]._refresh(cls.company_a)

    def as_user(self, model):
        return self.env[model].with_user(self.user)

    def inputs(self):
        """{(model, field): (function of a day, days that are taken)}"""
        report, movement = "customer.report", "customer.profile.movement.wizard"
        pin = "customer.classification.pin.wizard"
        today = date(2024, 6, 30)
        return {
            ("customer.profile.as.of.wizard", "date"): (self.look_back, PAST),
            (movement, "date_from"): (
                lambda day: self.movement(date_from=day, date_to=today),
                PAST,
            ),
            (movement, "date_to"): (
                lambda day: self.movement(date_from=date(1900, 1, 1), date_to=day),
                PAST - {date(1900, 1, 1)},
            ),
            (report, "date"): (
                lambda day: [
                    self.report(report=kind, date=day, period=period)
                    for kind in ("ranking", "trend", "arrears")
                    for period in ("year", "quarter", "month", "fiscal")
                ],
                PAST - {date(1900, 1, 1)},  # the period begins before
            ),
            (report, "date_from"): (
                lambda day: self.report(
                    report="ranking", date=today, period="custom", date_from=day
                ),
                PAST,
            ),
            (report, "date_then"): (
                lambda day: self.report(report="movement", date=today, date_then=day),
                PAST,
            ),
            (pin, "date_end"): (self.pin_until, FUTURE),
        }

    def look_back(self, day):
        wizard = self.as_user("customer.profile.as.of.wizard").create({"date": day})
        wizard.action_open_history()
        action = wizard.action_open()
        self.as_user(action["res_model"]).search(action["domain"])

    def movement(self, **vals):
        vals["dimension_id"] = self.bands.id
        wizard = self.as_user("customer.profile.movement.wizard").create(vals)
        action = wizard.action_open()
        rows = self.as_user(action["res_model"]).with_context(**action["context"])
        rows.search([]).read()

    def report(self, **vals):
        vals["dimension_ids"] = [(6, 0, self.bands.ids)]
        report = self.as_user("customer.report").create(vals)
        report.action_open()
        report._get_document()

    def pin_until(self, day):
        context = {"active_model": "res.partner", "active_ids": self.buyer.ids}
        vals = {
            "dimension_id": self.bands.id,
            "category_id": self.bands.category_ids.id,
            "date_end": day,
        }
        wizard = self.as_user("customer.classification.pin.wizard")
        wizard.with_context(**context).create(vals).action_apply()
        self.refresh(self.company_a)
        self.assertEqual(self.profile(self.buyer).pin_ids.date_end, day)

    @freeze_time("2024-06-30 12:00")
    def test_every_day_in_every_field(self):
        for (model, field), (use, taken) in self.inputs().items():
            for day in DAYS:
                with (
                    self.subTest(model=model, field=field, day=day),
                    self.env.cr.savepoint(),
                ):
                    if day in taken:
                        use(day)
                        continue
                    with self.assertRaises(UserError) as caught:
                        use(day)
                    self.assertIn(str(day.day), str(caught.exception))

    @freeze_time("2024-06-30 12:00")
    def test_every_day_that_is_searched(self):
        """A day no customer has is found nowhere, and is no error."""
        History = self.as_user("customer.classification.history")
        Partner = self.as_user("res.partner")
        for day in DAYS:
            with self.subTest(day=day):
                rows = History.search(
                    [("valid_on", "=", day), ("partner_id", "=", self.buyer.id)]
                )
                self.assertEqual(bool(rows), day in FUTURE)
                found = Partner.search(
                    [
                        ("id", "=", self.buyer.id),
                        ("customer_history_ids.valid_on", "=", day),
                    ]
                )
                self.assertEqual(bool(found), day in FUTURE)
                for name in ("customer_last_invoice_date", "customer_metrics_date"):
                    Partner.search([(name, ">=", day), (name, "<", day)])

    def test_no_field_is_left_out(self):
        """Whatever day a user of ours can write stands in the list above."""
        writable = set()
        for name in self.env.registry:
            model = self.as_user(name)
            if model._original_module != "customer_classification" or model._abstract:
                continue
            if not model.has_access("create"):
                continue
            writable |= {
                (name, field.name)
                for field in model._fields.values()
                if field.type in ("date", "datetime") and not field.readonly
            }
        self.assertEqual(writable, set(self.inputs()))
