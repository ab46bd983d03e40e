"""Tags that rules give and take away, and those that people give."""

from datetime import date, timedelta
from unittest.mock import patch

from odoo import Command
from odoo.exceptions import AccessError, LockError, UserError, ValidationError
from odoo.tests import Form, freeze_time, new_test_user, tagged
from odoo.tools import SQL, mute_logger

from .common import TODAY, CustomerClassificationCommon
from .random_books import RandomBooks

TOMORROW = TODAY + timedelta(1)
LINKS = "res_partner_res_partner_category_rel"
MANAGER = "customer_classification.group_manager"
CONTACTS = "base.group_partner_manager"


class TagsCommon(CustomerClassificationCommon):
    """1,000 bought by `large` and 10 by `small` in company A; 5,000 by `small` in B."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.Tag = cls.env["res.partner.category"].with_company(cls.company_a)
        cls.Assignment = cls.env["customer.tag.assignment"]
        cls.large, cls.small = cls.customer("Large"), cls.customer("Small")
        cls.invoice(cls.large, "2024-05-01", 1000)
        cls.invoice(cls.small, "2024-05-01", 10)
        cls.invoice(cls.small, "2024-05-01", 5000, company=cls.company_b)

    @classmethod
    def tag(cls, name="Thousand", rule="[('revenue_12m', '>=', 1000)]", **vals):
        company = vals.pop("company", cls.company_a)
        return cls.Tag.create(
            {
                "name": name,
                "customer_rule_domain": rule,
                "customer_rule_company_id": rule and company.id,
                **vals,
            }
        )

    def links(self, *tags):
        """Every (customer, tag) of some tags as the database has them, with places."""
        self.env.flush_all()
        tag_ids = [tag.id for tag in tags]
        self.cr.execute(
            SQL(
                "SELECT partner_id, category_id, ctid::text, xmin::text FROM %s "
                "WHERE category_id = ANY(%s) ORDER BY 1, 2",
                SQL.identifier(LINKS),
                tag_ids,
            )
        )
        return self.cr.fetchall()

    def assertTagged(self, tag, *partners):
        have = [partner_id for partner_id, *_rest in self.links(tag)]
        self.assertEqual(sorted(have), sorted(p.id for p in partners), tag.name)

    def assertAssignments(self, tag, *rows):
        """(customer, state, entered, left) of a tag, in the order they were given."""
        found = self.Assignment.search([("tag_id", "=", tag.id)], order="id")
        self.assertEqual(
            [(a.partner_id, a.state, a.date_from, a.date_to) for a in found], list(rows)
        )

    def queue_refresh(self, *partners, on=TODAY):
        """Refresh some customers as the queue does."""
        with freeze_time(on):
            Profile = self.env["customer.profile"]
            Profile._refresh(self.company_a, partner_ids=[p.id for p in partners])


@tagged("post_install", "-at_install")
class TestTags(TagsCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.shares = cls.dimension(
            "tag_share",
            "share",
            "revenue_12m",
            [{"name": "A", "share": 80}, {"name": "B"}],
            sequence=900,
        )
        cls.manual = cls.dimension(
            "tag_manual", categories=[{"name": "One"}, {"name": "Two"}]
        )

    def test_given_and_taken_by_a_complete_refresh(self):
        tag = self.tag()
        self.refresh(as_of=TODAY)
        self.assertTagged(tag, self.large)
        self.assertIn(tag, self.large.category_id)
        self.assertAssignments(tag, (self.large, "on", TODAY, False))
        # 1,000 - 1 is less than 1,000; 10 + 990 is just enough
        self.credit_note(self.large, "2024-06-30", 1)
        self.invoice(self.small, "2024-06-30", 990)
        self.refresh(as_of=TOMORROW)
        self.assertTagged(tag, self.small)
        self.assertAssignments(
            tag,
            (self.large, "off", TODAY, TOMORROW),
            (self.small, "on", TOMORROW, False),
        )

    def test_given_and_taken_by_the_queue(self):
        tag = self.tag()
        self.refresh(as_of=TODAY)
        self.credit_note(self.large, "2024-06-30", 1)
        self.invoice(self.small, "2024-06-30", 990)
        with freeze_time(TOMORROW):
            self.run_cron("cron_refresh_queue")
        self.assertTagged(tag, self.small)
        self.assertAssignments(
            tag,
            (self.large, "off", TODAY, TOMORROW),
            (self.small, "on", TOMORROW, False),
        )

    def test_given_at_once_to_those_who_are_ranked(self):
        """A sale to one customer moves another's class, and so the other's tag."""
        top = self.shares.category_ids[0]
        tag = self.tag("Top", f"[('x_class_tag_share', '=', {top.id})]")
        self.refresh(as_of=TODAY)
        self.assertTagged(tag, self.large)
        # 9,000 before the 1,000 are 90 % of the total
        self.invoice(self.small, "2024-06-30", 8990)
        self.queue_refresh(self.small)
        self.assertTagged(tag, self.small)

    def test_second_refresh_writes_nothing(self):
        tags = [self.tag(), self.tag("Small", "[('revenue_12m', '<', 1000)]")]
        self.refresh(as_of=TODAY)
        links, rows = self.links(*tags), self.row_versions("customer_tag_assignment")
        contacts = self.row_versions("res_partner")
        self.assertTrue(links)
        self.refresh(as_of=TODAY)
        self.refresh(as_of=TODAY, partner_ids=(self.large + self.small).ids)
        self.refresh(as_of=TOMORROW)
        self.assertEqual(self.links(*tags), links)
        self.assertEqual(self.row_versions("customer_tag_assignment"), rows)
        self.assertEqual(self.row_versions("res_partner"), contacts)

    def test_only_what_changes_is_written(self):
        """Of two customers who match, the one who stays is not touched."""
        tag = self.tag(rule="[('revenue_12m', '>=', 10)]")
        self.refresh(as_of=TODAY)
        [kept] = [link for link in self.links(tag) if link[0] == self.large.id]
        contacts = self.row_versions("res_partner")
        self.credit_note(self.small, "2024-06-30", 1)
        contacts.pop(self.small.id)
        self.refresh(as_of=TOMORROW)
        self.assertEqual(self.links(tag), [kept])
        after = self.row_versions("res_partner")
        self.assertEqual({id_: after[id_] for id_ in contacts}, contacts)

    # What people do

    def test_given_by_hand_stays(self):
        """Who had the tag before the rule matched keeps it after."""
        tag = self.tag(rule="[('revenue_12m', '>=', 1500)]")
        (self.large + self.small).category_id = tag
        self.refresh(as_of=TODAY)
        self.invoice(self.large, "2024-06-30", 500)
        self.refresh(as_of=TODAY)
        self.assertAssignments(tag)
        self.credit_note(self.large, "2024-06-30", 500)
        self.refresh(as_of=TOMORROW)
        self.assertTagged(tag, self.large, self.small)

    def test_taken_off_by_hand(self):
        """The rule leaves the customer alone until it has left and enters again."""
        tag = self.tag()
        self.refresh(as_of=TODAY)
        self.large.category_id -= tag
        for number in (1, 2):
            self.refresh(as_of=TODAY + timedelta(number))
            self.assertTagged(tag)
            self.assertAssignments(tag, (self.large, "refused", TODAY, TOMORROW))
        self.credit_note(self.large, "2024-06-30", 1)
        self.refresh(as_of=date(2024, 7, 5))
        self.assertAssignments(tag, (self.large, "off", TODAY, TOMORROW))
        self.invoice(self.large, "2024-06-30", 1)
        self.refresh(as_of=date(2024, 7, 9))
        self.assertTagged(tag, self.large)
        self.assertAssignments(
            tag,
            (self.large, "off", TODAY, TOMORROW),
            (self.large, "on", date(2024, 7, 9), False),
        )

    def test_taken_off_and_given_by_hand(self):
        """After a person took it off and gave it again it is a tag by hand."""
        tag = self.tag()
        self.refresh(as_of=TODAY)
        self.large.category_id -= tag
        self.refresh(as_of=TODAY)
        self.large.category_id += tag
        self.credit_note(self.large, "2024-06-30", 1)
        self.refresh(as_of=TOMORROW)
        self.assertTagged(tag, self.large)
        self.assertAssignments(tag, (self.large, "kept", TODAY, TODAY))

    # Who is a customer

    def test_rule_tag_keeps_nobody_a_customer(self):
        """Only tags given by hand do."""
        self.company_a.customer_classification_prospects = False
        tag = self.tag(rule="[('partner_id.name', 'like', 'Maybe')]")
        one, two = self.customer("Maybe one"), self.customer("Maybe two")
        (one + two).customer_rank = 1
        two.category_id = self.Tag.create({"name": "By hand"})
        self.refresh(as_of=TODAY)
        self.assertTagged(tag, one, two)
        (one + two).customer_rank = 0
        self.refresh(as_of=TOMORROW)
        self.assertFalse(self.profile(one).active)
        self.assertTrue(self.profile(two).active)
        self.assertTagged(tag, two)

    def test_archived_contact(self):
        """Who owes nothing leaves the lists, and the tag goes."""
        tag = self.tag(rule="[('revenue_12m', '=', 0)]")
        idle = self.customer("Idle")
        self.refresh(as_of=TODAY)
        self.assertIn(idle.id, [link[0] for link in self.links(tag)])
        idle.active = False
        self.refresh(as_of=TOMORROW)
        self.assertNotIn(idle.id, [link[0] for link in self.links(tag)])

    def test_moved_below_another_company(self):
        """The tag is the commercial partner's."""
        person = self.customer("Person", is_company=False)
        self.invoice(person, "2024-05-01", 2000)
        tag = self.tag()
        self.refresh(as_of=TODAY)
        self.assertTagged(tag, self.large, person)
        person.parent_id = self.small
        with freeze_time(TODAY):
            self.run_cron("cron_refresh_queue")
        self.assertTagged(tag, self.large, self.small)

    # Companies

    def test_two_companies(self):
        """A rule looks at the books of its company only."""
        tag_a, tag_b = self.tag(), self.tag("In B", company=self.company_b)
        self.refresh(as_of=TODAY)
        self.assertTagged(tag_a, self.large)
        self.assertTagged(tag_b, self.small)
        self.refresh(self.company_a, as_of=TOMORROW)
        self.assertTagged(tag_b, self.small)
        tag_a.customer_rule_company_id = self.company_b
        self.assertTagged(tag_a, self.small)

    def test_company_of_a_rule(self):
        """The current one unless told, and the root of a branch."""
        tag = self.Tag.create({"name": "x", "customer_rule_domain": "[('id', '>', 0)]"})
        self.assertEqual(tag.customer_rule_company_id, self.company_a)
        tag.customer_rule_company_id = self.branch
        self.assertEqual(tag.customer_rule_company_id, self.company_a)

    # What becomes of a rule

    @freeze_time(TODAY)
    def test_rule_changes(self):
        """Whoever no longer matches loses the tag at once, as after a refresh."""
        self.refresh()
        tag = self.tag()
        self.assertTagged(tag, self.large)
        tag.customer_rule_domain = "[('revenue_12m', '=', 10)]"
        self.assertTagged(tag, self.small)
        links = self.links(tag)
        tag.name = "Renamed"
        self.refresh()
        self.assertEqual(self.links(tag), links)

    @freeze_time(TODAY)
    def test_rule_is_deleted(self):
        """What the rule gave goes, what a person gave stays."""
        self.refresh()
        tag = self.tag()
        self.small.category_id += tag
        self.assertTagged(tag, self.large, self.small)
        tag.customer_rule_domain = "[]"
        self.assertFalse(tag.customer_rule_domain)
        self.assertTagged(tag, self.small)
        self.assertAssignments(tag, (self.large, "off", TODAY, TODAY))
        self.refresh()
        self.assertTagged(tag, self.small)

    @freeze_time(TODAY)
    def test_rule_that_went_during_a_refresh(self):
        """What the refresh still gave is taken back by the next one."""
        tag = self.tag()
        self.refresh(self.company_a, as_of=TODAY)
        self.assertTagged(tag, self.large)
        self.env.flush_all()
        self.cr.execute(
            "UPDATE res_partner_category SET customer_rule_domain = NULL WHERE id = %s",
            [tag.id],
        )
        self.env.invalidate_all()
        self.refresh(self.company_a, as_of=TOMORROW)
        self.assertTagged(tag)
        self.assertAssignments(tag, (self.large, "off", TODAY, TOMORROW))

    def test_rule_saved_during_a_refresh(self):
        """The customers wait in the queue, which gives the tag soon."""
        self.env["customer.profile.queue"].search([]).unlink()
        Profile = type(self.env["customer.profile"])
        with patch.object(Profile, "_lock_company", side_effect=LockError("busy")):
            self.tag()
        waiting = self.env["customer.profile.queue"].search(
            [("company_id", "=", self.company_a.id)]
        )
        self.assertIn(self.large.id, waiting.mapped("partner_id"))

    @freeze_time(TODAY)
    def test_tag_is_archived_and_comes_back(self):
        self.refresh()
        tag = self.tag()
        tag.action_archive()
        self.assertTagged(tag)
        self.refresh()
        self.assertTagged(tag)
        tag.action_unarchive()
        self.assertTagged(tag, self.large)

    @freeze_time(TODAY)
    def test_tag_is_deleted(self):
        self.refresh()
        tag = self.tag()
        rows = self.Assignment.search([("tag_id", "=", tag.id)])
        self.assertTrue(rows)
        tag.unlink()
        self.assertFalse(rows.exists())
        self.refresh()

    def test_rule_that_broke(self):
        """It is logged; its customers keep the tag, and all other tags go on."""
        tag, other = self.tag(), self.tag("Other", "[('revenue_12m', '=', 10)]")
        self.refresh(as_of=TODAY)
        self.cr.execute(
            "UPDATE res_partner_category SET customer_rule_domain = %s WHERE id = %s",
            ["[('gone', '=', 1)]", tag.id],
        )
        self.env.invalidate_all()
        self.credit_note(self.small, "2024-06-30", 1)
        with mute_logger("odoo.addons.customer_classification.engine.apply.tags"):
            self.refresh(as_of=TOMORROW)
        self.assertTagged(tag, self.large)
        self.assertTagged(other)

    @freeze_time(TODAY)
    def test_saved_during_a_refresh(self):
        """The rule is kept, and the next refresh applies it."""
        self.refresh()
        Profile = type(self.env["customer.profile"])
        with patch.object(Profile, "_lock_company", side_effect=LockError("busy")):
            tag = self.tag()
        self.assertTagged(tag)
        self.refresh()
        self.assertTagged(tag, self.large)

    def test_tag_given_during_a_refresh(self):
        """PostgreSQL refuses the link; the refresh goes on, the queue gives the tag."""
        self.tag("Never", "[('revenue_12m', '<', -1)]")
        tag = self.tag()
        self.cr.execute(
            """
            CREATE FUNCTION given_meanwhile() RETURNS trigger LANGUAGE plpgsql AS $$
            BEGIN RAISE EXCEPTION 'concurrent update' USING ERRCODE = '40001'; END $$;
            CREATE TRIGGER given_meanwhile
                BEFORE INSERT ON res_partner_res_partner_category_rel
                FOR EACH ROW EXECUTE FUNCTION given_meanwhile()
            """
        )
        self.refresh(as_of=TODAY)
        self.assertTagged(tag)
        self.assertEqual(self.profile(self.large).revenue_12m, 1000)
        queued = self.env["customer.profile.queue"].search([])
        self.assertIn(self.large.id, queued.mapped("partner_id"))
        self.cr.execute("DROP FUNCTION given_meanwhile CASCADE")
        with freeze_time(TODAY):
            self.run_cron("cron_refresh_queue")
        self.assertTagged(tag, self.large)

    def test_rules_that_cannot_be(self):
        ruled = self.tag()
        for text in (
            "[('no_such_field', '=', 1)]",
            "[('revenue_12m', '>', 'much')]",
            "not a domain",
            "[('x_class_nothing', '!=', False)]",
            f"[('partner_id.category_id', 'in', [{ruled.id}])]",
            "[('partner_id.category_id.name', '=', 'Thousand')]",
            "[('partner_id.category_id', 'ilike', 'Thousand')]",
            f"[('partner_id', 'any', [('category_id', 'in', [{ruled.id}])])]",
        ):
            with self.subTest(text), self.assertRaises(ValidationError) as error:
                with self.cr.savepoint():
                    self.tag("Wrong", text)
            self.assertIn("Wrong", str(error.exception))

    def test_rule_on_tags_by_hand(self):
        """Key customers who are small; the key tag may get no rule afterwards."""
        key = self.Tag.create({"name": "Key"})
        both = (
            f"[('partner_id.category_id', 'in', [{key.id}]), ('revenue_12m', '<', 99)]"
        )
        tag = self.tag("Small key", both)
        (self.large + self.small).category_id = key
        self.refresh(as_of=TODAY)
        self.assertTagged(tag, self.small)
        with self.assertRaises(ValidationError):
            key.customer_rule_domain = "[('revenue_12m', '>', 0)]"

    def test_dimension_in_a_rule(self):
        self.tag("In use", "[('x_class_tag_manual', '!=', False)]")
        for act in (self.manual.unlink, self.manual.action_archive):
            with self.assertRaisesRegex(UserError, "In use"), self.cr.savepoint():
                act()

    @freeze_time(TODAY)
    def test_class_by_hand(self):
        """Setting a class gives and takes away the tag at once."""
        one, two = self.manual.category_ids
        self.refresh()
        tag = self.tag("One", f"[('x_class_tag_manual', '=', {one.id})]")
        large = self.large.with_company(self.company_a)
        large.x_class_tag_manual = one
        self.assertTagged(tag, self.large)
        large.x_class_tag_manual = two
        self.assertTagged(tag)

    # Merge

    def test_merge(self):
        """By hand wins, rules look again, nothing is lost and nothing doubled."""
        tag, other = self.tag(), self.tag("Ten", "[('revenue_12m', '=', 10)]")
        hand = self.Tag.create({"name": "By hand"})
        self.large.category_id += hand
        self.refresh(as_of=TODAY)
        self.large.category_id += other  # by hand; a rule gave it to the other one
        self.assertTagged(tag, self.large)
        self.assertTagged(other, self.large, self.small)
        with freeze_time(TODAY):
            wizard = self.env["base.partner.merge.automatic.wizard"].create({})
            wizard._merge((self.large + self.small).ids, self.small)
            self.env.invalidate_all()
            self.run_cron("cron_refresh_queue")
        # 1,010 in all
        self.assertTagged(tag, self.small)
        self.assertTagged(hand, self.small)
        self.assertTagged(other, self.small)
        self.assertAssignments(
            tag, (self.small, "off", TODAY, TODAY), (self.small, "on", TODAY, False)
        )
        self.assertAssignments(other, (self.small, "kept", TODAY, TODAY))

    # Screens

    def test_form(self):
        """The company comes by itself, the number of matching customers too."""
        self.refresh(as_of=TODAY)
        with Form(self.Tag.with_user(self._manager())) as form:
            form.name = "Counted"
            self.assertFalse(form.customer_has_rule)
            form.customer_has_rule = True
            form.customer_rule_domain = "[('revenue_12m', '>=', 10)]"
            self.assertEqual(form.customer_rule_company_id, self.company_a)
            self.assertEqual(form.customer_matching_count, 2)
            form.customer_rule_domain = "[('revenue_12m', '>', 10)]"
            self.assertEqual(form.customer_matching_count, 1)
        tag = form.record
        self.assertEqual(tag.customer_tagged_count, 1)
        self.assertEqual(tag.customer_assignment_ids.partner_id, self.large)
        found = self.env["res.partner"].search(tag.action_open_customers()["domain"])
        self.assertEqual(found, self.large)
        with Form(tag) as form:
            self.assertTrue(form.customer_has_rule)
            form.customer_has_rule = False
        self.assertFalse(tag.customer_rule_domain)
        self.assertTagged(tag)

    def _manager(self, *companies):
        companies = self.env["res.company"].union(*companies or (self.company_a,))
        return new_test_user(
            self.env,
            login=f"tag_manager_{companies[0].id}",
            groups=f"{MANAGER},{CONTACTS}",
            company_id=companies[0].id,
            company_ids=[Command.set(companies.ids)],
        )

    # Rights

    def test_rules_are_for_managers(self):
        """A user keeps Odoo's rights on tags, and writes no rule."""
        user = new_test_user(
            self.env,
            login="tag_user",
            groups=f"customer_classification.group_user,{CONTACTS}",
            company_id=self.company_a.id,
            company_ids=[Command.set(self.company_a.ids)],
        )
        plain = new_test_user(self.env, login="tag_plain", groups=CONTACTS)
        tag = self.tag()
        for who in (user, plain):
            Tag = self.env["res.partner.category"].with_user(who)
            own = Tag.create({"name": "Own"})
            own.name = "Own tag"
            mine = Tag.browse(tag.id)
            mine.name = "Anybody's name"
            for attempt in (
                lambda own=own: own.write({"customer_rule_domain": "[('id', '>', 0)]"}),
                lambda mine=mine: mine.write({"customer_rule_domain": False}),
                lambda mine=mine: mine.write({"customer_rule_company_id": False}),
                lambda Tag=Tag: Tag.create(
                    {"name": "x", "customer_rule_domain": "[('id', '>', 0)]"}
                ),
            ):
                with self.assertRaises(AccessError), self.cr.savepoint():
                    attempt()
        self.assertIn("revenue", tag.with_user(user).customer_rule_domain)
        with self.assertRaises(AccessError):
            tag.with_user(plain).read(["customer_rule_domain"])
        with self.assertRaises(AccessError):
            self.Assignment.with_user(plain).search([])
        with self.assertRaises(AccessError):
            self.Assignment.with_user(user).create({})

    def test_rule_on_what_the_manager_may_not_read(self):
        """Rules run as superuser: nobody learns by them what is closed."""
        manager = self._manager()
        Tag = self.env["res.partner.category"].with_user(manager)
        for field, error in (
            ("signup_type", ValidationError),
            ("credit_limit", AccessError),
        ):
            with self.assertRaises(error), self.cr.savepoint():
                Tag.create(
                    {
                        "name": "Curious",
                        "customer_rule_domain": f"[('partner_id.{field}', '=', 5)]",
                    }
                )

    def test_rule_in_a_foreign_company(self):
        manager = self._manager()
        Tag = self.env["res.partner.category"].with_user(manager)
        rule = "[('revenue_12m', '>', 0)]"
        with self.assertRaises(AccessError), self.cr.savepoint():
            Tag.create(
                {
                    "name": "x",
                    "customer_rule_domain": rule,
                    "customer_rule_company_id": self.company_b.id,
                }
            )
        theirs = self.tag("Theirs", company=self.company_b)
        self.refresh(as_of=TODAY)
        self.env.invalidate_all()
        self.assertEqual(Tag.browse(theirs.id).customer_matching_count, 0)
        self.assertFalse(Tag.browse(theirs.id).customer_assignment_ids)
        for vals in (
            {"customer_rule_domain": rule},
            {"customer_rule_company_id": self.company_a.id},
            {"customer_rule_domain": False},
        ):
            with self.assertRaises(AccessError), self.cr.savepoint():
                Tag.browse(theirs.id).write(vals)

    def test_presets(self):
        """Three by hand, two by rule, in the main company."""
        tags = {
            name: self.env.ref(f"customer_classification.tag_{name}")
            for name in ("key_customer", "prospect", "partner", "overdue_60", "growing")
        }
        ruled = {n for n, tag in tags.items() if tag.customer_rule_domain}
        self.assertEqual(ruled, {"overdue_60", "growing"})
        for name in ruled:
            # In company A, whose books are known here.
            tags[name].customer_rule_company_id = self.company_a
        # 61 days after 30 April; 1,200 after 1,000
        self.invoice(self.customer("Late"), "2024-04-30", 5)
        late = self.env["res.partner"].search([("name", "=", "Late")])
        grown = self.customer("Grown")
        self.pay(grown, "2023-05-01", 1000, self.invoice(grown, "2023-05-01", 1000))
        self.pay(grown, "2024-05-01", 1200, self.invoice(grown, "2024-05-01", 1200))
        self.refresh(self.company_a, as_of=TODAY)
        # Those of 1 May are 60 days overdue.
        self.assertTagged(tags["overdue_60"], late)
        self.assertTagged(tags["growing"], grown)


