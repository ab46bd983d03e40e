from odoo import Command
from odoo.tests import tagged

from .common import CustomerClassificationCommon


@tagged("post_install", "-at_install")
class TestMetricsProducts(CustomerClassificationCommon):
    """Margin and product categories, worked out by hand."""

    def sell(self, customer, on, product, quantity, price, **vals):
        """An invoice of one product line."""
        return self.invoice(
            customer,
            on,
            {
                "product_id": product.id,
                "quantity": quantity,
                "price_unit": price,
                **vals.pop("line", {}),
            },
            **vals,
        )

    def forget_cost(self, move):
        """As if the document had been posted before the add-on came."""
        self.env.flush_all()
        self.cr.execute(
            "UPDATE account_move_line SET customer_unit_cost = NULL WHERE move_id = %s",
            [move.id],
        )
        self.env.invalidate_all()

    def test_margin(self):
        """Net revenue less quantity times cost; what has no product costs nothing."""
        customer = self.customer()
        product = self.product(cost=30)
        self.sell(customer, "2024-01-10", product, 4, 50)
        self.invoice(customer, "2024-02-10", 25)
        self.assertMetrics(
            customer,
            {
                # 4 * 50 + 25 - 4 * 30
                "margin_12m": 105,
                # 105 / 225
                "margin_rate_12m": 105 / 225,
            },
        )

    def test_returns_give_the_cost_back(self):
        customer = self.customer()
        product = self.product(cost=30)
        self.sell(customer, "2024-01-10", product, 4, 50)
        self.sell(customer, "2024-02-10", product, 1, 50, move_type="out_refund")
        # 3 * 50 - 3 * 30
        self.assertMetrics(customer, {"margin_12m": 60, "margin_rate_12m": 0.4})

    def test_cost_is_kept_at_posting(self):
        """What was sold keeps its cost when the product's cost changes."""
        customer = self.customer()
        product = self.product(cost=30)
        sold = self.sell(customer, "2024-01-10", product, 4, 50)
        self.assertEqual(sold.invoice_line_ids.sudo().customer_unit_cost, 30)
        product.with_company(self.company_a).standard_price = 45
        self.assertMetrics(customer, {"margin_12m": 80})  # 200 - 120
        self.sell(customer, "2024-02-10", product, 2, 50)
        # 200 - 4 * 30 + 100 - 2 * 45
        self.assertMetrics(customer, {"margin_12m": 90, "margin_rate_12m": 0.3})

    def test_cost_of_a_draft_is_not_kept(self):
        """Reset and posted again, a document takes the cost of that day."""
        customer = self.customer()
        product = self.product(cost=30)
        sold = self.draft(
            customer, "2024-01-10", {"product_id": product.id, "price_unit": 50}
        )
        product.with_company(self.company_a).standard_price = 35
        sold.action_post()
        self.assertMetrics(customer, {"margin_12m": 15})
        product.with_company(self.company_a).standard_price = 40
        sold.button_draft()
        sold.action_post()
        self.assertMetrics(customer, {"margin_12m": 10})

    def test_cost_that_was_not_kept(self):
        """Documents from before the add-on go by today's cost."""
        customer = self.customer()
        product = self.product(cost=30)
        sold = self.sell(customer, "2024-01-10", product, 4, 50)
        self.sell(customer, "2024-01-11", product, 1, 50)
        self.forget_cost(sold)
        product.with_company(self.company_a).standard_price = 45
        # 250 - 4 * 45 - 1 * 30
        self.assertMetrics(customer, {"margin_12m": 40})

    def test_units_of_measure(self):
        """Two dozen of a product that costs 3 a piece."""
        customer = self.customer()
        product = self.product(cost=3)
        dozen = self.env.ref("uom.product_uom_dozen")
        sold = self.sell(
            customer,
            "2024-01-10",
            product,
            2,
            60,
            line={"product_uom_id": dozen.id},
        )
        self.assertEqual(sold.invoice_line_ids.sudo().customer_unit_cost, 36)
        # 2 * 60 - 24 * 3
        self.assertMetrics(customer, {"margin_12m": 48})
        self.forget_cost(sold)
        self.assertMetrics(customer, {"margin_12m": 48})

    def test_cost_of_goods_items_come_first(self):
        """What the books say was the cost of a move, wins over unit costs."""
        customer = self.customer()
        product = self.product(cost=30)
        expense, stock = self.account("expense"), self.account("asset_current")
        sold = self.draft(
            customer,
            "2024-01-10",
            {"product_id": product.id, "quantity": 4, "price_unit": 50},
        )
        sold.sudo().write(
            {
                "line_ids": [
                    Command.create(
                        {
                            "display_type": "cogs",
                            "account_id": account.id,
                            "balance": balance,
                            "tax_ids": False,
                        }
                    )
                    for account, balance in ((expense, 110), (stock, -110))
                ]
            }
        )
        sold.action_post()
        self.sell(customer, "2024-02-10", product, 1, 50)
        # 200 - 110 + 50 - 30
        self.assertMetrics(customer, {"margin_12m": 110, "margin_rate_12m": 0.44})

    def test_each_company_has_its_own_cost(self):
        customer = self.customer()
        product = self.product(cost=30)
        product.with_company(self.company_b).standard_price = 10
        self.sell(customer, "2024-01-10", product, 1, 50)
        self.sell(customer, "2024-01-10", product, 1, 50, company=self.company_b)
        self.assertMetrics(customer, {"margin_12m": 20})
        self.assertMetrics(customer, {"margin_12m": 40}, company=self.company_b)

    def test_foreign_currency(self):
        """Revenue in dollars of the day, cost in dollars."""
        euro = self.env.ref("base.EUR")
        euro.active = True
        self.rate(euro, "2024-01-01", 1.25)
        customer = self.customer()
        product = self.product(cost=30)
        self.sell(customer, "2024-01-10", product, 2, 40, currency_id=euro.id)
        # 2 * 40 * 1.25 - 2 * 30
        self.assertMetrics(customer, {"margin_12m": 40, "revenue_12m": 100})

    def test_a_loss(self):
        customer = self.customer()
        product = self.product(cost=30)
        self.sell(customer, "2024-01-10", product, 2, 20)
        # 40 - 60
        self.assertMetrics(customer, {"margin_12m": -20, "margin_rate_12m": -0.5})

    def test_only_the_window_counts(self):
        customer = self.customer()
        product = self.product(cost=30)
        self.sell(customer, "2023-06-30", product, 2, 20)
        self.assertMetrics(customer, {"margin_12m": 0, "margin_rate_12m": None})

    def test_product_categories(self):
        """The largest net revenue: of the window, and of the year before it."""
        customer = self.customer()
        one = self.product("One", category=self.category_one)
        two = self.product("Two", category=self.category_two)
        self.sell(customer, "2022-06-30", two, 1, 9999)  # before both windows
        self.sell(customer, "2023-01-10", one, 1, 100)
        self.sell(customer, "2023-06-30", two, 1, 99)
        self.sell(customer, "2024-01-10", one, 1, 300)
        self.sell(customer, "2024-02-10", two, 2, 120)
        self.invoice(customer, "2024-02-11", 5000)  # a line without a product
        self.assertMetrics(
            customer,
            {
                "main_product_category_id": self.category_one.id,
                "previous_product_category_id": self.category_one.id,
            },
        )
        # 300 - 70 = 230 against 240
        self.sell(customer, "2024-03-10", one, 1, 70, move_type="out_refund")
        self.assertMetrics(
            customer,
            {
                "main_product_category_id": self.category_two.id,
                "previous_product_category_id": self.category_one.id,
            },
        )
        self.assertMetrics(
            customer,
            {
                # one 100 + nothing, two 99
                "main_product_category_id": self.category_one.id,
                "previous_product_category_id": self.category_two.id,
            },
            as_of="2023-06-30",
        )

    def test_no_category(self):
        """Nothing but returns, or nothing with a product, prefers nothing."""
        customer = self.customer()
        product = self.product()
        self.sell(customer, "2024-03-10", product, 1, 70, move_type="out_refund")
        self.invoice(customer, "2024-03-10", 500)
        self.assertMetrics(
            customer,
            {"main_product_category_id": None, "previous_product_category_id": None},
        )

    def test_branch(self):
        """Lines of a branch count with the root's cost where the branch has none."""
        customer = self.customer()
        product = self.product(cost=30)
        self.sell(customer, "2024-01-10", product, 1, 50, company=self.branch)
        self.assertMetrics(
            customer,
            {"margin_12m": 20, "main_product_category_id": self.category_one.id},
        )
