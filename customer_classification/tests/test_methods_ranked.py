import random
from datetime import timedelta
from itertools import product

from odoo import Command
from odoo.exceptions import UserError, ValidationError
from odoo.tests import Form, freeze_time, new_test_user, tagged
from odoo.tools import SQL

from .common import TODAY, CustomerClassificationCommon
from .common_rules import AskingRules


@tagged("post_install", "-at_install")
class TestQuantile(AskingRules, CustomerClassificationCommon):
    """Equal groups, the first category with the largest values."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.halves = cls.dimension(
            "test_halves",
            "quantile",
            "revenue_total",
            [{"name": "Upper"}, {"name": "Lower"}],
            sequence=1000,
        )
        cls.thirds = cls.dimension(
            "test_thirds",
            "quantile",
            "revenue_total",
            [{"name": "Top"}, {"name": "Middle"}, {"name": "Bottom"}],
            sequence=1010,
        )

    def others_out(self, profiles):
        """Only these customers are ranked."""
        ids = [profile.id for profile in profiles]
        (self.halves + self.thirds).scope_domain = str([("id", "in", ids)])

    def test_halves(self):
        """n = 5, cut at place 4 / 2 = 2 from 0: 10, 20, [30], 40, 50."""
        profiles = self.give("revenue_total", 40, 10, 30, 20, 50)
        self.others_out(profiles)
        self.assertNames(
            self.halves, profiles, "Upper", "Lower", "Lower", "Lower", "Upper"
        )

    def test_thirds_between_two_values(self):
        """n = 6: cuts at 5/3 and 10/3, between 1 and 2, and 3 and 4 in 0-based places.

        -5 0 | 7 7 | 9 100 would split after two each. In order -5, 0, 7, 7, 9, 100 the
        percentiles are 0 + 2/3 * 7 = 4.67 and 7 + 1/3 * 2 = 7.67.
        """
        profiles = self.give("revenue_total", 7, 100, -5, 9, 7, 0)
        self.others_out(profiles)
        self.assertNames(
            self.thirds,
            profiles,
            *("Middle", "Top", "Bottom", "Top", "Middle", "Bottom"),
        )

    def test_equal_values_stay_together(self):
        """4, 4, 4, 4, 9: the cut at place 2 is 4; nobody who has 4 is above it."""
        profiles = self.give("revenue_total", 4, 9, 4, 4, 4)
        self.others_out(profiles)
        self.assertNames(
            self.halves, profiles, "Lower", "Upper", "Lower", "Lower", "Lower"
        )

    def test_one_and_none(self):
        [profile] = self.give("revenue_total", -3)
        self.others_out([profile])
        self.assertNames(self.halves, [profile], "Upper")
        self.halves.metric_id = self.env["ir.model.fields"]._get(
            "customer.profile", "dso"
        )
        self.assertNames(self.halves, [profile], None)

    def test_empty_values_are_not_ranked(self):
        self.halves.metric_id = self.env["ir.model.fields"]._get(
            "customer.profile", "late_rate"
        )
        profiles = self.give("late_rate", None, 0.5, 0, None)
        self.assertNames(self.halves, profiles, None, "Upper", "Lower", None)

    def test_reason(self):
        profiles = self.give("revenue_total", 40, 10, 30, 20, 50)
        self.others_out(profiles)
        found = self.ask(self.halves)
        common = {"method": "quantile", "metric": "revenue_total", "groups": 2}
        self.assertEqual(
            [found[profile.id][1] for profile in profiles[:2]],
            [
                {**common, "value": 40, "group": 2, "bound": 30, "next": None},
                {**common, "value": 10, "group": 1, "bound": None, "next": 40},
            ],
        )
        sentence = self.env["customer.classification.reason"]._render_reason(
            found[profiles[0].id][1], profiles[0]
        )
        self.assertEqual(
            sentence, "Total Revenue is $\u00a040.00, in group 1 of 2 from the top."
        )


@tagged("post_install", "-at_install")
class TestRfm(AskingRules, CustomerClassificationCommon):
    """Segments by ranges of the three scores."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.rfm = cls.env.ref("customer_classification.dimension_rfm")

    def test_default_table(self):
        """Every one of the 125 scores is in a segment; some by hand."""
        expected = {
            555: "champion",
            445: "champion",
            535: "loyal",
            333: "loyal",
            155: "cant_lose",
            244: "cant_lose",
            133: "risk",
            222: "risk",
            515: "new",
            411: "promising",
            425: "potential",
            551: "potential",
            325: "attention",
            322: "attention",
            311: "sleep",
            351: "sleep",
            215: "hibernating",
            251: "hibernating",
            111: "lost",
            151: "lost",
        }
        segments = self.rfm.category_ids.sorted(lambda c: (c.sequence, c.id))
        partners = self.env["res.partner"].create(
            [{"name": f"{score}"} for score in range(125)]
        )
        self.refresh(self.company_a, as_of=TODAY)
        scores = list(product(range(1, 6), repeat=3))
        profiles = self.env["customer.profile"].search(
            [("partner_id", "in", partners.ids), ("company_id", "=", self.company_a.id)]
        )
        values = SQL(", ").join(
            SQL("(%s, %s, %s, %s)", profile.id, *score)
            for profile, score in zip(profiles, scores, strict=True)
        )
        self.cr.execute(
            SQL(
                "UPDATE customer_profile SET rfm_recency = r, rfm_frequency = f,"
                " rfm_monetary = m FROM (VALUES %s) v (id, r, f, m)"
                " WHERE v.id = customer_profile.id",
                values,
            )
        )
        found = self.ask(self.rfm)
        codes = {c.name: c.code for c in segments}
        given = {
            100 * r + 10 * f + m: codes.get(found[profile.id][0])
            for profile, (r, f, m) in zip(profiles, scores, strict=True)
        }
        self.assertEqual(len(given), 125)
        self.assertNotIn(None, given.values())
        self.assertEqual({score: given[score] for score in expected}, expected)
        self.assertEqual(set(given.values()), set(codes.values()), "nobody's segment")

    def test_from_the_books(self):
        """Two customers, worked out by hand.

        n = 2: the better one has 5, the other 1 in each score. One bought 10 days ago,
        twice, for 100; the other once, 20 days ago, for 50: 555 and 111.
        """
        good, bad, nobody = (self.customer(name) for name in ("Good", "Bad", "Nobody"))
        self.invoice(good, str(TODAY - timedelta(10)), 60)
        self.invoice(good, str(TODAY - timedelta(30)), 40)
        self.invoice(bad, str(TODAY - timedelta(20)), 50)
        self.refresh(self.company_a, as_of=TODAY)
        self.assertEqual(
            [self.profile(p).x_class_rfm.code for p in (good, bad, nobody)],
            ["champion", "lost", False],
        )
        row = self.profile(good).history_ids.filtered(
            lambda r: r.dimension_id == self.rfm
        )
        self.assertEqual(
            row.reason_text,
            "R 5: last invoice 10 days ago. F 5: 2 invoices. "
            "M 5: revenue of $\u00a0100.00.",
        )

    def test_one_of_each(self):
        """One invoice of yesterday, in the singular."""
        partner = self.customer()
        self.invoice(partner, str(TODAY - timedelta(1)), 60)
        self.refresh(self.company_a, as_of=TODAY)
        row = self.profile(partner).history_ids.filtered(
            lambda r: r.dimension_id == self.rfm
        )
        self.assertEqual(
            row.reason_text,
            "R 5: last invoice 1 day ago. F 5: 1 invoice. "
            "M 5: revenue of $\u00a060.00.",
        )

    def test_first_match_wins(self):
        first = self.rfm.category_ids[-1].copy({"name": "All", "sequence": 0})
        first.write({f"{n}_min": 1 for n in ("recency", "frequency", "monetary")})
        first.write({f"{n}_max": 5 for n in ("recency", "frequency", "monetary")})
        partner = self.customer()
        self.invoice(partner, "2024-06-01", 10)
        self.refresh(self.company_a, as_of=TODAY)
        self.assertEqual(self.profile(partner).x_class_rfm, first)

    def test_bad_ranges(self):
        segment = self.rfm.category_ids[0]
        for vals in (
            {"recency_min": 0},
            {"monetary_max": 6},
            {"frequency_min": 4, "frequency_max": 3},
        ):
            with (
                self.subTest(vals=vals),
                self.assertRaisesRegex(ValidationError, segment.name),
                self.cr.savepoint(),
            ):
                segment.write(vals)

    def test_new_window(self):
        """Everybody is refreshed at once: scores of two windows are not ranked."""
        self.env["customer.profile.queue"].search([]).unlink()
        self.rfm.window_months = 6
        waiting = self.env["customer.profile.queue"].search(
            [("company_id", "=", self.company_a.id)]
        )
        self.assertLessEqual(
            set(self.env["customer.profile"].search([]).partner_id.ids),
            set(waiting.mapped("partner_id")),
        )

    def test_one_window(self):
        """Scores stand on the customer once: a second window is refused."""
        with self.assertRaisesRegex(ValidationError, "24 months"), self.cr.savepoint():
            self.dimension("test_rfm", "rfm", window_months=24)
        self.dimension("test_rfm", "rfm", window_months=self.rfm.window_months)


