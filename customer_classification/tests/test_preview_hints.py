from odoo.tests import tagged

from .common_rules import PreviewCommon


@tagged("post_install", "-at_install")
class TestHints(PreviewCommon):
    """Each hint where there is reason for it, and not where there is none."""

    def hints(self, dimension, vals=None):
        """{kind: [texts]}"""
        found = {}
        for hint in self.preview(dimension, vals or {})["hints"]:
            found.setdefault(hint["kind"], []).append(hint["text"])
        return found

    def test_sound_rules(self):
        """None but who is close to a bound, or the overlap that comes of the order."""
        self.assertEqual(
            self.hints(self.band),
            {
                "close": [
                    "“Sometimes” begins at 2. Customers within 5% of it: 1.",
                    "“Often” begins at 5. Customers within 5% of it: 1.",
                ]
            },
        )
        # 300 and 500 match both; the rule for everybody overlaps with nothing.
        self.assertEqual(
            self.hints(self.rules),
            {
                "overlap": [
                    "Customers who match several rules, of which the first takes "
                    "them: 2."
                ]
            },
        )
        self.assertEqual(list(self.hints(self.share)), ["close"])
        self.assertEqual(list(self.hints(self.quantile)), ["close"])
        self.assertEqual(self.hints(self.band, {"method": "manual"}), {})

    def test_never_band(self):
        """No whole number from 4.5 to below 5, none below 0, no rate of 20."""
        vals = self.change(self.band, "Sometimes", lower_bound=4.5)
        self.assertEqual(
            self.hints(self.band, vals)["never"],
            [
                "“Sometimes” can never match: Invoices 12 Months is never from 4 to "
                "below 5."
            ],
        )
        vals = self.change(self.band, "Sometimes", lower_bound=0)
        self.assertEqual(
            self.hints(self.band, vals)["never"],
            [
                "“Rarely” can never match: Invoices 12 Months is never below 0.",
            ],
        )
        metric = self.env["ir.model.fields"]._get("customer.profile", "late_rate")
        vals = {
            "metric_id": metric.id,
            **self.change(self.band, "Often", lower_bound=20),
        }
        vals["category_ids"].append(
            [1, self.named(self.band, "Sometimes").id, {"lower_bound": 0.5}]
        )
        self.assertEqual(
            self.hints(self.band, vals)["never"],
            ["“Often” can never match: Late Rate never reaches 2,000.0%."],
        )
        vals["category_ids"][0][2]["lower_bound"] = 1
        self.assertNotIn("never", self.hints(self.band, vals))

    def test_never_share(self):
        vals = self.change(self.share, "A", share=0)
        self.assertEqual(
            self.hints(self.share, vals)["never"],
            ["“A” can never match: up to a share of 0% there is nobody."],
        )

    def test_never_rule(self):
        rule = "[('invoice_count_12m', '=', 1), ('invoice_count_12m', '=', 2)]"
        hints = self.hints(self.rules, self.change(self.rules, "Big", domain=rule))
        self.assertEqual(
            hints["never"], ["“Big” can never match: its rule excludes itself."]
        )
        self.assertNotIn("unmatched", hints)

    def test_unmatched(self):
        rule = "[('revenue_12m', '>', 500)]"
        hints = self.hints(self.rules, self.change(self.rules, "Big", domain=rule))
        self.assertEqual(hints["unmatched"], ["No customer matches the rule of “Big”."])
        self.assertNotIn("nobody", hints)
        rule = "[('revenue_12m', '>=', 500)]"
        hints = self.hints(self.rules, self.change(self.rules, "Big", domain=rule))
        self.assertNotIn("unmatched", hints)

    def test_unruled(self):
        hints = self.hints(self.rules, self.change(self.rules, "Big", domain=False))
        self.assertEqual(
            hints, {"unruled": ["“Big” has no rule: people give it by hand."]}
        )

    def test_nobody(self):
        hints = self.hints(self.band, self.change(self.band, "Often", lower_bound=11))
        self.assertEqual(hints["nobody"], ["“Often” would have no customer."])
        hints = self.hints(self.band, self.change(self.band, "Often", lower_bound=10))
        self.assertNotIn("nobody", hints)

    def test_hidden(self):
        """Dragged to the top, the rule for 60 takes the two of 300 and more."""
        hints = self.hints(self.rules, self.change(self.rules, "Mid", sequence=5))
        self.assertEqual(
            hints["hidden"],
            [
                "“Big” is hidden: all who match it (2) belong to earlier categories, "
                "most of them to “Mid”."
            ],
        )
        self.assertNotIn("hidden", self.hints(self.rules))

    def test_tree(self):
        """A child matches its parent too, and may take all of its customers."""
        big = self.named(self.rules, "Big").id
        child = {"name": "Huge", "domain": "[]", "parent_id": big, "sequence": 1}
        vals = {"category_ids": [[0, "virtual_1", child]]}
        hints = self.hints(self.rules, vals)
        self.assertNotIn("hidden", hints)
        self.assertNotIn("nobody", hints)
        # Still only those who match Mid as well.
        self.assertIn("them: 2.", hints["overlap"][0])

    def test_overlap(self):
        rule = "[('revenue_12m', '>=', 60), ('revenue_12m', '<', 300)]"
        hints = self.hints(self.rules, self.change(self.rules, "Mid", domain=rule))
        self.assertEqual(hints, {})

    def test_bottom_and_gap(self):
        """Below 1 there can be somebody and is one; below 0 nobody can be."""
        hints = self.hints(self.band, self.change(self.band, "Rarely", lower_bound=1))
        self.assertEqual(
            hints["bottom"],
            [
                "No category takes what is below 1, where “Rarely” begins: leave the "
                "bound of one category empty."
            ],
        )
        self.assertEqual(
            hints["gap"],
            ["Customers without a category, though the dimension applies to them: 1."],
        )
        hints = self.hints(self.band, self.change(self.band, "Rarely", lower_bound=0))
        self.assertNotIn("bottom", hints)
        self.assertNotIn("gap", hints)
        # Whom the dimension leaves out on purpose is no gap.
        hints = self.hints(self.band, {"scope_domain": "[('revenue_12m', '>', 60)]"})
        self.assertNotIn("gap", hints)
        vals = self.change(self.rules, "Rest", active=False)
        self.assertEqual(
            self.hints(self.rules, vals)["gap"],
            ["Customers without a category, though the dimension applies to them: 2."],
        )

    def test_empty(self):
        """No value is no gap in the bounds."""
        self.assertNotIn("empty", self.hints(self.band))
        self.give("invoice_count_12m", None, None)
        hints = self.hints(self.band)
        self.assertEqual(
            hints["empty"],
            [
                "Customers without a category because their Invoices 12 Months is "
                "empty: 2."
            ],
        )
        self.assertNotIn("gap", hints)

    def test_close(self):
        """5 % of 5.5 is 0.275: neither 5 nor 6. Of 100 in money: 95 to 105."""
        hints = self.hints(self.band, self.change(self.band, "Often", lower_bound=5.5))
        self.assertEqual(
            hints["close"], ["“Sometimes” begins at 2. Customers within 5% of it: 1."]
        )
        self.give("revenue_12m", 105.1, 105, 100, 95, 94.9, 0)
        metric = self.env["ir.model.fields"]._get("customer.profile", "revenue_12m")
        vals = {
            "metric_id": metric.id,
            **self.change(self.band, "Often", lower_bound=100),
        }
        self.assertEqual(
            self.hints(self.band, vals)["close"],
            ["“Often” begins at $\xa0100.00. Customers within 5% of it: 3."],
        )

    def test_close_to_a_share(self):
        """A begins at 300, B at 60: only they and the 62 are within 5 %."""
        self.give("revenue_12m", 500, 300, 100, 62, 60, 0)
        # 1,022: before them 0, 48.9, 78.3, 88.06, 94.1
        vals = self.change(self.share, "A", share=78)
        self.assertEqual(
            self.hints(self.share, vals)["close"],
            [
                "“A” begins at $\xa0300.00. Customers within 5% of it: 1.",
                "“B” begins at $\xa060.00. Customers within 5% of it: 2.",
            ],
        )

    def test_rfm(self):
        """Who bought last (5, 4), everybody, and those of long ago (1, 1) too late."""
        for score in ("rfm_recency", "rfm_frequency", "rfm_monetary"):
            self.give(score, *((5, 4, 3, 2, 1, 1) if "recency" in score else 6 * [3]))
        window = self.env["customer.classification.dimension"]._rfm_window()
        segments = self.dimension(
            "try_rfm",
            "rfm",
            None,
            [
                {"name": "Best", "recency_min": 4},
                {"name": "All"},
                {"name": "Lost", "recency_max": 1},
            ],
            sequence=1050,
            window_months=window,
        )
        self.env["customer.profile"]._apply_dimension(self.company_a, segments)
        self.assertEqual(
            self.hints(segments),
            {
                "hidden": [
                    "“Lost” is hidden: all who match it (2) belong to earlier "
                    "categories, most of them to “All”."
                ],
                "overlap": [
                    "Customers who match several rules, of which the first takes "
                    "them: 4."
                ],
            },
        )
        vals = self.change(segments, "Lost", sequence=1)
        self.assertPreview(
            segments,
            vals,
            {"Best": (2, 2), "All": (4, 2), "Lost": (0, 2)},
            [(4, "All", "Lost"), (5, "All", "Lost")],
        )
        self.assertEqual(list(self.hints(segments, vals)), ["overlap"])

    def test_rfm_window(self):
        """Scores are not computed for a preview, and it says so."""
        segments = self.env["customer.classification.dimension"].search(
            [("method", "=", "rfm")]
        )
        segments = segments[0] if segments else self.dimension("try_rfm", "rfm")
        months = segments.window_months
        self.assertNotIn("window", self.hints(segments, {"window_months": months}))
        hints = self.hints(segments, {"window_months": months + 1})
        self.assertTrue(hints["window"][0].startswith("The window is changed"))
