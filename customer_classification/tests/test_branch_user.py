from odoo import Command
from odoo.tests import tagged

from ..reports.kinds import KINDS
from .common_reports import ReportCommon

ROOT = "customer_classification"


@tagged("post_install", "-at_install")
class TestBranchUser(ReportCommon):
    """Who works in a branch alone gets what there is, of the books of the root."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.buyer = cls.customer("Buyer", credit_limit=10)
        cls.invoice(cls.buyer, "2024-01-10", 1500, due="2024-02-10")
        cls.invoice(cls.buyer, "2024-03-10", 20, due="2024-04-10", company=cls.branch)
        cls.other = cls.customer("Other")
        cls.invoice(cls.other, "2023-05-10", 70)
        cls.user = cls.env["res.users"].create(
            {
                "name": "Branch",
                "login": "branch_only",
                "email": "branch@example.com",
                "company_id": cls.branch.id,
                "company_ids": [Command.set(cls.branch.ids)],
                "group_ids": [
                    Command.set(
                        [
                            cls.env.ref(name).id
                            for name in (
                                "base.group_user",
                                "account.group_account_invoice",
                                "base.group_partner_manager",
                                f"{ROOT}.group_manager",
                            )
                        ]
                    )
                ],
            }
        )
        cls.env["customer.profile"]._refresh(cls.company_a + cls.company_b)

    def at_work(self, model):
        return (
            self.env[model]
            .with_user(self.user)
            .with_context(allowed_company_ids=self.branch.ids)
        )

    def asked(self, kind, **vals):
        """A report as the user asks for it, with what the screen brings."""
        Report = self.at_work("customer.report")
        names = ["report", "company_id", "date", "date_then", "dimension_ids"]
        vals = {**Report.default_get(names), "report": kind, **vals}
        if kind == "card":
            vals["partner_ids"] = [Command.set(self.buyer.ids)]
        return Report.create(vals)

    def test_reports(self):
        """Every report, made, opened on the screen, and by its address."""
        for kind in KINDS:
            with self.subTest(kind.key):
                report = self.asked(kind.key)
                document = report._get_document()
                self.assertTrue(document.sections)
                self.assertTrue(report.action_open())
                self.assertTrue(report.open_address(report._get_address()))

    def test_report_of_the_root(self):
        """1500 of the root and 20 of the branch."""
        document = self.asked(
            "ranking", dimension_ids=[Command.set(self.size.ids)]
        )._get_document()
        lines = self.cells(self.table(document, "ranking"), key=1)
        self.assertEqual(float(lines["Buyer"]["revenue"]), 1520)
        self.assertTies(document)

    def test_actions(self):
        """Every window action of ours that the user may open."""
        Action = self.env["ir.actions.act_window"]
        ours = self.env["ir.model.data"].search(
            [("module", "=", ROOT), ("model", "=", Action._name)]
        )
        opened = 0
        for data in ours:
            action = Action.browse(data.res_id)
            if action.group_ids and not action.group_ids & self.user.all_group_ids:
                continue
            Model = self.at_work(action.res_model)
            with self.subTest(data.name):
                for kind in action.view_mode.split(","):
                    view = Model.get_view(view_type=kind)
                    names = [
                        n for n in view["models"][Model._name] if n in Model._fields
                    ]
                    if kind == "form" and Model._transient:
                        form = Model.new(Model.default_get(names))
                        self.assertTrue([form[name] for name in names])
                    elif kind in ("list", "kanban"):
                        rows = Model.search([], limit=5)
                        rows.web_read({name: {} for name in names})
                opened += 1
        self.assertGreater(opened, 10)

    def test_past_days(self):
        wizard = self.at_work("customer.profile.as.of.wizard").create({})
        action = wizard.action_open()
        rows = self.at_work(action["res_model"]).search(action["domain"])
        found = {row.partner_id.name: row.revenue_12m for row in rows}
        self.assertEqual(found["Buyer"], 1520)
        wizard = self.at_work("customer.profile.movement.wizard").create(
            {"dimension_id": self.size.id}
        )
        action = wizard.action_open()
        rows = self.at_work(action["res_model"]).with_context(**action["context"])
        self.assertTrue(rows.search([]).mapped("kind"))

    def test_contact(self):
        """The page of a contact: numbers, classes, and what is behind them."""
        partner = self.at_work("res.partner").browse(self.buyer.id)
        self.assertEqual(partner.customer_revenue_12m, 1520)
        profile = partner.customer_profile_id
        self.assertTrue(profile.get_classes())
        partner.x_class_size_class = self.size.category_ids[1]
        self.assertEqual(profile.x_class_size_class, self.size.category_ids[1])

    def test_limit_of_a_branch(self):
        """The limit of the root counts; one that a branch has is named on the card."""
        self.buyer.with_company(self.company_a).credit_limit = 5000
        self.buyer.with_company(self.branch).credit_limit = 800
        document = self.asked("card")._get_document()
        facts = dict(document.sections[0].facts)
        self.assertEqual(
            facts[f"Credit Limit ({self.branch.name})"],
            f"$\u00a0800.00, not used: that of {self.company_a.name} counts",
        )
        self.assertEqual(facts["Credit Limit"], "$\u00a05,000.00")
        self.buyer.with_company(self.branch).credit_limit = 0
        self.other.with_company(self.company_a).credit_limit = 1
        facts = dict(self.asked("card")._get_document().sections[0].facts)
        self.assertIn("Credit Limit", facts)

    def test_mail(self):
        """Whoever may make a report of the root gets it by mail."""
        Subscription = self.at_work("customer.report.subscription")
        subscription = Subscription.create(
            {
                "report": "overview",
                "dimension_ids": [Command.set(self.size.ids)],
                "recipient_ids": [Command.create({"user_id": self.user.id})],
            }
        )
        self.assertEqual(subscription.company_id, self.company_a)
        mails = self.env["mail.mail"].sudo().search([])
        subscription.action_send_me()
        mail = self.env["mail.mail"].sudo().search([]) - mails
        self.assertIn("branch@example.com", mail.email_to or mail.recipient_ids.email)
