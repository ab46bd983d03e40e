from odoo import Command
from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged
from odoo.tools import SQL

from ..engine import preview
from .common import TODAY
from .common_rules import PreviewCommon

#: Numbers of the six customers, without books.


@tagged("post_install", "-at_install")
class TestPreview(PreviewCommon):
    """Who would move, by hand, for every method."""

    def test_band(self):
        """10, 6, 5 | 2 | 1, 0: with a bound of 6 the 5 moves down."""
        found = self.assertPreview(
            self.band,
            self.change(self.band, "Often", lower_bound=6),
            {"Often": (3, 2), "Sometimes": (1, 2), "Rarely": (2, 2)},
            [(2, "Often", "Sometimes")],
        )
        often, sometimes, rarely = found["categories"]
        money = ("revenue_now", "revenue_then", "overdue_now", "overdue_then")
        # 500 + 300 + 100, of which the last leaves with an overdue of 20
        self.assertEqual([often[name] for name in money], [900, 800, 70, 50])
        self.assertEqual([sometimes[name] for name in money], [60, 160, 0, 20])
        self.assertEqual([rarely[name] for name in money], [40, 40, 0, 0])
        [mover] = found["movers"]
        self.assertEqual((mover["revenue"], mover["overdue"]), (100, 20))
        self.assertEqual(mover["name"], "Customer 2")
        self.assertEqual(
            found["flows"],
            [{"from": often["id"], "to": sometimes["id"], "customers": 1}],
        )
        self.assertEqual(found["currency_id"], self.usd.id)

    def test_no_change(self):
        self.assertPreview(
            self.band, {}, {"Often": (3, 3), "Sometimes": (1, 1), "Rarely": (2, 2)}, []
        )

    def test_largest_first(self):
        """A new band in between; those who move come by revenue, however they move."""
        self.assertPreview(
            self.band,
            {
                "category_ids": [
                    [1, self.named(self.band, "Often").id, {"lower_bound": 10}],
                    [0, "virtual_1", {"name": "New", "lower_bound": 6, "sequence": 15}],
                    [1, self.named(self.band, "Sometimes").id, {"lower_bound": 1}],
                ]
            },
            {"Often": (3, 1), "New": (0, 1), "Sometimes": (1, 3), "Rarely": (2, 1)},
            [
                (1, "Often", "New"),
                (2, "Often", "Sometimes"),
                (4, "Rarely", "Sometimes"),
            ],
        )

    def test_only_the_largest(self):
        """The list is cut, the counts are not."""
        self.band.category_ids.write({"active": False})
        dimension = self.band.sudo()
        everybody = SQL("(SELECT id FROM res_partner)")
        preview.start(dimension, self.company_a, TODAY, everybody)
        self.assertEqual([row[0] for row in preview.movers(self.env, 4)], self.ids[:4])
        self.assertEqual(sum(flow[2] for flow in preview.flows(self.env)), 6)

    def test_more_categories_than_columns(self):
        """A query has 1,664 columns at most; a dimension may have more categories."""
        for dimension, values in (
            (self.band, "(NULL, 5 + n)"),
            (
                self.rules,
                "('[(\"revenue_12m\", \">=\", ' || 5000 - n || ')]', NULL::float8)",
            ),
        ):
            self.cr.execute(
                SQL(
                    "INSERT INTO customer_classification_category (dimension_id, name, "
                    "code, active, sequence, domain, lower_bound) "
                    "SELECT %s, jsonb_build_object('en_US', 'C' || n), 'c' || n, TRUE, "
                    "n, rule.domain, rule.lower_bound "
                    "FROM generate_series(1, 2000) n, "
                    "LATERAL (VALUES %s) rule (domain, lower_bound)",
                    dimension.id,
                    SQL(values),
                )
            )
            self.cr.execute(
                "UPDATE customer_classification_category SET parent_path = id || '/' "
                "WHERE parent_path IS NULL"
            )
            self.env.invalidate_all()
            found = self.preview(dimension, {"scope_domain": "[('overdue', '>=', 0)]"})
            self.assertEqual(found["customers"], 6)
            self.assertEqual(len(found["categories"]), 2003)
            counts = {
                line["name"]: line["customers_then"]
                for line in found["categories"]
                if line["customers_then"]
            }
            if dimension == self.band:
                # 10, 6, 5, 2, 1 and 0 invoices
                self.assertEqual(
                    counts,
                    {"C5": 1, "C1": 1, "Often": 1, "Sometimes": 1, "Rarely": 2},
                )
            else:
                self.assertEqual(sum(counts.values()), 6)
                [several] = [h for h in found["hints"] if h["kind"] == "overlap"]
                self.assertIn(": 2.", several["text"])

    def test_archived_category(self):
        """Nobody comes to an archived category; who was in it is told."""
        found = self.assertPreview(
            self.band,
            self.change(self.band, "Sometimes", active=False),
            {"Often": (3, 3), "Sometimes": (1, 0), "Rarely": (2, 3)},
            [(3, "Sometimes", "Rarely")],
        )
        self.assertEqual(
            [line["active"] for line in found["categories"]], [True, False, True]
        )

    def test_metric_and_method(self):
        """Bands of revenue: 5 and 2 are reached by all but the last."""
        fields = self.env["ir.model.fields"]
        self.assertPreview(
            self.band,
            {"metric_id": fields._get("customer.profile", "revenue_12m").id},
            {"Often": (3, 5), "Sometimes": (1, 0), "Rarely": (2, 1)},
            [(3, "Sometimes", "Often"), (4, "Rarely", "Often")],
        )
        # By hand everybody stays.
        self.assertPreview(
            self.band,
            {"method": "manual"},
            {"Often": (3, 3), "Sometimes": (1, 1), "Rarely": (2, 2)},
            [],
        )

    def test_share(self):
        """Of 1,000: 0, 50 | 80, 90 | 96 and nothing. 85 takes the third in."""
        self.assertPreview(
            self.share,
            self.change(self.share, "A", share=85),
            {"A": (2, 3), "B": (2, 1), "C": (2, 2)},
            [(2, "B", "A")],
        )
        self.assertPreview(
            self.share,
            self.change(self.share, "A", share=50),
            {"A": (2, 1), "B": (2, 3), "C": (2, 2)},
            [(1, "A", "B")],
        )

    def test_quantile(self):
        """Two each. Of two groups, above 60; of four, above 40, 60 and 100."""
        self.assertPreview(
            self.quantile,
            self.change(self.quantile, "Middle", active=False),
            {"Top": (2, 3), "Middle": (2, 0), "Low": (2, 3)},
            [(2, "Middle", "Top"), (3, "Middle", "Low")],
        )
        self.assertPreview(
            self.quantile,
            {"category_ids": [[0, "virtual_1", {"name": "Last", "sequence": 90}]]},
            {"Top": (2, 2), "Middle": (2, 1), "Low": (2, 1), "Last": (0, 2)},
            [(3, "Middle", "Low"), (4, "Low", "Last"), (5, "Low", "Last")],
        )

    def test_domain(self):
        """500, 300 | 100, 60 | 40, 0"""
        self.assertPreview(
            self.rules,
            self.change(self.rules, "Big", domain="[('revenue_12m', '>', 300)]"),
            {"Big": (2, 1), "Mid": (2, 3), "Rest": (2, 2)},
            [(1, "Big", "Mid")],
        )
        # Dragged to the top the second takes the customers of the first.
        self.assertPreview(
            self.rules,
            self.change(self.rules, "Mid", sequence=5),
            {"Mid": (2, 4), "Big": (2, 0), "Rest": (2, 2)},
            [(0, "Big", "Mid"), (1, "Big", "Mid")],
        )

    def test_scope(self):
        """Outside the scope there is no category; for shares they don't count."""
        self.assertPreview(
            self.band,
            {"scope_domain": "[('revenue_12m', '>', 50)]"},
            {
                "Often": (3, 3),
                "Sometimes": (1, 1),
                "Rarely": (2, 0),
                "No category": (0, 2),
            },
            [(4, "Rarely", "No category"), (5, "Rarely", "No category")],
        )
        # 300, 100, 60, 40 of 500: before them 0, 60, 80, 92
        self.assertPreview(
            self.share,
            {"scope_domain": "[('revenue_12m', '<', 500)]"},
            {"A": (2, 2), "B": (2, 2), "C": (2, 1), "No category": (0, 1)},
            [(0, "A", "No category"), (2, "B", "A"), (4, "C", "B")],
        )

    def test_pins(self):
        """Who is pinned stays, and is counted where the pin is."""
        name = self.band._field_name()
        often, _sometimes, rarely = self.band.category_ids
        third, first = self.profile(self.customers[2]), self.profile(self.customers[0])
        third._set_classes({name: often.id}, force=True)
        first._set_classes({name: rarely.id})
        vals = self.change(self.band, "Often", lower_bound=6)
        self.assertPreview(
            self.band,
            vals,
            {"Often": (2, 2), "Sometimes": (1, 1), "Rarely": (3, 3)},
            [],
        )
        # A pin that is over does not hold.
        third.pin_ids.date_end = "2024-01-01"
        self.assertPreview(
            self.band,
            vals,
            {"Often": (2, 1), "Sometimes": (1, 2), "Rarely": (3, 3)},
            [(2, "Often", "Sometimes")],
        )

    def test_new_dimension(self):
        """Also before it is saved: everybody comes from no category."""
        fields = self.env["ir.model.fields"]
        model = self.band.browse()
        metric = fields._get("customer.profile", "invoice_count_12m")
        before = fields.search_count([])
        self.assertPreview(
            model,
            {
                "name": "New",
                "code": "try_new",
                "method": "band",
                "metric_id": metric.id,
                "scope_domain": "[('revenue_12m', '>', 0)]",
                "category_ids": [
                    [0, "virtual_1", {"name": "Some", "lower_bound": 1}],
                    [0, "virtual_2", {"name": "Many", "lower_bound": 6}],
                ],
            },
            {"Some": (0, 3), "Many": (0, 2), "No category": (6, 1)},
            [
                (0, "No category", "Many"),
                (1, "No category", "Many"),
                (2, "No category", "Some"),
                (3, "No category", "Some"),
                (4, "No category", "Some"),
            ],
        )
        self.assertPreview(
            model,
            {
                "name": "New",
                "code": "try_new",
                "method": "domain",
                "category_ids": [
                    [0, 0, {"name": "All", "domain": "[('overdue', '>', 0)]"}]
                ],
            },
            {"All": (0, 2), "No category": (6, 4)},
            [(0, "No category", "All"), (2, "No category", "All")],
        )
        self.assertFalse(model.search([("code", "=", "try_new")]))
        self.assertEqual(fields.search_count([]), before)

    def test_used_by(self):
        """Dimensions whose rules ask for the class are named."""
        self.assertEqual(self.band.preview_changes({})["used_by"], [])
        name = self.band._field_name()
        self.rules.category_ids[0].domain = f"[('{name}', '!=', False)]"
        tag = self.env["res.partner.category"].create(
            {
                "name": "Tagged",
                "customer_rule_company_id": self.company_a.id,
                "customer_rule_domain": f"[('{name}', '!=', False)]",
            }
        )
        self.assertEqual(
            self.band.preview_changes({})["used_by"], ["Try_Rules", tag.display_name]
        )

    def test_held(self):
        """5 is within 20 % of a new bound of 6, not within 10; a stay holds as well."""
        vals = self.change(self.band, "Often", lower_bound=6)
        stays = {"Often": (3, 3), "Sometimes": (1, 1), "Rarely": (2, 2)}
        moves = {"Often": (3, 2), "Sometimes": (1, 2), "Rarely": (2, 2)}
        for calm, counts, held in (
            ({"calm_margin": 20}, stays, 1),
            ({"calm_margin": 10}, moves, 0),
            ({"calm_days": 30}, stays, 1),
        ):
            with self.subTest(calm):
                moved = [] if held else [(2, "Often", "Sometimes")]
                found = self.assertPreview(self.band, {**vals, **calm}, counts, moved)
                hints = [h["text"] for h in found["hints"] if h["kind"] == "held"]
                text = (
                    "Customers whom the tolerance or the minimum stay holds where they "
                    "are: 1."
                )
                self.assertEqual(hints, [text] if held else [])

    def test_score(self):
        """100 points from 5 invoices, 50 from 2: 100, 100, 100 | 50 | 0, 0."""
        metric = self.env["ir.model.fields"]._get(
            "customer.profile", "invoice_count_12m"
        )
        bands = [{"lower_bound": 5, "points": 100}, {"lower_bound": 2, "points": 50}]
        score = self.dimension(
            "try_score",
            "score",
            None,
            [
                {"name": "Good", "lower_bound": 50},
                {"name": "Bad", "lower_bound": False},
            ],
            sequence=1040,
            criterion_ids=[
                Command.create(
                    {
                        "metric_id": metric.id,
                        "band_ids": [Command.create(band) for band in bands],
                    }
                )
            ],
        )
        self.env["customer.profile"]._apply_dimension(self.company_a, score)
        counts = {"Good": (4, 3), "Bad": (2, 3)}
        moves = [(3, "Good", "Bad")]
        vals = self.change(score, "Good", lower_bound=60)
        self.assertPreview(score, vals, counts, moves)
        criterion = score.criterion_ids
        band = criterion.band_ids.filtered(lambda b: b.points == 50)
        vals = {
            "criterion_ids": [
                [1, criterion.id, {"band_ids": [[1, band.id, {"points": 40}]]}]
            ]
        }
        self.assertPreview(score, vals, counts, moves)
        self.assertTrue(score.preview_changes(vals, automatic=True))
        found = self.preview(score, self.change(score, "Good", lower_bound=100.5))
        never = [h["text"] for h in found["hints"] if h["kind"] == "never"]
        self.assertEqual(
            never, ["“Good” can never match: Credit Score never reaches 100.5."]
        )

    def test_values_of_a_field(self):
        """Values that have no category yet get one in the preview, and no longer."""
        self.give("main_product_category_id", *(2 * [self.category_one.id]))
        field = self.env["ir.model.fields"]._get(
            "customer.profile", "main_product_category_id"
        )
        before = self.stored_rows("customer_classification_category")
        self.assertPreview(
            self.band.browse(),
            {
                "name": "New",
                "code": "try_field",
                "method": "field",
                "source_field_id": field.id,
            },
            {self.category_one.display_name: (0, 2), "No category": (6, 4)},
            [
                (0, "No category", self.category_one.display_name),
                (1, "No category", self.category_one.display_name),
            ],
        )
        after = self.stored_rows("customer_classification_category")
        self.assertEqual(after, before)

    def test_as_it_will_be(self):
        """What is applied is what was shown."""
        name = self.band._field_name()
        pinned = self.profile(self.customers[2])
        pinned._set_classes({name: self.named(self.band, "Rarely").id})
        scope = {"scope_domain": "[('revenue_12m', '>', 0)]"}
        for dimension, vals in (
            (self.band, self.change(self.band, "Often", lower_bound=6)),
            (self.band, {"calm_margin": 100, **scope}),
            (self.share, self.change(self.share, "A", share=50)),
            (self.share, scope),
            (self.quantile, self.change(self.quantile, "Middle", active=False)),
            (self.rules, self.change(self.rules, "Mid", sequence=5)),
            (self.rules, {"method": "manual"}),
        ):
            with self.subTest(dimension=dimension.code, vals=vals):
                shown = self.preview(dimension, vals)["categories"]
                dimension.with_user(self.manager).write(vals)
                dimension.with_user(self.manager).apply_now()
                profiles = [self.profile(customer) for customer in self.customers]
                found = [p[dimension._field_name()].id for p in profiles]
                self.assertEqual(
                    {line["id"]: line["customers_then"] for line in shown},
                    {line["id"]: found.count(line["id"]) for line in shown},
                )


