"""Books in which every secret is unique, so that it is found wherever it turns up."""

from datetime import date, timedelta
from typing import NamedTuple

from odoo import Command, fields

from ..context import MOVEMENT
from ..dates import month_end
from .common_roles import ROLES, RolesCommon

TODAY = date.today()
BAND = "x_class_rights_band"
HAND = "x_class_rights_hand"


class Place(NamedTuple):
    """Where one of three customers is, with what is known of it alone.

    near: everybody's, and the own customer of whoever has only own ones. hidden: of
    company A too, somebody else's. far: of company B.
    """

    name: str
    revenue: float
    pin: str


PLACES = {
    "near": Place("Nearby Trading", 1000.0, "known for years"),
    "hidden": Place("Zanzibar Hidden Seven", 918273.0, "whispered by canary hidden"),
    "far": Place("Timbuktu Far Nine", 827364.0, "whispered by canary far"),
}
#: Closed to everybody without accounting, whoever may see the customer.
CREDIT_LIMIT = 736455.0
#: Said in private between two people who are no role.
CHAT = "canary chat about the merger"
#: What only company B has.
FAR_NAMES = (
    "Canary Far Dimension",
    "Canary Far Class",
    "Canary Far Subscription",
    "Canary Far Reference",
)


class CanariesCommon(RolesCommon):
    """Each model of ours has a record ``near``, of a customer ``hidden``, and ``far``.

    ``self.records[model][place]``: where a model has no such record, there is none.
    """

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._make_customers()
        cls._make_dimensions()
        cls._make_chat()
        companies = cls.company_a + cls.company_b
        cls.env["customer.profile"]._refresh(companies)
        cls._make_pins()
        cls._make_past()
        cls._make_rest()
        cls.env.flush_all()
        cls.records = cls._find_records()

    @classmethod
    def _make_customers(cls):
        seller = cls.users["own"]
        cls.partners = {
            name: cls.customer(
                place.name,
                user_id=seller.id if name == "near" else False,
                company_id=cls.company_b.id if name == "far" else False,
            )
            for name, place in PLACES.items()
        }
        month_ago = TODAY - timedelta(40)
        for name, place in PLACES.items():
            far = name == "far"
            company = cls.company_b if far else cls.company_a
            partner = cls.partners[name]
            cls.invoice(
                partner,
                month_ago,
                place.revenue,
                company=company,
                ref="Canary Far Reference" if far else False,
            )
        hidden = cls.partners["hidden"].with_company(cls.company_a)
        hidden.credit_limit = CREDIT_LIMIT

    @classmethod
    def _make_dimensions(cls):
        bands = [{"name": "High", "lower_bound": 500}, {"name": "Low"}]
        cls.band = cls.dimension("rights_band", "band", "revenue_12m", bands)
        cls.hand = cls.dimension(
            "rights_hand", "manual", None, [{"name": "Chosen"}, {"name": "Spare"}]
        )
        cls.score = cls._make_score("rights_score")
        cls.far_dimension = cls.dimension(
            "rights_far",
            "manual",
            None,
            [{"name": "Canary Far Class"}],
            company_id=cls.company_b.id,
        )
        cls.far_dimension.name = "Canary Far Dimension"
        cls.far_score = cls._make_score("rights_far_score", cls.company_b)
        cls.tags = cls.env["res.partner.category"].create(
            [
                {
                    "name": f"Rights {company.name}",
                    "customer_rule_domain": "[('revenue_12m', '>=', 500)]",
                    "customer_rule_company_id": company.id,
                }
                for company in cls.company_a + cls.company_b
            ]
        )

    @classmethod
    def _make_score(cls, code, company=None):
        Fields = cls.env["ir.model.fields"]
        bands = [(1, 90), (5, 95)]
        return cls.dimension(
            code,
            "score",
            None,
            [{"name": "Good", "lower_bound": 50}, {"name": "Bad"}],
            company_id=company and company.id,
            criterion_ids=[
                Command.create(
                    {
                        "metric_id": Fields._get("customer.profile", metric).id,
                        "band_ids": [
                            Command.create({"lower_bound": bound, "points": points})
                            for bound, points in bands
                        ],
                    }
                )
                for metric in ("revenue_12m", "receivable")
            ],
        )

    @classmethod
    def _make_chat(cls):
        people = [
            cls.env["res.partner"].create({"name": f"Whisperer {number}"})
            for number in (1, 2)
        ]
        channel = cls.env["discuss.channel"].create(
            {
                "name": "Whispers",
                "channel_type": "group",
                "channel_partner_ids": [Command.link(p.id) for p in people],
            }
        )
        channel.message_post(body=CHAT, author_id=people[0].id)

    @classmethod
    def _make_pins(cls):
        for name, place in PLACES.items():
            profile = cls.profile_at(name)
            profile.with_company(profile.company_id).sudo()._set_classes(
                {BAND: cls.band.category_ids[0].id},
                reason=place.pin,
                force=True,
            )
            profile.with_company(profile.company_id).sudo()._set_classes(
                {HAND: cls.hand.category_ids[0].id}, reason=place.pin
            )

    @classmethod
    def profile_at(cls, name):
        """The profile of a customer, by its place."""
        company = cls.company_b if name == "far" else cls.company_a
        return cls.env["customer.profile"].search(
            [
                ("partner_id", "=", cls.partners[name].id),
                ("company_id", "=", company.id),
            ]
        )

    @classmethod
    def _make_past(cls):
        cls.days = [month_end(TODAY, -13), month_end(TODAY, -1)]
        Snapshot = cls.env["customer.profile.snapshot"]
        for company in cls.company_a + cls.company_b:
            Snapshot._ensure_days(company, *cls.days, TODAY - timedelta(1))
            cls.env["customer.profile.month"].create(
                {"company_id": company.id, "date": month_end(TODAY, -30)}
            )
        cls.movement = {
            MOVEMENT: {
                "dimension_id": cls.band.id,
                "date_from": str(cls.days[0]),
                "date_to": str(TODAY - timedelta(1)),
                "empty": [str(day) for day in cls.days],
            }
        }

    @classmethod
    def _make_rest(cls):
        Subscription = cls.env["customer.report.subscription"]
        for company in cls.company_a + cls.company_b:
            far = company == cls.company_b
            Subscription.create(
                {
                    "name": "Canary Far Subscription" if far else "Rights",
                    "report": "overview",
                    "company_id": company.id,
                    "dimension_ids": [Command.set(cls.band.ids)],
                    "recipient_ids": [
                        Command.create({"user_id": cls.users[role].id})
                        for role in (["two"] if far else ROLES)
                        if role not in ("public", "portal", "plain")
                    ],
                }
            )
            cls.env["customer.profile.queue"].create(
                {
                    "partner_id": cls.partners["far" if far else "near"].id,
                    "company_id": company.id,
                    "error": PLACES["far"].pin if far else "An error",
                }
            )
            cls.env["customer.profile.stale"].create(
                {
                    "partner_id": cls.partners["far" if far else "near"].id,
                    "company_id": company.id,
                    "date": fields.Date.today(),
                }
            )
            cls.env["customer.refresh.fault"].create(
                {
                    # Of no rule, which the refresh may have marked already.
                    "dimension_id": cls.hand.id,
                    "company_id": company.id,
                    "date": fields.Datetime.now(),
                    "error": PLACES["far"].pin if far else "An error",
                }
            )

    @classmethod
    def _find_records(cls):
        """{model: {place: record}} of everything that is stored."""
        found = {}
        for model in (
            "customer.profile",
            "customer.classification.history",
            "customer.classification.pin",
            "customer.profile.snapshot",
            "customer.tag.assignment",
        ):
            field = "partner_id"
            if field not in cls.env[model]._fields:
                field = "profile_id.partner_id"
            found[model] = {
                name: cls.env[model].search(
                    [
                        (field, "=", partner.id),
                        (
                            "company_id",
                            "=",
                            (cls.company_b if name == "far" else cls.company_a).id,
                        ),
                    ],
                    limit=1,
                )
                for name, partner in cls.partners.items()
            }
        Movement = cls.env["customer.profile.movement"]
        found[Movement._name] = {
            name: Movement.browse(cls.profile_at(name).id) for name in PLACES
        }
        for model in (
            "customer.profile.month",
            "customer.profile.queue",
            "customer.profile.stale",
            "customer.profile.state",
            "customer.refresh.fault",
            "customer.refresh.problem",
            "customer.report.subscription",
        ):
            found[model] = {
                name: cls.env[model].search([("company_id", "=", company.id)], limit=1)
                for name, company in (("near", cls.company_a), ("far", cls.company_b))
            }
        near, far = cls.band + cls.score, cls.far_dimension + cls.far_score
        found["customer.classification.dimension"] = {"near": near[0], "far": far[0]}
        found["customer.classification.category"] = {
            "near": cls.hand.category_ids[1],
            "far": cls.far_dimension.category_ids,
        }
        found["customer.classification.criterion"] = {
            "near": near.criterion_ids[0],
            "far": far.criterion_ids[0],
        }
        found["customer.classification.criterion.band"] = {
            "near": near.criterion_ids.band_ids[0],
            "far": far.criterion_ids.band_ids[0],
        }
        return found