@tagged("post_install", "-at_install")
class TestScore(AskingRules, CustomerClassificationCommon):
    """Weighted points of several metrics, then bands."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        metric = cls.env["ir.model.fields"]._get
        cls.score = cls.dimension(
            "test_score",
            "score",
            None,
            [
                {"name": "Good", "lower_bound": 60},
                {"name": "Fair", "lower_bound": 30},
                {"name": "Poor", "lower_bound": False},
            ],
            sequence=1000,
            criterion_ids=[
                Command.create(
                    {
                        "metric_id": metric("customer.profile", "late_rate").id,
                        "weight": 3,
                        "unknown_points": 40,
                        "band_ids": [
                            Command.create({"lower_bound": bound, "points": points})
                            for bound, points in ((False, 100), (0.25, 50), (0.5, 0))
                        ],
                    }
                ),
                Command.create(
                    {
                        "metric_id": metric("customer.profile", "revenue_12m").id,
                        "weight": 1,
                        "unknown_points": 0,
                        "band_ids": [
                            Command.create({"lower_bound": bound, "points": points})
                            for bound, points in ((1000, 80), (100, 20))
                        ],
                    }
                ),
            ],
        )

    def test_score(self):
        """(3 * late + 1 * revenue) / 4, by hand:

        late 0    -> 100, revenue 1000 -> 80: 380 / 4 = 95     Good
        late 0.25 ->  50, revenue 500  -> 20: 170 / 4 = 42.5   Fair
        late 0.5  ->   0, revenue 99   ->  0:   0              Poor
        empty     ->  40, revenue 0    ->  0: 120 / 4 = 30     Fair, the bound itself
        late 0.24 -> 100, revenue -5   ->  0: 300 / 4 = 75     Good
        """
        profiles = self.give("late_rate", 0, 0.25, 0.5, None, 0.24)
        self.give("revenue_12m", 1000, 500, 99, 0, -5)
        self.assertNames(self.score, profiles, "Good", "Fair", "Poor", "Fair", "Good")
        found = self.ask(self.score)
        self.assertEqual(
            [found[profile.id][1]["score"] for profile in profiles],
            [95, 42.5, 0, 30, 75],
        )
        self.assertEqual(
            found[profiles[1].id][1],
            {
                "method": "score",
                "score": 42.5,
                "mean": 42.5,
                "bound": 30,
                "next": 60,
                "parts": [
                    {
                        "metric": "late_rate",
                        "value": 0.25,
                        "points": 50,
                        "weight": 3,
                        "cap": False,
                    },
                    {
                        "metric": "revenue_12m",
                        "value": 500,
                        "points": 20,
                        "weight": 1,
                        "cap": False,
                    },
                ],
            },
        )

    def test_cap(self):
        """Revenue has no part in the mean and is no better than its points allow."""
        late, revenue = self.score.criterion_ids
        revenue.is_cap = True
        profiles = self.give("late_rate", 0, 0, 0.25, 0.25)
        self.give("revenue_12m", 1000, 100, 100, 0)
        found = self.ask(self.score)
        self.assertEqual(
            [
                (found[profile.id][1]["score"], found[profile.id][1]["mean"])
                for profile in profiles
            ],
            [(80, 100), (20, 100), (20, 50), (50, 50)],
        )
        self.assertNames(self.score, profiles, "Good", "Poor", "Poor", "Fair")

    def test_a_bound_of_zero(self):
        """Is another than none: what is below 0 has points of its own."""
        late = self.score.criterion_ids[0]
        late.band_ids = [Command.create({"lower_bound": 0, "points": 90})]
        profiles = self.give("late_rate", -1, 0)
        self.give("revenue_12m", 0, 0)
        found = self.ask(self.score)
        # 3 * 100 / 4 and 3 * 90 / 4
        self.assertEqual(
            [found[profile.id][1]["score"] for profile in profiles], [75, 67.5]
        )

    def test_reason(self):
        """What costs most points comes first: 3 * 50 before 1 * 80."""
        [profile] = self.give("late_rate", 0.25)
        self.give("revenue_12m", 500)
        reason = self.ask(self.score)[profile.id][1]
        sentence = self.env["customer.classification.reason"]._render_reason(
            reason, profile
        )
        self.assertEqual(
            sentence,
            "Score 42.5 of 100: Late Rate 25.0% gives 50\u00a0×\u00a03; "
            "Revenue 12 Months $\u00a0500.00 gives 20\u00a0×\u00a01.",
        )

    def test_half_points(self):
        """62.5 points are not 62: (3 * 62.5 + 20) / 4 = 51.875, in numeric 51.9."""
        self.score.criterion_ids[0].band_ids.filtered(
            lambda band: band.points == 50
        ).points = 62.5
        [profile] = self.give("late_rate", 0.25)
        self.give("revenue_12m", 500)
        reason = self.ask(self.score)[profile.id][1]
        sentence = self.env["customer.classification.reason"]._render_reason(
            reason, profile
        )
        self.assertEqual(
            sentence,
            "Score 51.9 of 100: Late Rate 25.0% gives 62.5\u00a0×\u00a03; "
            "Revenue 12 Months $\u00a0500.00 gives 20\u00a0×\u00a01.",
        )

    def test_reason_in_chinese(self):
        """Criteria stand side by side with Chinese punctuation."""
        [profile] = self.give("late_rate", 0.25)
        self.give("revenue_12m", 500)
        reason = self.ask(self.score)[profile.id][1]
        Reason = self.env["customer.classification.reason"].with_context(lang="zh_CN")
        sentence = Reason._render_reason(reason, profile)
        self.assertIn("；", sentence)
        self.assertNotIn("; ", sentence)

    def test_points_in_words(self):
        late, revenue = self.score.criterion_ids
        self.assertEqual(late.bands_text, "100 below 25%; 50 from 25%; 0 from 50%")
        self.assertEqual(revenue.bands_text, "20 from 100; 80 from 1,000")
        language = self.env["res.lang"].search([("code", "=", "en_US")])
        language.write({"decimal_point": ",", "thousands_sep": "."})
        revenue.band_ids[0].points = 12.5
        self.assertEqual(revenue.bands_text, "12,5 from 100; 80 from 1.000")

    def test_rounding(self):
        """A third is 33.3, in numeric: weights 1 and 2, points 100 and 0."""
        late, revenue = self.score.criterion_ids
        late.weight, revenue.weight = 1, 2
        [profile] = self.give("late_rate", 0)
        self.give("revenue_12m", 0)
        self.assertEqual(self.ask(self.score)[profile.id][1]["score"], 33.3)

    def test_credit_score_is_kept(self):
        """The preset: an unpaid, overdue invoice against one paid in time, by hand.

        Late share 14, days 4, limit used 1, tenure 1, returns 1: weights 21. Both
        bought first 90 days ago (20) and sent nothing back (100), no limit (50).
        good: late 0 -> 100, 11 days early -> 97: (1400 + 388 + 170) / 21 = 93.2, high
        bad:  late 1 -> 0, 60 days -> 15: (0 + 60 + 170) / 21 = 11.0, low; 60 days
              overdue would allow 74
        """
        good, bad, prospect = (self.customer(n) for n in ("Good", "Bad", "Prospect"))
        bought, due = "2024-04-01", "2024-05-01"
        paid = self.invoice(good, bought, 100, due=due)
        self.pay(good, "2024-04-20", 100, paid)
        self.invoice(bad, bought, 100, due=due)
        self.refresh(self.company_a, as_of=TODAY)
        self.assertEqual(
            [self.profile(p).x_class_credit.code for p in (good, bad, prospect)],
            ["high", "low", False],
        )
        self.assertEqual(
            [self.profile(p).credit_score for p in (good, bad, prospect)],
            [93.2, 11.0, False],
        )
        # By the queue as well: 30 days late, while the invoice is not forgotten.
        self.pay(bad, "2024-05-31", 100, self.items_of(bad))
        self.refresh(self.company_a, as_of=TODAY, partner_ids=[bad.id])
        # 30 days -> 27: (0 + 108 + 170) / 21 = 13.24
        self.assertEqual(self.profile(bad).credit_score, 13.2)
        self.assertEqual(self.refresh(self.company_a, as_of=TODAY), 0)

    def items_of(self, partner):
        return self.env["account.move"].search(
            [("partner_id", "=", partner.id), ("move_type", "=", "out_invoice")]
        )

    def test_the_score_goes_with_its_dimension(self):
        """Where no dimension scores any more there is no score."""
        buyer = self.customer()
        self.invoice(buyer, "2024-05-01", 10)
        self.refresh(self.company_a, as_of=TODAY)
        self.assertIsNot(self.profile(buyer).credit_score, False)
        self.env.ref("customer_classification.dimension_credit").active = False
        self.refresh(self.company_a, as_of=TODAY)
        self.assertIs(self.profile(buyer).credit_score, False)

    def test_the_form_of_a_manager(self):
        """Who manages classifications need not be a system administrator."""
        manager = new_test_user(
            self.env,
            login="classification_manager",
            groups="customer_classification.group_manager",
            company_id=self.company_a.id,
        )
        credit = self.env.ref("customer_classification.dimension_credit")
        with Form(credit.with_user(manager)) as form:
            with form.criterion_ids.edit(0) as criterion:
                criterion.weight = 7
        self.assertEqual(credit.criterion_ids[0].weight, 7)
        self.env["ir.model.fields"].with_user(manager).name_search("Late")

    def test_bad_input(self):
        late = self.score.criterion_ids[0]
        for record, vals, text in (
            (late, {"weight": 0}, "Weight"),
            (late, {"weight": float("nan")}, "Weight"),
            (late, {"unknown_points": 101}, "101"),
            (late.band_ids[0], {"points": -1}, "-1"),
            (late.band_ids[1], {"lower_bound": 0.5}, "0.5"),
            (late.band_ids[1], {"lower_bound": 1e18}, "usable"),
            (self.score, {"criterion_ids": [Command.clear()]}, "at least one"),
            (
                late,
                {"metric_id": self.score.criterion_ids[1].metric_id.id},
                "twice",
            ),
        ):
            with (
                self.subTest(vals=vals),
                self.assertRaisesRegex(ValidationError, text),
                self.cr.savepoint(),
            ):
                record.write(vals)
                record.env.flush_all()
        for records in (self.score.criterion_ids, late.band_ids):
            with (
                self.subTest(deleted=records),
                self.assertRaises(ValidationError),
                self.cr.savepoint(),
            ):
                records.unlink()

    def test_the_score_is_no_metric_of_its_own(self):
        """Nor may an earlier dimension use what a later one makes."""
        credit = self.env.ref("customer_classification.dimension_credit")
        score = self.env["ir.model.fields"]._get("customer.profile", "credit_score")
        band = [{"name": "Good", "lower_bound": 50}]
        rule = [{"name": "Good", "domain": "[('credit_score', '>', 50)]"}]

        def criterion_of_itself():
            credit.criterion_ids[0].metric_id = score

        def criterion_first_and_method_later():
            credit.method = "manual"
            criterion_of_itself()
            credit.method = "score"

        def band_before():
            self.dimension("test_early", "band", "credit_score", band, sequence=5)

        def rule_before():
            self.dimension("test_early", "domain", None, rule, sequence=5)

        def moved_before():
            later = self.dimension("test_late", "band", "credit_score", band)
            later.sequence = 5

        for attempt in (
            criterion_of_itself,
            criterion_first_and_method_later,
            band_before,
            rule_before,
            moved_before,
        ):
            with (
                self.subTest(attempt=attempt.__name__),
                self.assertRaisesRegex(ValidationError, credit.name),
                self.cr.savepoint(),
            ):
                attempt()

    def test_archiving_a_score_in_use(self):
        rule = [{"name": "Good", "domain": "[('credit_score', '>', 50)]"}]
        self.dimension("test_late", "domain", None, rule, sequence=2000)
        credit = self.env.ref("customer_classification.dimension_credit")
        with self.assertRaisesRegex(UserError, credit.name):
            credit.active = False


@tagged("post_install", "-at_install")
class TestRankingOfAScore(CustomerClassificationCommon):
    """Equal groups of a number that only the classification itself makes."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.dimension(
            "test_credit_halves",
            "quantile",
            "credit_score",
            [{"name": "Upper"}, {"name": "Lower"}],
            sequence=2000,
        )

    def test_queue_and_night_agree(self):
        good, bad = self.customer("Good"), self.customer("Bad")
        self.refresh(self.company_a, as_of=TODAY)
        self.invoice(good, "2024-06-20", 10, due="2024-07-20")
        self.invoice(bad, "2024-01-01", 10, due="2024-01-01")
        self.refresh(self.company_a, as_of=TODAY, partner_ids=[good.id, bad.id])
        self.assertEqual(
            [self.profile(p).x_class_test_credit_halves.name for p in (good, bad)],
            ["Upper", "Lower"],
        )
        self.assertEqual(self.refresh(self.company_a, as_of=TODAY), 0)

    @freeze_time(TODAY)
    def test_apply_equals_refresh(self):
        """Scored anew, everybody is ranked anew: 4 of 6 leave the scorecard's scope."""
        customers = [self.customer(f"Customer {number}") for number in range(6)]
        for number, customer in enumerate(customers):
            on = str(TODAY - timedelta(30 * number + 5))
            self.invoice(customer, on, 10 * number + 5, due=on)
        self.refresh(self.company_a)
        credit = self.env.ref("customer_classification.dimension_credit")
        credit.scope_domain = "[('revenue_12m', '>', 40)]"
        self.env["customer.profile"]._apply_dimension(self.company_a, credit)
        self.assertEqual(
            [bool(self.profile(c).credit_score) for c in customers],
            [False, False, False, False, True, True],
        )
        self.assertEqual(self.refresh(self.company_a), 0)