@tagged("post_install", "-at_install")
class TestTagWizard(TagsCommon):
    def wizard(self, partners, user=None, **vals):
        Wizard = self.env["customer.tag.wizard"].with_company(self.company_a)
        if user:
            Wizard = Wizard.with_user(user)
        Wizard = Wizard.with_context(
            active_model="res.partner", active_ids=partners.ids
        )
        return Wizard.create(
            {name: [Command.set(tags.ids)] for name, tags in vals.items()}
        )

    def test_add_and_remove(self):
        one, two = self.Tag.create([{"name": "One"}, {"name": "Two"}])
        contact = self.customer("Contact", is_company=False, parent_id=self.large.id)
        self.small.category_id = two
        contacts = self.row_versions("res_partner")
        with freeze_time(TODAY):
            self.wizard(
                contact + self.small, add_tag_ids=one, remove_tag_ids=two
            ).action_apply()
        self.assertTagged(one, self.large, self.small)
        self.assertTagged(two)
        self.assertEqual(self.small.category_id, one)
        self.assertEqual(self.row_versions("res_partner"), contacts)

    def test_people_and_rules(self):
        """What is added is kept, what is removed stays away."""
        tag, other = self.tag(), self.tag("Other", "[('revenue_12m', '>=', 1000)]")
        self.refresh(as_of=TODAY)
        self.assertTagged(other, self.large)
        with freeze_time(TODAY):
            self.wizard(
                self.large, add_tag_ids=tag, remove_tag_ids=other
            ).action_apply()
            self.run_cron("cron_refresh_queue")
        self.assertAssignments(tag, (self.large, "kept", TODAY, TODAY))
        self.assertAssignments(other, (self.large, "refused", TODAY, TODAY))
        self.credit_note(self.large, "2024-06-30", 1)
        self.refresh(as_of=TOMORROW)
        self.assertTagged(tag, self.large)
        self.assertTagged(other)

    def test_nothing_and_both(self):
        tag = self.Tag.create({"name": "One"})
        with self.assertRaises(UserError):
            self.wizard(self.large).action_apply()
        with self.assertRaises(UserError):
            self.wizard(self.large, add_tag_ids=tag, remove_tag_ids=tag).action_apply()
        self.assertTagged(tag)

    def test_rights(self):
        """Whoever may not write a contact does not tag it."""
        tag = self.Tag.create({"name": "One"})
        with self.assertRaises(AccessError):
            self.wizard(
                self.large, user=self.accountant, add_tag_ids=tag
            ).action_apply()
        self.accountant.group_ids += self.env.ref(CONTACTS)
        self.wizard(self.large, user=self.accountant, add_tag_ids=tag).action_apply()
        self.assertTagged(tag, self.large)

    def test_statements(self):
        """As many for 500 customers as for 10."""
        tag, other = self.Tag.create([{"name": "One"}, {"name": "Two"}])
        customers = self.env["res.partner"].create(
            [{"name": f"Many {number}", "is_company": True} for number in range(510)]
        )
        customers[::2].category_id = other
        # What the registry keeps of the first time is no matter of how many.
        self.wizard(customers[:1], add_tag_ids=tag).action_apply()
        counts = []
        for some in (customers[:10], customers[10:]):
            self.env.flush_all()
            self.env.invalidate_all()
            with self.recorded() as statements:
                self.wizard(some, add_tag_ids=tag, remove_tag_ids=other).action_apply()
            counts.append(len(statements))
            self.env.flush_all()
            self.env.invalidate_all()
            wizard = self.wizard(some, add_tag_ids=tag, remove_tag_ids=other)
            with self.assertQueryCount(25):
                wizard.action_apply()
        self.assertEqual(counts[0], counts[1])
        self.assertTagged(tag, *customers)
        self.assertTagged(other)


