"""Who may read, write, create and delete what: a line a model, and how it is tried."""

from contextlib import contextmanager

from odoo import Command
from odoo.exceptions import AccessError, MissingError, UserError

from .common_canaries import BAND, PLACES, TODAY, CanariesCommon
from .common_roles import MANAGERS, OUTSIDERS, ROLES

OPERATIONS = {"r": "read", "w": "write", "c": "create", "u": "unlink"}

#: What each role may do: read, write, create, unlink. `public`, `portal` and `plain`
#: may do nothing to any of our models. `kept` says whose records these are:
#: customer: of a customer, kept from whoever does not see the contact or the company;
#: company:  of a company, kept from whoever does not work in it;
#: person:   of whoever made them, kept from everybody else.
RIGHTS = """
model                                   kept     users managers
customer.classification.category        company  r     rwcu
customer.classification.criterion       company  r     rwcu
customer.classification.criterion.band  company  r     rwcu
customer.classification.dimension       company  r     rwcu
customer.classification.history         customer r     r
customer.classification.pin             customer r     r
customer.classification.pin.wizard      person   rwc   rwc
customer.profile                        customer rw    rw
customer.profile.as.of.wizard           person   rwc   rwc
customer.profile.month                  company  -     r
customer.profile.movement               customer r     r
customer.profile.movement.wizard        person   rwc   rwc
customer.profile.queue                  company  -     ru
customer.profile.snapshot               customer r     r
customer.profile.stale                  company  -     r
customer.profile.state                  company  r     r
customer.refresh.fault                  company  -     r
customer.refresh.problem                company  -     r
customer.report                         person   rwc   rwc
customer.report.recipient               company  r     rwcu
customer.report.subscription            company  r     rwcu
customer.tag.assignment                 customer r     r
customer.tag.wizard                     person   rwc   rwc
"""


def table():
    """{model: (kept, {role: letters})} of RIGHTS."""
    rows = [line.split() for line in RIGHTS.strip().splitlines()[1:]]
    return {
        model: (
            kept,
            {
                role: ""
                if role in OUTSIDERS
                else (managers if role in MANAGERS else users).strip("-")
                for role in ROLES
            },
        )
        for model, kept, users, managers in rows
    }