@tagged("post_install", "-at_install")
class TestMirror(CustomerClassificationCommon):
    """Each value of a field is a category."""

    def test_preference(self):
        one = self.product("One", category=self.category_one)
        two = self.product("Two", category=self.category_two)
        same, changed, nothing = (self.customer(n) for n in ("Same", "Changed", "None"))
        for partner, before, now in ((same, one, one), (changed, two, one)):
            for on, bought in (("2023-01-01", before), ("2024-01-01", now)):
                line = {"product_id": bought.id, "price_unit": 10}
                self.invoice(partner, on, line)
        dimension = self.env.ref("customer_classification.dimension_preference")
        before = dimension.category_ids
        self.refresh(self.company_a, as_of=TODAY)
        category = self.profile(same).x_class_preference
        self.assertRecordValues(
            category, [{"name": "Category One", "source_id": self.category_one.id}]
        )
        self.assertEqual(dimension.category_ids - before, category)
        self.assertEqual(self.profile(changed).x_class_preference, category)
        self.assertFalse(self.profile(nothing).x_class_preference)
        texts = {
            partner: self.profile(partner)
            .history_ids.filtered(lambda r: r.dimension_id == dimension)
            .reason_text
            for partner in (same, changed)
        }
        self.assertEqual(texts[same], "Buys Mostly: Category One.")
        self.assertEqual(
            texts[changed], "Buys Mostly: Category One. A year before: Category Two."
        )
        self.assertEqual(
            [self.profile(p).preference_changed for p in (same, changed, nothing)],
            [False, True, False],
        )
        # Nothing new: no category more; a year before there was another one.
        self.assertEqual(self.refresh(self.company_a, as_of=TODAY), 0)
        self.refresh(self.company_a, as_of=TODAY.replace(year=2023))
        self.assertEqual(
            self.profile(changed).x_class_preference.source_id, self.category_two.id
        )

    def test_names_follow(self):
        product = self.product("One", category=self.category_one)
        customer = self.customer()
        self.invoice(customer, "2024-01-01", {"product_id": product.id})
        self.refresh(self.company_a, as_of=TODAY)
        self.category_one.name = "Renamed"
        self.refresh(self.company_a, as_of=TODAY)
        self.assertEqual(self.profile(customer).x_class_preference.name, "Renamed")

    def test_deleted_value(self):
        """The past stays readable."""
        product = self.product("One", category=self.category_one)
        customer = self.customer()
        self.invoice(customer, "2024-01-01", {"product_id": product.id})
        self.refresh(self.company_a, as_of=TODAY)
        product.categ_id = self.category_two
        self.category_one.unlink()
        row = self.profile(customer).history_ids.filtered(
            lambda r: r.dimension_id.code == "preference"
        )
        self.assertEqual(row.reason_text, "Buys Mostly: unknown.")

    def test_no_field(self):
        with (
            self.assertRaisesRegex(ValidationError, "Field of dimension"),
            self.cr.savepoint(),
        ):
            self.dimension("test_mirror", "field")
        for name in ("revenue_12m", "partner_id"):
            field = self.env["ir.model.fields"]._get("customer.profile", name)
            with (
                self.subTest(name=name),
                self.assertRaisesRegex(ValidationError, "Field of dimension"),
                self.cr.savepoint(),
            ):
                self.dimension("test_mirror", "field", source_field_id=field.id)


