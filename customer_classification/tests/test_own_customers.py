"""Who may not see a contact sees nothing of its customer, whatever the way."""

from datetime import date

from odoo import Command
from odoo.exceptions import AccessError
from odoo.tests import tagged

from ..context import MOVEMENT
from .common import TODAY
from .common_reports import ReportRightsCommon

MODULES = ("customer_classification", "test_customer_classification")
HISTORY = "customer.classification.history"
PIN = "customer.classification.pin"
PROFILE = "customer.profile"
QUEUE = "customer.profile.queue"
SNAPSHOT = "customer.profile.snapshot"
MIXIN = "customer.record.mixin"
MAY = date(2024, 5, 31)


class OwnCustomersCommon(ReportRightsCommon):
    """Two customers of company A: a salesperson may see Mine, and not Theirs.

    Mine bought 170 (Small), Theirs 14,000 (Big), of which 100 and 9,000 within the last
    12 months; Far buys elsewhere and is Small. Clerk, a contact person of Theirs, is
    the salesperson's.
    """

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.clerk = cls.env["res.partner"].create(
            {
                "name": "Clerk",
                "parent_id": cls.theirs.id,
                "user_id": cls.salesperson.id,
            }
        )
        contacts = "base.group_partner_manager,base.group_allow_export"
        cls.salesperson.group_ids += cls.env.ref("base.group_partner_manager")
        cls.salesperson.group_ids += cls.env.ref("base.group_allow_export")
        # The same restriction on people with more rights.
        cls.boss = cls.user("boss", f"customer_classification.group_manager,{contacts}")
        cls.seller = cls.user("seller", f"account.group_account_invoice,{contacts}")
        cls.mine.user_id = cls.salesperson
        rule = cls.env["ir.rule"].search([("name", "=", "Own customers only")])
        rule.domain_force = (
            f"['|', ('user_id', '=', {cls.salesperson.id}), "
            "('id', '=', user.partner_id.id)]"
        )
        (cls.boss + cls.seller).group_ids += cls.sellers
        cls.free = cls.user("free", f"customer_classification.group_manager,{contacts}")
        cls.tag = cls.env["res.partner.category"].create(
            {
                "name": "Buyers",
                "customer_rule_domain": "[('revenue_12m', '>', 0)]",
                "customer_rule_company_id": cls.company_a.id,
            }
        )
        Profile = cls.env[PROFILE]
        Profile._refresh(cls.company_a + cls.company_b, as_of=TODAY)
        cls.big, cls.small = cls.size.category_ids.sorted("sequence")
        cls.profiles = {
            partner: Profile.search(
                [
                    ("partner_id", "=", partner.id),
                    ("company_id", "=", cls.company_a.id),
                ]
            )
            for partner in (cls.mine, cls.theirs)
        }
        for profile in cls.profiles.values():
            category = cls.owing.category_ids[0]
            profile._set_classes({"x_class_owing_class": category.id}, force=True)
        for on in (MAY, date(2024, 3, 31)):
            cls.env[SNAPSHOT]._take(cls.company_a, on)
        cls.env[QUEUE].search([]).unlink()
        cls.env[QUEUE].create(
            [
                {
                    "partner_id": partner.id,
                    "company_id": cls.company_a.id,
                    "error": f"Error of {partner.name}",
                }
                for partner in (cls.mine, cls.theirs, cls.clerk)
            ]
        )
        cls.env["customer.profile.stale"].create(
            [
                {"partner_id": id_, "company_id": cls.company_a.id, "date": MAY}
                for id_ in (cls.mine + cls.theirs + cls.clerk).ids
            ]
        )
        cls.env.flush_all()

    def setUp(self):
        super().setUp()
        # As in a request: nothing is remembered of what others read.
        self.env.invalidate_all()

    def seen_by(self, user, model):
        Model = self.env[model].with_user(user)
        asked = {
            "dimension_id": self.size.id,
            "date_from": "2024-03-31",
            "date_to": "2024-05-31",
        }
        return Model.with_context(
            allowed_company_ids=user.company_ids.ids,
            active_test=False,
            **{MOVEMENT: asked},
        )

    @classmethod
    def models_about_customers(cls):
        """{model: its fields that name a customer}"""
        found = {}
        for name, model in cls.env.registry.items():
            if model._original_module not in MODULES:
                continue
            if model._abstract or model._transient:
                continue
            for field in model._fields.values():
                # Of lists of contacts everybody gets those who may be read: Odoo's.
                if field.name == "partner_id" or (
                    field.type == "many2one"
                    and field.comodel_name in ("res.partner", PROFILE)
                ):
                    found.setdefault(name, []).append(field.name)
        return found