class RightsCommon(CanariesCommon):
    """Tries each operation of each role on a record, and takes back what it did."""

    def setUp(self):
        super().setUp()
        self.addCleanup(self.registry._setup_models__, self.env.cr)

    def assertRights(self, *kinds):
        """The roles may do what the table says; how many operations were tried.

        :param kinds: of records, see :meth:`cases`
        """
        tried = 0
        wrong = []
        for model, (kept, rights) in table().items():
            for role, letters in rights.items():
                for kind, record, allowed in self.cases(model, kept, role, letters):
                    if kind not in kinds:
                        continue
                    found = "".join(
                        self.done(model, role, letter, record) for letter in OPERATIONS
                    )
                    tried += len(OPERATIONS)
                    if found != allowed:
                        wrong.append(f"{model} {role} {kind}: {found}, not {allowed}")
        self.assertFalse(wrong, "\n".join(wrong))
        return tried

    def cases(self, model, kept, role, letters):
        """(kind, record, letters that the role has on it) of each kind of record.

        near, hidden, far: see `common_canaries`. own, others: of what belongs to who
        made it.
        """
        if kept == "person":
            yield "own", self.made_by(role, model), letters
            other = "manager" if role == "two" else "two"
            yield "others", self.made_by(other, model), "c" * ("c" in letters)
            return
        places = self.records.get(model, {})
        if model == "customer.report.recipient":
            places = self.recipients(role)
        for place, record in places.items():
            self.assertEqual(len(record), 1, f"{model} {place}")
            seen = (place != "far" or role == "two") and (
                place != "hidden" or kept != "customer" or role != "own"
            )
            # Whether something may be created does not depend on another record.
            yield place, record, letters if seen else "c" * ("c" in letters)

    def recipients(self, role):
        """Everybody reads of oneself alone to which reports one is subscribed."""
        near, far = (
            self.records["customer.report.subscription"][place].recipient_ids
            for place in ("near", "far")
        )
        own = near.filtered(lambda r: r.user_id == self.users[role])
        return {"near": own or near[0], "far": far}

    def made_by(self, role, model):
        """A dialog of the role, or of somebody where the role can have none."""
        owner = "two" if role in OUTSIDERS else role
        return self.as_role(owner, model).sudo().create(self.vals(model, "c"))

    def done(self, model, role, letter, record):
        """The letter of what may be done and is done when tried, "" for neither."""
        Model = self.as_role(role, model, **self.movement)
        if role == "two" and record == self.records.get(model, {}).get("far"):
            # Movements are those of the company at work.
            companies = (self.company_b + self.company_a).ids
            Model = Model.with_context(allowed_company_ids=companies)
        record = Model.browse(record.id)
        done = may = False
        try:
            may = (Model if letter == "c" else record).has_access(OPERATIONS[letter])
            with self.tried():
                getattr(self, f"do_{OPERATIONS[letter]}")(record)
                done = True
        except (AccessError, MissingError):  # a row that a query leaves out is missing
            done = False
        except UserError as error:
            return f"({letter}: {error})"
        if may != done:
            return f"({letter})"
        return letter if done else ""

    @contextmanager
    def tried(self):
        """Whatever is done, is undone."""
        columns = self.dimension_fields()
        savepoint = self.env.cr.savepoint()
        try:
            yield
            self.env.flush_all()
        finally:
            self.env.invalidate_all(flush=False)
            savepoint.close(rollback=True)
            if self.dimension_fields() != columns:
                self.registry._setup_models__(self.env.cr)

    def dimension_fields(self):
        return {n for n in self.env["customer.profile"]._fields if n.startswith("x_")}

    def do_read(self, record):
        found = record.search([("id", "=", record.id)])
        [values] = record.read(["display_name"])
        self.assertEqual((found.id, values["id"]), (record.id, record.id))
        self.assertEqual(len(record.web_read({"display_name": {}})), 1)
        self.assertEqual(record.search_count([("id", "=", record.id)]), 1)

    def do_write(self, record):
        self.assertTrue(record.write(self.vals(record._name, "w")))

    def do_create(self, record):
        self.assertTrue(record.browse().create(self.vals(record._name, "c")))

    def do_unlink(self, record):
        self.assertTrue(record.unlink())

    def metric(self, name):
        return self.env["ir.model.fields"]._get("customer.profile", name).id

    def vals(self, model, letter):
        """What is written, or created."""
        name = model.removeprefix("customer.").replace(".", "_")
        vals = getattr(self, f"vals_{name}", dict)()
        written = {
            "customer.profile": {BAND: self.band.category_ids[1].id},
            "customer.classification.history": {"date_to": TODAY},
            "customer.classification.pin": {"reason": "other"},
            "customer.profile.snapshot": {"revenue_12m": 1},
            "customer.tag.assignment": {"state": "kept"},
            "customer.profile.queue": {"error": False},
            "customer.profile.month": {"is_done": True},
            "customer.profile.stale": {"date": TODAY},
            "customer.profile.state": {"error": "x"},
            "customer.refresh.fault": {"error": "x"},
            "customer.refresh.problem": {"error": "x"},
            "customer.classification.dimension": {"in_list": False},
            "customer.classification.category": {"color": 3},
            "customer.classification.criterion": {"weight": 2},
            "customer.classification.criterion.band": {"points": 80},
            "customer.report.subscription": {"day": "3"},
            "customer.report.recipient": {"is_waiting": True},
        }
        return written.get(model, vals) if letter == "w" else vals

    def near_mail(self):
        return self.records["customer.report.subscription"]["near"]

    def vals_profile(self):
        return {"partner_id": self.partners["near"].id, "company_id": self.branch.id}

    def vals_profile_state(self):
        return {"company_id": self.branch.id}

    def vals_refresh_fault(self):
        return {"company_id": self.company_a.id, "dimension_id": self.hand.id}

    def vals_classification_category(self):
        return {"name": "x", "dimension_id": self.band.id, "lower_bound": 77}

    def vals_classification_criterion(self):
        return {
            "dimension_id": self.score.id,
            "metric_id": self.metric("overdue"),
            "band_ids": [Command.create({"lower_bound": 1, "points": 10})],
        }

    def vals_classification_criterion_band(self):
        criterion = self.score.criterion_ids[0]
        return {"criterion_id": criterion.id, "lower_bound": 7, "points": 95}

    def vals_classification_dimension(self):
        return {"name": "x", "code": "rights_made"}

    def vals_report_recipient(self):
        return {"subscription_id": self.near_mail().id, "user_id": self.accountant.id}

    def vals_report_subscription(self):
        return {"report": "ranking", "company_id": self.company_a.id}

    def vals_classification_pin_wizard(self):
        return {"dimension_id": self.band.id, "reason": PLACES["near"].pin}

    def vals_profile_movement_wizard(self):
        return {"dimension_id": self.band.id}

    def vals_report(self):
        return {"report": "ranking", "dimension_ids": [Command.set(self.band.ids)]}

    def vals_tag_wizard(self):
        return {"add_tag_ids": [Command.set(self.tags.ids)]}