@tagged("post_install", "-at_install")
class TestOrderAndBatches(AskingRules, CustomerClassificationCommon):
    """Neither order nor batch size nor way of refreshing changes a result."""

    def test_ways_agree(self):
        """All at once, one by one in random order, and in batches."""
        pick = random.Random(7)
        partners = [self.customer(f"Way {number}") for number in range(14)]
        moves = self.env["account.move"]
        for partner in partners:
            for _invoice in range(pick.choice((0, 1, 1, 2, 4))):
                on = TODAY - timedelta(pick.randint(0, 500))
                amount = pick.choice((10, 10, 50, 200, 1000))
                moves += self.draft(
                    partner, on, amount, invoice_date_due=on + timedelta(30)
                )
        moves.action_post()
        self.dimension(
            "test_ways",
            "quantile",
            "revenue_total",
            [{"name": "Upper"}, {"name": "Lower"}],
            sequence=2000,
        )
        left, back = partners[:2]
        left.active = False
        refresh = self.env["customer.profile"]._refresh
        results = []
        for sizes in ((), (1,), (3, 5)):
            # From a state in which everybody is something else.
            back.active, left.active = False, True
            refresh(self.company_a, as_of=TODAY - timedelta(900))
            back.active, left.active = True, False
            order = [partner.id for partner in pick.sample(partners, len(partners))]
            while order and sizes:
                size = pick.choice(sizes)
                refresh(self.company_a, as_of=TODAY, partner_ids=order[:size])
                order = order[size:]
            if not sizes:
                refresh(self.company_a, as_of=TODAY)
            results.append(self.everything_about(partners))
        self.assertTrue(any(row["x_class_rfm"] for row in results[0]))
        self.assertEqual(results[0], results[1])
        self.assertEqual(results[0], results[2])

    def everything_about(self, partners):
        """Classes, scores and numbers of these customers."""
        Profile = self.env["customer.profile"]
        names = [
            dimension._field_name()
            for dimension in Profile._get_dimensions_of(self.company_a)
        ]
        names += ["active", "credit_score", "rfm_score", "revenue_total", "overdue"]
        rows = [self.profile(partner).read(names)[0] for partner in partners]
        return [{**row, "id": 0} for row in rows]