@tagged("post_install", "-at_install")
class TestOwnCustomers(OwnCustomersCommon):
    def test_every_model_about_a_customer_is_closed(self):
        """A new model that names a customer inherits the mixin, or fails here."""
        found = self.models_about_customers()
        self.assertGreaterEqual(len(found), 7, found)
        for name in found:
            self.assertIn(name, self.env.registry.descendants([MIXIN], "_inherit"))

    def rows_of(self, model, partner):
        """The rows about a customer and the contact persons, as superuser."""
        Model = self.seen_by(self.env.ref("base.user_root"), model).sudo()
        Model = Model.with_context(allowed_company_ids=self.company_a.ids)
        return Model.search([("company_id", "=", self.company_a.id)]).filtered(
            lambda row: row._customers().commercial_partner_id == partner
        )

    def people(self, model):
        """Who may read a model and not every contact."""
        return [
            user
            for user in (self.salesperson, self.boss, self.seller)
            if self.env[model].with_user(user).has_access("read")
        ]

    def test_rows(self):
        """Found are those of Mine, and all of them; by id nothing else either."""
        for model in self.models_about_customers():
            mine = self.rows_of(model, self.mine)
            theirs = self.rows_of(model, self.theirs)
            self.assertTrue(mine and theirs, model)
            self.assertTrue(self.people(model), model)
            for user in self.people(model):
                Model = self.seen_by(user, model)
                with self.subTest(model, user=user.login):
                    found = Model.search([])
                    self.assertTrue(found)
                    self.assertFalse(found & theirs)
                    self.assertLessEqual(mine, found)
                    self.assertEqual(Model.search_count([]), len(found))
                    self.assertFalse(Model.search([("id", "in", theirs.ids)]))
                    [(count,)] = Model._read_group([], [], ["__count"])
                    self.assertEqual(count, len(found))
                    names = [name for _id, name in Model.name_search("", limit=None)]
                    self.assertNotIn(self.theirs.name, names)
                    text = repr(Model.web_search_read([], {"display_name": {}}))
                    self.assertNotIn(self.theirs.name, text)
                    for row in Model.browse(theirs.ids):
                        self.assertRefused(lambda r=row: r.read(["id"]))
                        self.assertRefused(lambda r=row: r.read(["display_name"]))
                        self.assertRefused(
                            lambda r=row: r.web_read({"display_name": {}})
                        )
                        self.assertRefused(
                            lambda r=row: r.export_data(["display_name"])
                        )
                        self.assertRefused(lambda r=row: r.check_access("read"))
                    mixed = Model.browse((mine[:1] + theirs[:1]).ids)
                    self.assertRefused(lambda m=mixed: m.read(["id"]))
                    self.assertEqual(mixed._filtered_access("read").ids, mine[:1].ids)

    def test_whoever_sees_all_contacts(self):
        """For everybody else and for superuser nothing changes."""
        for model in self.models_about_customers():
            every = self.rows_of(model, self.mine) | self.rows_of(model, self.theirs)
            found = self.seen_by(self.free, model).search([])
            self.assertLessEqual(every, found, model)
            found = self.seen_by(self.salesperson, model).sudo().search([])
            self.assertLessEqual(every, found, model)

    def test_groups_and_panel(self):
        Profile = self.seen_by(self.salesperson, PROFILE)
        [group] = Profile.formatted_read_group(
            [("company_id", "=", self.company_a.id)], [], ["revenue_12m:sum"]
        )
        self.assertEqual(group["revenue_12m:sum"], 100)
        groups = Profile.formatted_read_group([], ["partner_id"], ["__count"])
        self.assertNotIn(self.theirs.id, [g["partner_id"][0] for g in groups])
        panel = Profile.search_panel_select_range(
            "x_class_size_class", enable_counters=True
        )
        counts = {value["id"]: value.get("__count") for value in panel["values"]}
        self.assertEqual(counts, {self.small.id: 1})

    def test_counts_of_classes_and_tags(self):
        """What the screens of classes, dimensions and tags count."""
        for user, numbers in ((self.boss, (0, 1, 1)), (self.free, (1, 1, 2))):
            self.env.invalidate_all()
            big = self.seen_by(user, self.big._name).browse(self.big.id)
            small = big.browse(self.small.id)
            tag = self.seen_by(user, self.tag._name).browse(self.tag.id)
            self.assertEqual(
                (big.customer_count, small.customer_count, tag.customer_matching_count),
                numbers,
            )
        tag = self.seen_by(self.boss, self.tag._name).browse(self.tag.id)
        self.assertEqual(tag.customer_assignment_ids.partner_id, self.mine)
        # In one transaction as well: what one counted is not told to another one.
        big = self.seen_by(self.free, self.big._name).browse(self.big.id)
        self.assertEqual(big.customer_count, 1)
        self.assertEqual(big.with_user(self.boss).customer_count, 0)

    def test_preview(self):
        """Trying a rule tells how many of one's own customers would move."""
        vals = {
            "category_ids": [Command.update(self.big.id, {"lower_bound": 50})],
        }
        for user, found in ((self.boss, (1, 1)), (self.free, (2, 1))):
            dimension = self.seen_by(user, self.size._name).browse(self.size.id)
            [company] = dimension.preview_changes(vals)["companies"]
            self.assertEqual((company["customers"], company["moving"]), found)
            revenue = sum(line["revenue_then"] for line in company["categories"])
            self.assertEqual(revenue, 100 if user == self.boss else 9100)
        self.assertNotIn("Theirs", repr(company["movers"]))

    def test_person_of_a_company_one_may_not_see(self):
        """Reading, searching, sorting, grouping and adding up, by contacts."""
        read = ["customer_revenue_12m", "x_class_size_class", "customer_profile_id"]
        for user, number in ((self.free, 9000), (self.salesperson, 0)):
            self.env.invalidate_all()
            Partner = self.seen_by(user, "res.partner")
            clerk = Partner.browse(self.clerk.id)
            [values] = clerk.read(read)
            self.assertEqual(values["customer_revenue_12m"], number, user.login)
            self.assertEqual(bool(values["x_class_size_class"]), bool(number))
            self.assertEqual(bool(values["customer_profile_id"]), bool(number))
            own = [("id", "=", clerk.id)]
            for domain in (
                [("customer_revenue_12m", "=", 9000)],
                [("customer_profile_id", "!=", False)],
                [("customer_profile_id", "in", self.profiles[self.theirs].ids)],
                [("customer_profile_id.revenue_12m", ">", 0)],
                [("x_class_size_class", "=", self.big.id)],
                [("x_class_size_class", "child_of", self.big.id)],
                [("x_class_size_class.name", "=", "Big")],
            ):
                found = Partner.search_count(own + domain)
                self.assertEqual(found, int(bool(number)), (user.login, domain))
            [group] = Partner.formatted_read_group(
                own, ["x_class_size_class"], ["customer_revenue_12m:sum"]
            )
            self.assertEqual(group["customer_revenue_12m:sum"] or 0, number)
            self.assertEqual(bool(group["x_class_size_class"]), bool(number))
            ordered = Partner.search(
                [("id", "in", (self.clerk + self.mine).ids)],
                order="customer_revenue_12m desc",
            )
            first = self.clerk if number else self.mine
            self.assertEqual(ordered[0], first, user.login)
        # In one transaction: who read it before does not matter.
        clerk = self.seen_by(self.free, "res.partner").browse(self.clerk.id)
        self.assertEqual(clerk.customer_revenue_12m, 9000)
        self.assertEqual(clerk.with_user(self.salesperson).customer_revenue_12m, 0)
        self.assertEqual(
            clerk.with_user(self.salesperson).sudo().customer_revenue_12m, 9000
        )

    def test_missing_information_of_a_company_one_may_not_see(self):
        clerk = self.seen_by(self.salesperson, "res.partner").browse(self.clerk.id)
        self.assertFalse(clerk.customer_missing_info)
        self.assertTrue(clerk.with_user(self.free).customer_missing_info)

    def test_invoice_analysis(self):
        """Amounts by the rights on documents, classes by those on contacts."""
        for user, expected in (
            (self.free, None),
            (self.seller, {False: 14000, self.small.id: 170}),
        ):
            if expected is None:
                user.group_ids += self.env.ref("account.group_account_invoice")
                expected = {self.big.id: 14000, self.small.id: 170}
            self.env.invalidate_all()
            Report = self.seen_by(user, "account.invoice.report")
            groups = Report.formatted_read_group(
                [("partner_id", "in", (self.mine + self.theirs).ids)],
                ["x_class_size_class"],
                ["price_subtotal:sum"],
            )
            found = {
                g["x_class_size_class"] and g["x_class_size_class"][0]: g[
                    "price_subtotal:sum"
                ]
                for g in groups
            }
            self.assertEqual(found, expected, user.login)
            lines = Report.search([("partner_id", "=", self.theirs.id)])
            self.assertEqual(bool(lines.x_class_size_class), user == self.free)

    def test_screens_by_id(self):
        """Classes, reasons, documents behind a number, pins: of one's own only."""
        for user in (self.salesperson, self.boss, self.seller):
            hidden = self.profiles[self.theirs].with_user(user)
            for call in (
                hidden.get_classes,
                hidden.get_page,
                lambda p=hidden: p.action_open_metric("revenue_12m"),
                lambda p=hidden: p.action_release(self.owing.id),
                lambda p=hidden: p.write({"x_class_owing_class": False}),
                lambda p=hidden: p.web_save({"x_class_owing_class": False}, {}),
                lambda p=hidden: p.onchange({}, [], {"revenue_12m": {}}),
                lambda p=hidden: p.copy(),
                hidden.sudo().pin_ids.with_user(user).action_release,
                self.profiles[self.theirs]
                .history_ids[:1]
                .with_user(user)
                .action_open_changes,
            ):
                self.assertRefused(call)
            shown = self.profiles[self.mine].with_user(user)
            self.assertTrue(shown.get_page()["classes"])

    def test_choosing_a_class_by_hand(self):
        """For one's own customers; a contact person does not lead to the company."""
        other = self.owing.category_ids[1]
        mine = self.mine.with_user(self.salesperson)
        mine.x_class_owing_class = other
        self.assertEqual(self.profiles[self.mine].x_class_owing_class, other)
        for contact in (self.theirs, self.clerk):
            contact = contact.with_user(self.salesperson)
            self.assertRefused(
                lambda c=contact: c.write({"x_class_owing_class": other.id})
            )

    def test_contact_of_another_company(self):
        """Odoo hides it by its company, and so everything about the customer."""
        self.env.cr.execute(
            "UPDATE res_partner SET company_id = %s WHERE id = %s",
            [self.company_b.id, self.theirs.id],
        )
        self.env.invalidate_all()
        for model in self.models_about_customers():
            theirs = self.rows_of(model, self.theirs).filtered(
                lambda row: row._customers() == self.theirs
            )
            found = self.seen_by(self.free, model).search([])
            self.assertTrue(theirs, model)
            self.assertFalse(found & theirs, model)

    def test_refusal_names_the_rule(self):
        """In developer mode, where Odoo names them."""
        Rule = self.env["ir.rule"].with_user(self.salesperson)
        failing = Rule._get_failing(self.profiles[self.theirs].with_user(Rule.env.user))
        self.assertIn("Own customers only", failing.sudo().mapped("name"))

    def test_list_of_problems(self):
        """What could not be refreshed: one's own customers, by name or not."""
        for user, expected in (
            (self.boss, self.mine),
            (self.free, self.mine + self.theirs + self.clerk),
        ):
            rows = self.seen_by(user, "customer.refresh.problem").search(
                [("kind", "=", "customer"), ("company_id", "=", self.company_a.id)]
            )
            self.assertEqual(set(rows.mapped("record_id")), set(expected.ids))
            text = " ".join(rows.mapped("error"))
            self.assertEqual("Error of Theirs" in text, user == self.free)

    def test_deleted_contact_in_the_queue(self):
        """Rows about nobody are for all managers: they may be taken away."""
        row = self.env[QUEUE].create(
            {"partner_id": 2**31 - 1, "company_id": self.company_a.id}
        )
        for user in (self.boss, self.free):
            rows = self.seen_by(user, QUEUE)
            self.assertIn(row, rows.search([]))
            rows.browse(row.id).check_access("unlink")

    def test_statements(self):
        """One statement reads a list, whoever asks; one looks for hidden contacts."""
        for user in (self.free, self.salesperson):
            Profile = self.seen_by(user, PROFILE)
            Profile.search_read([], ["partner_id", "revenue_12m"])  # caches
            self.env.invalidate_all()
            # Company of the user, contacts of other companies, profiles, names.
            with self.assertQueryCount(4):
                Profile.search_read([], ["revenue_12m", "x_class_size_class"])

    def test_nothing_is_told_through_superuser_methods(self):
        """The wizards that compute as superuser answer about one's own customers."""
        wizard = self.seen_by(self.salesperson, "customer.profile.as.of.wizard")
        action = wizard.create({"date": MAY}).action_open()
        found = self.seen_by(self.salesperson, SNAPSHOT).search(action["domain"])
        self.assertEqual(found.partner_id, self.mine)
        with self.assertRaises(AccessError):
            self.seen_by(self.salesperson, SNAPSHOT).browse(
                self.rows_of(SNAPSHOT, self.theirs)[:1].id
            ).action_open_profile()