@tagged("post_install", "-at_install")
class TestPreviewIsHarmless(PreviewCommon):
    """Nothing is written, nobody unauthorized sees anything, errors are the usual."""

    def _tables(self):
        self.cr.execute(
            """
            SELECT c.relname FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid
             WHERE a.attname = 'id' AND c.relkind = 'r' AND c.relpersistence = 'p'
               AND (c.relname LIKE 'customer\\_%' OR c.relname IN (
                   'ir_model_fields', 'ir_model_data', 'res_partner',
                   'res_partner_category', 'res_company'))
            """
        )
        return [table for (table,) in self.cr.fetchall()]

    def test_nothing_is_written(self):
        self.cr.flush()  # what Odoo left to the end of the making of companies
        # The dimensions of the test are known to be new: asked anew from here on.
        self.addCleanup(setattr, self.registry, "registry_invalidated", True)
        self.registry.registry_invalidated = False
        self.registry.cache_invalidated.clear()
        tables = self._tables()
        self.assertIn("customer_classification_category", tables)
        before = {table: self.row_versions(table) for table in tables}
        ids = self.band._ids_of_company(self.company_a.id)
        labels = self.band._field_labels()
        vals = {
            **self.change(self.band, "Often", lower_bound=6, color=9),
            "name": "Other",
            "active": False,
            "sequence": 2000,
        }
        new = {"name": "New", "lower_bound": 1, "sequence": 25}
        vals["category_ids"].append([0, "virtual_1", new])
        self.preview(self.band, vals)
        self.band.browse().with_user(self.manager).preview_changes(
            {"name": "Try", "code": "try_more", "category_ids": [[0, 0, {"name": "X"}]]}
        )
        for table in tables:
            self.assertEqual(self.row_versions(table), before[table], table)
        self.assertEqual(self.named(self.band, "Often").lower_bound, 5)
        self.assertEqual(self.band.name, "Try_Band")
        self.assertFalse(self.registry.cache_invalidated)
        self.assertFalse(self.registry.registry_invalidated)
        self.registry.clear_cache()
        self.assertEqual(self.band._ids_of_company(self.company_a.id), ids)
        self.assertEqual(self.band._field_labels(), labels)
        self.cr.execute("SELECT to_regclass('customer_profile_target')")
        self.assertEqual(self.cr.fetchone(), (None,))

    def test_nothing_is_remembered(self):
        """In a worker that has yet to ask, names that are tried are not kept."""
        ids = self.band._ids_of_company(self.company_a.id)
        labels = self.band._field_labels()
        self.registry.clear_cache()
        asked = []
        tell = type(self.band)._preview

        def ask(tried):
            fields = tried.env["ir.model.fields"]
            asked.append(fields.get_field_string("customer.profile"))
            return tell(tried)

        self.patch(type(self.band), "_preview", ask)
        vals = {"name": "Other", "active": False}
        self.preview(self.band, {**vals, **self.change(self.band, "Often", color=9)})
        self.assertEqual(asked[0][self.band._field_name()], "Other")
        self.assertEqual(self.band._field_labels(), labels)
        self.assertEqual(self.band._ids_of_company(self.company_a.id), ids)

    def test_same_errors(self):
        """What cannot be saved cannot be tried, with the same words."""
        often = self.named(self.band, "Often").id
        bad = [
            (self.band, self.change(self.band, "Often", lower_bound=2)),
            (self.band, self.change(self.band, "Often", lower_bound=False)),
            (self.band, self.change(self.band, "Often", lower_bound="five")),
            (self.band, {"metric_id": False}),
            (self.band, {"scope_domain": "[('nonsense', '=', 1)]"}),
            (self.band, {"window_months": -1}),
            (self.band, {"code": "another"}),
            (self.band, {"category_ids": [[2, often]]}),
            (self.share, self.change(self.share, "A", share=101)),
            (self.rules, self.change(self.rules, "Big", domain="[(")),
            (
                self.rules,
                self.change(
                    self.rules, "Big", domain="[('x_class_try_rules', '=', 1)]"
                ),
            ),
            (self.band.browse(), {"name": "New", "code": "try_band"}),
        ]
        for dimension, vals in bad:
            with self.subTest(vals=vals):
                dimension = dimension.with_user(self.manager)
                with self.assertRaises(UserError) as saved, self.cr.savepoint():
                    if dimension:
                        dimension.write(vals)
                    else:
                        dimension.create(vals)
                with self.assertRaises(type(saved.exception)) as tried:
                    dimension.preview_changes(vals)
                self.assertEqual(str(tried.exception), str(saved.exception))

    def test_access(self):
        """Only who may change dimensions may try it; nobody outside the companies."""
        vals = self.change(self.band, "Often", lower_bound=6)
        as_user = self.band.with_user(self.accountant)
        for call in (
            lambda: as_user.preview_changes(vals),
            lambda: as_user.preview_changes(vals, automatic=True),
            lambda: as_user.browse().preview_changes({"name": "X", "code": "x"}),
            as_user.apply_now,
        ):
            with self.assertRaises(AccessError):
                call()
        as_manager = self.band.with_user(self.manager)
        both = (self.company_a + self.company_b).ids
        with self.assertRaises(AccessError):
            as_manager.with_context(allowed_company_ids=both).preview_changes(vals)
        self.band.company_id = self.company_b
        with self.assertRaises(AccessError):
            as_manager.preview_changes(vals)

    def test_other_company(self):
        """Customers of B count in B only, and only for who works there."""
        self.env["customer.profile"]._refresh(self.company_b, as_of=TODAY)
        self.cr.execute(
            "UPDATE customer_profile SET active = (partner_id = %s) "
            "WHERE company_id = %s",
            [self.ids[5], self.company_b.id],
        )
        vals = self.change(self.band, "Rarely", lower_bound=1)
        self.assertPreview(
            self.band,
            vals,
            {
                "Often": (3, 3),
                "Sometimes": (1, 1),
                "Rarely": (2, 1),
                "No category": (0, 1),
            },
            [(5, "Rarely", "No category")],
        )
        self.manager.company_ids += self.company_b
        companies = (self.company_a + self.company_b).ids
        as_manager = self.band.with_user(self.manager).with_context(
            allowed_company_ids=companies
        )
        found = as_manager.preview_changes(vals)["companies"]
        self.assertEqual([company["id"] for company in found], companies)
        self.assertEqual([company["customers"] for company in found], [6, 1])
        self.assertEqual([row["id"] for row in found[1]["movers"]], [self.ids[5]])
        # A dimension of one company is tried in that company.
        self.band.company_id = self.company_b
        [found] = as_manager.preview_changes(vals)["companies"]
        self.assertEqual(found["id"], self.company_b.id)

    def test_hidden_contact(self):
        """A contact that the user may not read is neither named nor counted."""
        self.cr.execute(
            "UPDATE res_partner SET company_id = %s WHERE id = %s",
            [self.company_b.id, self.ids[2]],
        )
        found = self.preview(self.band, self.change(self.band, "Often", lower_bound=6))
        self.assertEqual((found["moving"], found["movers"]), (0, []))
        self.assertEqual(found["customers"], 5)
        self.assertEqual(sum(c["customers_now"] for c in found["categories"]), 5)
        self.assertEqual(sum(c["revenue_now"] for c in found["categories"]), 900)

    def test_when_it_comes_up(self):
        """By itself only when a rule changes that has classified somebody."""
        band = self.band.with_user(self.manager)
        often = self.named(self.band, "Often").id
        plain = [
            {"name": "Other", "description": "X", "in_panel": False, "in_list": True},
            {"is_expected": True},
            {"category_ids": [[1, often, {"name": "O", "color": 3}], [4, often]]},
        ]
        for vals in plain:
            self.assertIs(band.preview_changes(vals, automatic=True), False)
        rules = [
            {"scope_domain": "[]"},
            {"window_months": 6},
            {"category_ids": [[1, often, {"lower_bound": 6}]]},
            {"category_ids": [[1, often, {"active": False}]]},
            {"category_ids": [[0, 0, {"name": "N", "lower_bound": 1, "sequence": 25}]]},
        ]
        for vals in rules:
            self.assertTrue(band.preview_changes(vals, automatic=True))
        empty = self.dimension("try_empty", "domain", None, [{"name": "One"}])
        vals = self.change(empty, "One", domain="[(1, '=', 1)]")
        empty = empty.with_user(self.manager)
        self.assertIs(empty.preview_changes(vals, automatic=True), False)
        self.assertTrue(empty.preview_changes(vals))

    def test_apply(self):
        """Applied, the customers are where the preview put them, and so are those of
        dimensions that ask for this class."""
        name = self.band._field_name()
        often = self.named(self.band, "Often")
        vals = {
            "category_ids": [
                [1, category.id, {"domain": domain}]
                for category, domain in zip(
                    self.rules.category_ids,
                    (f"[('{name}', '=', {often.id})]", "[(0, '=', 1)]", "[]"),
                    strict=True,
                )
            ]
        }
        self.share.scope_domain = f"[('{name}', '=', {often.id})]"
        rules = self.rules.with_user(self.manager)
        rules.write(vals)
        self.assertEqual(rules.apply_now(), [])
        fields = [self.rules._field_name(), self.share._field_name()]
        third = self.profile(self.customers[2])
        self.assertEqual(third[fields[0]].name, "Big")
        band = self.band.with_user(self.manager)
        band.write(self.change(self.band, "Often", lower_bound=6))
        before = self.row_versions("customer_profile")
        self.assertEqual(band.apply_now(), [])
        self.assertEqual(third[name].name, "Sometimes")
        self.assertEqual(third[fields[0]].name, "Rest")
        # Of 800 in the scope: 500 before the second is 62.5 %, both are A.
        names = [self.profile(c)[fields[1]].name for c in self.customers]
        self.assertEqual(names, ["A", "A", False, False, False, False])
        after = self.row_versions("customer_profile")
        # The third moves, and the last three leave the scope.
        moved = {id_ for id_ in before if before[id_] != after[id_]}
        self.assertEqual(moved, {self.profile(c).id for c in self.customers[2:]})
        self.assertEqual(
            third.history_ids.filtered(
                lambda r: r.dimension_id == self.band and not r.date_to
            ).category_id.name,
            "Sometimes",
        )
        self.assertEqual(band.apply_now(), [])
        self.assertEqual(self.row_versions("customer_profile"), after)