@tagged("post_install", "-at_install")
class TestTagPaths(RandomBooks):
    """On random books, the queue gives every customer the tags of a full refresh."""

    RULES = (
        "[('revenue_12m', '>=', 500)]",
        "[('overdue', '>', 0)]",
        "['|', ('rfm_score', '>=', 400), ('invoice_count_12m', '<', 2)]",
        "[('receivable', '<=', 0), ('revenue_total', '>', 0)]",
        "[('partner_id.name', 'like', '3'), ('revenue_12m', '!=', 0)]",
        "[('revenue_growth', '<', 0)]",
    )

    def links(self, tags):
        self.env.flush_all()
        self.cr.execute(
            SQL(
                "SELECT partner_id, category_id FROM %s WHERE category_id = ANY(%s)",
                SQL.identifier(LINKS),
                tags.ids,
            )
        )
        return set(self.cr.fetchall())

    def test_paths(self):
        tags = self.env["res.partner.category"].create(
            [
                {
                    "name": rule,
                    "customer_rule_domain": rule,
                    "customer_rule_company_id": company.id,
                }
                for rule in self.RULES
                for company in (self.company_a, self.company_b)
            ]
        )
        moved, before = 0, set()
        with freeze_time(TODAY):
            self.refresh()
            for start in (date(2022, 8, 1), date(2023, 3, 1), date(2023, 11, 1)):
                posted = self.post_documents(24, start, TODAY)
                self.pay_documents(posted, 0.5, TODAY)
                self.run_cron("cron_refresh_queue")
                queued = self.links(tags)
                moved += len(queued ^ before)
                before = queued
                self.assertEqual(queued, self.expected(tags))
                self.refresh()
                self.assertEqual(self.links(tags), queued)
        self.assertGreater(moved, 20)

    def expected(self, tags):
        """Who matches, as Odoo's own search says."""
        found = set()
        for tag in tags:
            profiles = self.env["customer.profile"].search(
                [
                    ("company_id", "=", tag.customer_rule_company_id.id),
                    *tag._read_domain(tag.customer_rule_domain),
                ]
            )
            found |= {(partner.id, tag.id) for partner in profiles.partner_id}
        return found
