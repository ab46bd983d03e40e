from datetime import date

from odoo.exceptions import AccessError, LockError, UserError, ValidationError
from odoo.tests import Form, freeze_time, new_test_user, tagged

from .common import TODAY, CustomerClassificationCommon

JANUARY, MARCH = date(2024, 1, 31), date(2024, 3, 31)


@tagged("post_install", "-at_install")
class TestMovement(CustomerClassificationCommon):
    """Who moved between the end of January and the end of March, by hand.

    High from 500 of revenue in 12 months, Low below; who has no revenue has none.

    ========  ==============================  ==============  ==============
    customer  bought                          31 January      31 March
    ========  ==============================  ==============  ==============
    Riser     100 in January, 900 in March    Low 100         High 1000
    Stayer    200 in January                  Low 200         Low 200
    Newcomer  700 in February                 -               High 700
    Leaver    600 in February 2023            High 600        - (13 months)
    ========  ==============================  ==============  ==============
    """

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.dimension_mv = cls.dimension(
            "mv",
            "band",
            "revenue_12m",
            [{"name": "High", "lower_bound": 500}, {"name": "Low"}],
            scope_domain="[('revenue_12m', '>', 0)]",
            in_list=True,
            sequence=1,
        )
        cls.high, cls.low = cls.dimension_mv.category_ids.sorted("sequence")
        cls.riser, cls.stayer, cls.newcomer, cls.leaver = (
            cls.customer(name) for name in ("Riser", "Stayer", "Newcomer", "Leaver")
        )
        cls.invoice(cls.riser, "2024-01-10", 100)
        cls.invoice(cls.riser, "2024-03-05", 900)
        cls.invoice(cls.stayer, "2024-01-31", 200)
        cls.invoice(cls.newcomer, "2024-02-15", 700)
        cls.invoice(cls.leaver, "2023-02-20", 600)
        cls.invoice(cls.riser, "2024-01-11", 5000, company=cls.company_b)
        cls.user = cls._user("viewer", cls.company_a)
        cls.user_b = cls._user("viewer_b", cls.company_b)
        cls.manager = cls._user("manager", cls.company_a)
        cls.manager.group_ids += cls.env.ref("customer_classification.group_manager")
        # The month ends that the company keeps.
        cls.env["customer.profile.month"].create(
            [
                {"company_id": cls.company_a.id, "date": day, "is_done": True}
                for day in (JANUARY, MARCH)
            ]
        )

    @classmethod
    def _user(cls, login, company):
        return new_test_user(
            cls.env,
            login=f"movement_{login}",
            groups="customer_classification.group_user,base.group_allow_export",
            company_id=company.id,
            company_ids=[(6, 0, company.ids)],
        )

    def setUp(self):
        super().setUp()
        clock = freeze_time(TODAY)
        clock.start()
        self.addCleanup(clock.stop)

    def movements(self, action, user=None):
        """The model with the context of an action, as a user sees it."""
        self.env.invalidate_all()
        return (
            self.env["customer.profile.movement"]
            .with_user(user or self.user)
            .with_context(**action["context"])
        )

    def open(self, date_from=JANUARY, date_to=MARCH, user=None):
        """The action that the wizard opens for a user."""
        wizard = Form(
            self.env["customer.profile.movement.wizard"].with_user(user or self.user)
        )
        self.assertEqual(wizard.dimension_id, self.dimension_mv)
        wizard.date_from = date_from
        wizard.date_to = date_to
        return wizard.save().action_open()

    def test_matrix(self):
        action = self.open()
        self.assertEqual(action["res_model"], "customer.profile.movement")
        self.assertEqual(action["name"], "Mv from 01/31/2024 to 03/31/2024")
        Movement = self.movements(action)
        groups = Movement._read_group(
            [],
            ["from_category_id", "to_category_id"],
            ["customer_count:sum", "revenue_from:sum", "revenue_to:sum", "__count"],
        )
        nothing = self.high.browse()
        self.assertEqual(
            {(a.sudo(), b.sudo()): tuple(numbers) for a, b, *numbers in groups},
            {
                (self.low, self.high): (1, 100, 1000, 1),
                (self.low, self.low): (1, 200, 200, 1),
                (nothing, self.high): (1, 0, 700, 1),
                (self.high, nothing): (1, 600, 0, 1),
            },
        )
        # The cell is followed to its customers.
        rows = Movement.search([])
        self.assertEqual(
            {row.partner_id.name: row.kind for row in rows},
            {"Riser": "moved", "Stayer": "same", "Newcomer": "new", "Leaver": "lost"},
        )
        self.assertEqual(
            Movement.search([("from_category_id", "=", False)]).partner_id.name,
            "Newcomer",
        )
        opened = rows[0].action_open_profile()
        self.assertEqual(opened["res_model"], "customer.profile")

    def test_compute_again(self):
        """Changed books are seen at once, also where nobody asks to compute again."""
        action = self.open()
        self.invoice(self.newcomer, "2024-01-31", 40)
        movements = self.movements(action)
        newcomer = [("partner_id", "=", self.newcomer.id)]
        for renewed in (False, True):
            wizard = Form(
                self.env["customer.profile.movement.wizard"].with_user(self.manager)
            )
            wizard.date_from, wizard.date_to = JANUARY, MARCH
            wizard.is_renewed = renewed
            self.assertEqual(wizard.save().action_open()["context"], action["context"])
            self.env.invalidate_all()
            row = movements.search(newcomer)
            found = (row.kind, row.revenue_from, row.revenue_to)
            self.assertEqual(found, ("moved", 40, 740))

    def test_beside_a_rebuild(self):
        """The wizards say how far it is; nobody thinks of today's refresh."""
        Month = self.env["customer.profile.month"]
        Month._request(self.company_a)
        months = Month.search([("company_id", "=", self.company_a.id)])
        months[:3].is_done = True
        with self.registry.cursor() as other:
            other.execute(
                "SELECT pg_advisory_xact_lock("
                "hashtext('customer_profile_snapshot'), %s)",
                [self.company_a.id],
            )
            with self.assertRaisesRegex(
                LockError, "The past of Company A is being rebuilt: 3 of 24 months"
            ):
                self.open()
            months.is_done = True
            with self.assertRaisesRegex(LockError, "Another past day of Company A"):
                self.open()
            self.open(user=self.user_b)
        self.open()

    def test_day_that_is_gone(self):
        """After the clean-up nobody is New or Lost because a day is not kept."""
        middle = date(2024, 2, 10)
        for days, kinds in (
            ((middle, MARCH), ["lost", "moved", "new", "same"]),
            ((JANUARY, middle), ["same", "same", "same"]),
        ):
            movements = self.movements(self.open(*days))
            self.assertEqual(sorted(movements.search([]).mapped("kind")), kinds)
            self.env["customer.profile.snapshot"]._gc_days()
            self.env.invalidate_all()
            for read in (
                lambda m: m.search([]),
                lambda m: m.search_count([]),
                lambda m: m.formatted_read_group([], ["kind"], ["__count"]),
            ):
                with self.assertRaisesRegex(UserError, "Company A on 02/10/2024"):
                    read(movements)
            self.open(*days)
            self.assertTrue(movements.search([]))

    def test_before_the_first_customer(self):
        """On a day without any customer nobody had a category: all are New."""
        self.company_a.customer_classification_prospects = False
        self.env["res.partner"].search([]).customer_rank = 0
        movements = self.movements(self.open(date(2020, 1, 31), MARCH))
        self.assertEqual(set(movements.search([]).mapped("kind")), {"new"})

    def test_the_other_way_and_the_same_day(self):
        for days in ((MARCH, JANUARY), (MARCH, MARCH)):
            with self.assertRaisesRegex(ValidationError, "03/31/2024"):
                self.open(*days)

    def test_not_yet(self):
        with self.assertRaisesRegex(ValidationError, "07/01/2024"):
            self.open(JANUARY, date(2024, 7, 1))

    def test_company_b_sees_its_own(self):
        action_a = self.open()
        Movement = self.movements(action_a, self.user_b)
        with self.assertRaisesRegex(UserError, "Company B on 01/31/2024"):
            Movement.search([])  # nothing of A, and B has no such days
        action_b = self.open(user=self.user_b)
        rows = self.movements(action_b, self.user_b).search([])
        self.assertRecordValues(
            rows, [{"revenue_to": 5000, "company_id": self.company_b.id}]
        )
        snapshots = self.env["customer.profile.snapshot"].with_user(self.user_b)
        self.assertEqual(snapshots.search([]).company_id, self.company_b)
        other = self.env["customer.profile.snapshot"].search(
            [("company_id", "=", self.company_a.id)], limit=1
        )
        with self.assertRaises(AccessError):
            other.with_user(self.user_b).read(["revenue_12m"])

    def test_what_comes_from_outside(self):
        """Whatever a context asks for, nobody sees more, and nothing crashes."""
        self.open()
        own = {
            "dimension_id": self.dimension_mv.id,
            "date_from": "2024-01-31",
            "date_to": "2024-03-31",
        }
        Movement = self.env["customer.profile.movement"].with_user(self.user)
        for asked in (
            None,
            7,
            [],
            {},
            {**own, "dimension_id": "x'; DROP TABLE res_users"},
            {**own, "dimension_id": False},
            {**own, "date_from": None, "date_to": False},
            {**own, "date_from": "x"},
            {**own, "date_to": 5},
            {**own, "date_to": ["2024-03-31"]},
        ):
            self.env.invalidate_all()
            self.assertFalse(
                Movement.with_context(customer_movement=asked).search([]), asked
            )

    def test_plain_user(self):
        plain = new_test_user(self.env, "movement_plain", groups="base.group_user")
        snapshot = self.env["customer.profile.snapshot"]._take(self.company_a, MARCH)
        self.assertTrue(snapshot)
        for model in (
            "customer.profile.snapshot",
            "customer.profile.movement",
            "customer.profile.month",
        ):
            with self.assertRaises(AccessError):
                self.env[model].with_user(plain).search([])
        for model in (
            "customer.profile.as.of.wizard",
            "customer.profile.movement.wizard",
        ):
            with self.assertRaises(AccessError):
                self.env[model].with_user(plain).create({})
        with self.assertRaises(AccessError):
            self.env["customer.profile.month"].with_user(plain).action_rebuild()
        with self.assertRaises(AccessError):
            self.env["customer.profile.month"].with_user(self.user).action_rebuild()

    def test_nobody_writes_the_past(self):
        self.open()
        manager = new_test_user(
            self.env,
            "manager_of_movement",
            groups="customer_classification.group_manager",
            company_id=self.company_a.id,
            company_ids=[(6, 0, self.company_a.ids)],
        )
        for model in ("customer.profile.snapshot", "customer.profile.month"):
            record = self.env[model].search([], limit=1)
            for attempt in (
                lambda r: r.write({"date": "2020-01-01"}),
                lambda r: r.unlink(),
                lambda r: r.create({"date": "2020-01-01"}),
            ):
                with self.assertRaises(AccessError):
                    attempt(record.with_user(manager))
        action = self.env["customer.profile.month"].with_user(manager).action_rebuild()
        self.assertEqual(action["tag"], "display_notification")
        self.assertEqual(
            self.company_a._customer_history_progress(), "0 of 24 months rebuilt."
        )
        self.assertEqual(
            self.company_b._customer_history_progress(), "No month is rebuilt."
        )

    def test_as_of(self):
        """The wizard computes the day and opens it; every view can be drawn."""
        wizard = Form(self.env["customer.profile.as.of.wizard"].with_user(self.user))
        self.assertEqual(wizard.date, date(2024, 5, 31))
        wizard.date = date(2024, 2, 10)
        wizard = wizard.save()
        action = wizard.action_open()
        self.assertEqual(action["name"], "Customers as of 02/10/2024")
        self.assertNotIn("id", action)
        Snapshot = self.env[action["res_model"]].with_user(self.user)
        rows = {row.partner_id: row for row in Snapshot.search(action["domain"])}
        self.assertEqual(rows[self.riser].revenue_12m, 100)
        self.assertEqual(rows[self.riser].x_class_mv, self.low)
        self.assertEqual(rows[self.leaver].x_class_mv, self.high)
        self.assertFalse(rows[self.newcomer].x_class_mv)
        for view in ("list", "form", "pivot", "graph", "search"):
            arch = Snapshot.get_view(False, view)["arch"]
            self.assertIn("x_class_mv", arch, view)
        opened = rows[self.riser].action_open_profile()
        self.assertEqual(opened["res_id"], self.profile(self.riser).id)
        # A later document of that day is there at once.
        self.invoice(self.riser, "2024-02-10", 11)
        wizard.action_open()
        self.env.invalidate_all()
        self.assertEqual(rows[self.riser].revenue_12m, 111)
        wizard.sudo().is_renewed = True  # only managers may, see test_refresh_rights
        wizard.action_open()
        self.env.invalidate_all()
        self.assertEqual(rows[self.riser].revenue_12m, 111)
        self.assertFalse(
            Snapshot.sudo().search([("company_id", "=", self.company_b.id)])
        )

    def test_days_before_all_books(self):
        """Days so long ago that other days are computed from are refused by name."""
        AsOf = self.env["customer.profile.as.of.wizard"].with_user(self.user)
        Movement = self.env["customer.profile.movement.wizard"].with_user(self.user)
        for text in ("0001-01-01", "0001-12-31", "1899-12-31"):
            day = date.fromisoformat(text)
            shown = f"As Of {day:%m/%d}/{text[:4]}: too long ago.*01/01/1900"
            with self.subTest(text):
                with self.assertRaisesRegex(ValidationError, shown):
                    AsOf.create({"date": day}).action_open()
                asked = {
                    "dimension_id": self.dimension_mv.id,
                    "date_from": day,
                    "date_to": MARCH,
                }
                with self.assertRaisesRegex(ValidationError, shown):
                    Movement.create(asked).action_open()
        action = AsOf.create({"date": date(1900, 1, 1)}).action_open()
        rows = self.env[action["res_model"]].search(action["domain"])
        self.assertEqual(set(rows.mapped("revenue_12m")), {0})

    def test_what_goes(self):
        """Categories, customers and companies go as if there were no past."""
        self.env["customer.profile.snapshot"]._take(self.company_a, MARCH)
        Snapshot = self.env["customer.profile.snapshot"]
        rows = Snapshot.search([("x_class_mv", "=", self.high.id)])
        self.assertEqual(set(rows.mapped("partner_id.name")), {"Riser", "Newcomer"})
        self.high.unlink()
        self.assertEqual(rows.mapped("x_class_mv.name"), [])
        self.profile(self.riser).unlink()
        self.assertEqual(rows.exists().partner_id, self.newcomer)
        category = self.env["product.category"].create({"name": "Gone"})
        self.env.flush_all()
        self.cr.execute(
            "UPDATE customer_profile_snapshot SET main_product_category_id = %s"
            " WHERE id = ANY(%s)",
            [category.id, rows.ids],
        )
        category.unlink()
        self.env.invalidate_all()
        self.assertFalse(rows.exists().main_product_category_id)
        self.dimension_mv.unlink()
        self.assertNotIn("x_class_mv", Snapshot._fields)

    def test_as_of_is_searched_like_customers(self):
        """Search, sort, group and export by customer, class and day."""
        self.open()
        Snapshot = self.env["customer.profile.snapshot"].with_user(self.user)
        found = Snapshot.search(
            [("date", "=", MARCH), ("x_class_mv", "child_of", self.high.id)],
            order="partner_id",
        )
        self.assertEqual(found.partner_id.mapped("name"), ["Newcomer", "Riser"])
        groups = Snapshot.formatted_read_group(
            [("x_class_mv", "!=", False)],
            ["date:month", "x_class_mv"],
            ["revenue_12m:sum", "__count"],
        )
        self.assertEqual(
            [(g["revenue_12m:sum"], g["__count"]) for g in groups],
            # January: High 600, Low 100 + 200; March: High 1000 + 700, Low 200
            [(600, 1), (300, 2), (1700, 2), (200, 1)],
        )
        self.assertEqual(
            found[1].export_data(["partner_id/name", "x_class_mv", "revenue_12m"]),
            {"datas": [["Riser", "High", 1000.0]]},
        )
