"""Two databases that differ only in what is hidden give the same answers."""

from contextlib import contextmanager

from odoo import Command
from odoo.exceptions import UserError
from odoo.tests import freeze_time, tagged
from odoo.tools import mute_logger

from .common import TODAY
from .common_reports import ReportRightsCommon
from .common_security import (
    CATEGORY,
    GROUP_MANAGER,
    GROUP_USER,
    HISTORY,
)
from .test_rule_paths import RulePathsCommon

#: What is hidden, in one database and in the other.
WORLDS = (
    {
        "message": "The merger code is F4.",
        "amount": 47839.68,
        "login": "fiona.first",
        "name": "Fjord Holding",
        "phone": "555 01",
        "limit": 25000.0,
        "prospect": False,
    },
    {
        "message": "The merger code is G7.",
        "amount": 12.5,
        "login": "gustav.first",
        "name": "Glacier Group",
        "phone": "777 02",
        "limit": 70000.0,
        "prospect": True,
    },
)
#: Each tells the two apart, for whoever may ask.
GUESSES = (
    "[('company_id.user_ids.partner_id.channel_ids.message_ids.body', 'like', ' F4')]",
    "[('partner_id.message_ids.body', 'like', ' F4')]",
    "[('partner_id.invoice_ids.amount_total_signed', '>', 1000)]",
    "[('partner_id.customer_profile_id.revenue_12m', '>', 1000)]",
    "[('partner_id.user_id.login', 'like', 'fiona')]",
    "[('partner_id.user_id', 'ilike', 'fiona.first')]",
    "[('partner_id.parent_id.phone', 'like', '555')]",
    "[('partner_id.parent_id', 'ilike', 'Fjo')]",
    "[('partner_id', 'child_of', 'Fjord Holding')]",
    "[('partner_id.parent_id', 'any', [('phone', 'like', '555')])]",
    "[('partner_id.credit_limit', '>', 50000)]",
    "[('partner_id.name', 'like', 'Fj')]",
    "[('partner_id', 'ilike', 'Fj')]",
    "['|', ('partner_id.name', 'like', 'Fj'), ('partner_id.ref', '=', 'SEEN')]",
    "['!', ('partner_id.phone', '=', '555 01')]",
    "[('partner_id.ref', '=', 'PROSPECT')]",
    "[('display_name', 'like', 'Fj')]",
    "[]",
)


@tagged("post_install", "-at_install")
class TestRuleOracle(RulePathsCommon):
    """Asked by a manager of company A who may see some contacts only, without books."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.startClassPatcher(freeze_time("2024-06-30 12:00:00"))
        cls._make_asker()
        cls._make_hidden()
        cls._make_rules()

    @classmethod
    def _make_asker(cls):
        group = cls.env["res.groups"].create({"name": "Not the hidden ones"})
        cls.env["ir.rule"].create(
            {
                "name": "Not the hidden ones",
                "model_id": cls.env["ir.model"]._get_id("res.partner"),
                "groups": [Command.link(group.id)],
                "domain_force": "[('ref', 'not in', ('HIDDEN', 'PROSPECT'))]",
            }
        )
        contacts = "base.group_partner_manager"
        cls.asker = cls.user("asker", f"{GROUP_MANAGER},{contacts}")
        cls.reader = cls.user("reader_of_some", GROUP_USER)
        (cls.asker + cls.reader).group_ids += group
        # Whoever may see all of it, to show that there is something to see.
        cls.owner = cls.user(
            "owner",
            f"{GROUP_MANAGER},{contacts},account.group_account_user",
            cls.company_a,
            cls.company_b,
        )

    @classmethod
    def _make_hidden(cls):
        cls.colleague = cls.user("colleague", "base.group_user")
        cls.holding = cls.customer("Holding", ref="HIDDEN")
        cls.seen = cls.customer(
            "Seen", ref="SEEN", user_id=cls.colleague.id, parent_id=cls.holding.id
        )
        cls.invoice(cls.seen, "2024-05-05", 300)
        cls.pay(cls.seen, "2024-05-06", 300)
        cls.invoice(cls.holding, "2024-05-05", 900)

    @classmethod
    def _make_rules(cls):
        """Rules that an accountant wrote, of which the others may read the outcome."""
        cls.honest = cls.dimension(
            "honest",
            "domain",
            categories=[
                {
                    "name": "Trusted",
                    "domain": "[('partner_id.credit_limit', '>', 5),"
                    " ('partner_id.ref', '=', 'SEEN')]",
                },
                {
                    "name": "Held",
                    "domain": "[('partner_id.parent_id.phone', '!=', False)]",
                },
                {"name": "Others", "domain": "[]"},
            ],
            sequence=1990,
            company_id=cls.company_a.id,
        )
        cls.ranked = cls.dimension(
            "ranked",
            "share",
            "revenue_12m",
            [{"name": "A", "share": 80}, {"name": "B"}],
            sequence=1995,
            company_id=cls.company_a.id,
        )
        cls.label = cls.env["res.partner.category"].create({"name": "Guessed"})
        cls.draft_rule = cls.env[CATEGORY].create(
            {"name": "Draft", "dimension_id": cls.rules.id}
        )

    @contextmanager
    def world(self, hidden):
        """A database with these secrets, undone in the end."""
        with self.env.cr.savepoint() as savepoint:
            self.holding.write({"name": hidden["name"], "phone": hidden["phone"]})
            self.colleague.login = hidden["login"]
            self.seen.with_company(self.company_a).credit_limit = hidden["limit"]
            self.seen.message_post(body=hidden["message"])
            self.invoice(
                self.seen, "2024-05-05", hidden["amount"], company=self.company_b
            )
            channel = self.env["discuss.channel"].create(
                {"name": "Two", "channel_type": "group"}
            )
            channel._add_members(users=self.colleague + self.manager)
            channel.message_post(body=hidden["message"], message_type="comment")
            if hidden["prospect"]:
                prospect = self.customer("Far Away", ref="PROSPECT", customer_rank=1)
                self.assertTrue(prospect)
            self.env.invalidate_all()
            self.refresh(as_of=TODAY)
            yield
            self.env.flush_all()
            savepoint.rollback()
        self.env.invalidate_all()

    def ask(self, question):
        """The answer, or the error as text; nothing is left of it."""
        answer = None
        try:
            with mute_logger("odoo.sql_db"), self.env.cr.savepoint() as savepoint:
                answer = question()
                self.env.flush_all()
                savepoint.rollback()
        except UserError as error:
            answer = f"{type(error).__name__}: {error}"
        self.env.invalidate_all()
        return answer

    def guesses(self, user):
        """What the screens of rules say to each guess."""
        draft = self.draft_rule.with_user(user)
        rules, ranked = self.rules.with_user(user), self.ranked.with_user(user)
        tag = self.label.with_user(user)
        found = {}
        for rule in GUESSES:
            vals = {"category_ids": [Command.update(draft.id, {"domain": rule})]}
            scope = {"scope_domain": rule}
            asked = {"customer_rule_domain": rule}
            typed = {**asked, "customer_rule_company_id": self.company_a.id}
            questions = {
                "save": lambda r=rule: draft.write({"domain": r}),
                "scope": lambda s=scope: rules.write(s),
                "save tag": lambda a=asked: tag.write(a) and self.tagged(tag),
                "count": lambda r=rule: self.counted(draft, r),
                "count tag": lambda t=typed: tag.new(t).customer_matching_count,
                "preview": lambda v=vals: rules.preview_changes(v),
                "preview scope": lambda s=scope: rules.preview_changes(s),
                "preview asked": lambda s=scope: rules.preview_changes(s, True),
                "preview ranks": lambda s=scope: ranked.preview_changes(s),
                "applied": lambda r=rule: self.applied(draft, r),
            }
            for name, question in questions.items():
                found[name, rule] = self.ask(question)
        return found

    def counted(self, draft, rule):
        typed = draft.new({"dimension_id": self.rules.id, "domain": rule})
        return typed.matching_count

    def applied(self, draft, rule):
        """The class of the customer, once the rule is saved."""
        draft.write({"domain": rule, "sequence": 1})
        self.env.flush_all()
        draft.dimension_id.apply_now()
        self.env.invalidate_all()
        profile = self.profile(self.seen).with_env(draft.env)
        return profile[self.rules._field_name()].name, profile.get_classes()

    def tagged(self, tag):
        return (tag.customer_tagged_count, self.seen.category_id.mapped("name"))

    def told(self, user):
        """What is told of the customer that the user may see."""
        seen = self.profile(self.seen).with_user(user)
        seen = seen.with_context(allowed_company_ids=user.company_ids.ids)
        History = self.env[HISTORY].with_user(user)
        rows = History.search(
            [
                ("profile_id", "=", seen.id),
                ("dimension_id", "in", (self.honest + self.rules).ids),
            ]
        )
        Report = self.env["customer.report"].with_user(user)
        return {
            "page": self.ask(seen.get_page),
            "history": self.ask(
                lambda: [
                    (row["reason_text"], row["change_text"], row["category_id"])
                    for row in rows.read(["reason_text", "change_text", "category_id"])
                ]
            ),
            "export": self.ask(lambda: rows.export_data(["reason_text"])),
            "card": self.ask(lambda: self.card(Report, seen)),
            "paths": self.ask(self.rules.with_user(user).get_rule_paths),
        }

    def card(self, reports, seen):
        [document] = reports._get_card_documents(seen.partner_id)
        return list(ReportRightsCommon.words(self, document))

    def answers(self, user):
        """Everything that a user is told in each of the two databases."""
        found = []
        for hidden in WORLDS:
            with self.world(hidden):
                asked = self.told(user)
                if user != self.reader:
                    asked |= self.guesses(user)
                found.append(asked)
        return found

    def test_manager(self):
        one, other = self.answers(self.asker)
        self.assertGreater(len(one), 150)
        for question, answer in one.items():
            with self.subTest(question=question):
                self.assertEqual(answer, other[question])
        # They are answers, not only refusals.
        answered = [a for a in one.values() if not str(a).startswith(("Val", "Acc"))]
        self.assertGreater(len(answered), 80)

    def test_reader(self):
        one, other = self.answers(self.reader)
        self.assertEqual(one, other)
        text = repr(one)
        self.assertIn("A rule on a field that is not shown to you matched.", text)
        for hidden in WORLDS:
            for secret in ("name", "phone", "login", "message"):
                self.assertNotIn(hidden[secret], text)
        self.assertNotIn("25000", text.replace(",", ""))

    def test_there_is_something_to_tell(self):
        """Whoever may read it all gets other answers, to most of the guesses."""
        one, other = self.answers(self.owner)
        differ = {question for question in one if one[question] != other[question]}
        self.assertIn("page", differ)
        self.assertIn("history", differ)
        for rule in GUESSES[10:17]:
            with self.subTest(rule):
                self.assertIn(("preview", rule), differ)
