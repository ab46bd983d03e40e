from datetime import date

from odoo import api, models
from odoo.tools.misc import format_amount, format_date, formatLang

from ...fields import fact


class CustomerClassificationReason(models.AbstractModel):
    """Reasons as sentences, by ``_render_<method>``.

    Of a field or record that its reader may not read, a reason says nothing but that a
    rule on it matched, see rights.py. The reader is the user of the environment, also
    where it is a superuser's.

    The engine writes a reason as jsonb, free of language. All there are, with what is
    made of them (tests/test_reason_examples.py); ids 101 and above are of records:

    *Bands.* ``bound`` is reached, ``next`` is that of the band above; null for none::

        {"method": "band", "metric": "refund_rate_12m", "value": 0.25, "bound": 0.1,
         "next": null}
        -> Credit Note Rate is 25.0%, at least 10.0%.

    *Share.* ``before``: percent of the total that the customers before it make up::

        {"method": "share", "metric": "revenue_12m", "value": 50, "rank": 2,
         "before": 62.5, "total": 80, "next": 50.01}
        -> Revenue 12 Months is $ 50.00, number 2 of all; those before make up 62.5% of
           the total.

    *Equal groups.* Group 1 has the lowest values; ``bound`` and ``next`` are what one
    must be above, for this group and for the next::

        {"method": "quantile", "metric": "revenue_12m", "value": 50, "group": 4,
         "groups": 5, "bound": 40, "next": 70}
        -> Revenue 12 Months is $ 50.00, in group 2 of 5 from the top.

    *RFM segments.* The scores, and the numbers they come from::

        {"method": "rfm", "recency": 5, "frequency": 3, "monetary": 4, "days": 12,
         "invoices": 7, "revenue": 2500}
        -> R 5: last invoice 12 days ago. F 3: 7 invoices. M 4: revenue of $ 2,500.00.

    *Scorecard.* Of each criterion what it contributes::

        {"method": "score", "score": 55, "bound": 40, "next": 75, "parts": [
          {"metric": "refund_rate_12m", "value": 0.2, "points": 80, "weight": 1},
          {"metric": "tenure_days", "value": null, "points": 30, "weight": 1}]}
        -> Score 55.0 of 100: Days Since First Invoice empty gives 30 × 1; Credit Note
           Rate 20.0% gives 80 × 1.

    *Rules.* The fields that the rule looks at, and the profile's own values of them::

        {"method": "domain", "paths": ["refund_rate_12m", "partner_id.is_company"],
         "values": {"refund_rate_12m": 0.25}}
        -> The rule matches: Credit Note Rate: 25.0%; Is a Company: yes.

    *Values of a field.* Ids, also of the value a year before::

        {"method": "field", "field": "main_product_category_id", "value": 101,
         "before": 102}
        -> Buys Mostly: Furniture. A year before: Paper.

    *Manual, import, pin.* What people wrote, if anything::

        {"method": "manual", "text": null}
        -> Chosen by hand.
        {"method": "import"}
        -> Imported from a file.
        {"method": "pin", "text": "Agreed by phone.", "until": "2024-12-31"}
        -> Agreed by phone. (pinned until 12/31/2024)

    *Calm.* The category it is held in, and what the rule says and why; ``until`` and
    ``days`` for a minimum stay, ``margin`` and ``bound`` for a tolerance::

        {"method": "calm", "held": 201, "category": 202, "margin": 5, "bound": 1000,
         "rule": {"method": "band", "metric": "revenue_12m", "value": 1020,
                  "bound": 1000, "next": null}}
        -> Held in B: within 5% of the bound $ 1,000.00. The rule says A: Revenue 12
           Months is $ 1,020.00, at least $ 1,000.00.
        {"method": "calm", "held": 201, "category": 202, "until": "2024-12-31",
         "days": 90, "rule": {"method": "band", "metric": "revenue_12m",
                               "value": 1020, "bound": 1000, "next": null}}
        -> Held in B until 12/31/2024: at least 90 days in a category. The rule says A:
           Revenue 12 Months is $ 1,020.00, at least $ 1,000.00.

    *Any of a rule*, after a pin that is over::

        {"method": "band", "metric": "revenue_12m", "value": 400, "bound": null,
         "next": 1000, "released": {"category": 202, "user": 301,
                                    "date": "2024-06-29"}}
        -> The pin to A by Anna ended on 06/29/2024. Revenue 12 Months is $ 400.00,
           below $ 1,000.00.
    """

    _name = "customer.classification.reason"
    _description = "Reason of a Classification"

    @api.model
    def _render(self, row):
        """One sentence for a row of history, in the user's language."""
        return self._render_reason(row.sudo().reason or {}, row.profile_id)

    @api.model
    def _render_reason(self, reason, profile):
        """One sentence for a reason.

        :param dict reason: see the class
        :param profile: the customer.profile it is about
        """
        if not self._may_read_reason(reason, profile):
            return self._closed_text()
        render = getattr(self, f"_render_{reason.get('method')}", None)
        return render(reason, profile) if render else ""

    @api.model
    def _render_manual(self, reason, profile):
        return reason.get("text") or self.env._("Chosen by hand.")

    @api.model
    def _render_import(self, reason, profile):
        return reason.get("text") or self.env._("Imported from a file.")

    @api.model
    def _render_pin(self, reason, profile):
        text = reason.get("text") or self.env._("Pinned by hand.")
        if reason.get("until"):
            until = format_date(self.env, reason["until"])
            return self.env._("%(text)s (pinned until %(date)s)", text=text, date=until)
        return text

    @api.model
    def _render_band(self, reason, profile):
        name = reason["metric"]
        value = self._format(name, reason["value"], profile)
        if reason.get("bound") is None:
            return self.env._(
                "%(metric)s is %(value)s, below %(next)s.",
                metric=self._label(name),
                value=value,
                next=self._format(name, reason.get("next"), profile),
            )
        if reason.get("next") is None:
            return self.env._(
                "%(metric)s is %(value)s, at least %(bound)s.",
                metric=self._label(name),
                value=value,
                bound=self._format(name, reason["bound"], profile),
            )
        return self.env._(
            "%(metric)s is %(value)s, from %(bound)s to below %(next)s.",
            metric=self._label(name),
            value=value,
            bound=self._format(name, reason["bound"], profile),
            next=self._format(name, reason["next"], profile),
        )

    @api.model
    def _render_share(self, reason, profile):
        name = reason["metric"]
        if not (reason.get("value") or 0) > 0:
            return self.env._(
                "%(metric)s is %(value)s, not above zero.",
                metric=self._label(name),
                value=self._format(name, reason.get("value"), profile),
            )
        return self.env._(
            "%(metric)s is %(value)s, number %(rank)s of all; those before make up "
            "%(share)s%% of the total.",
            metric=self._label(name),
            value=self._format(name, reason["value"], profile),
            rank=reason["rank"],
            share=formatLang(self.env, reason["before"] or 0, digits=1),
        )

    @api.model
    def _side_by_side(self, texts):
        """One text of several, with the punctuation of the user's language."""
        text, *others = texts
        for other in others:
            text = self.env._("%(before)s; %(after)s", before=text, after=other)
        return text

    @api.model
    def _label(self, name):
        field = self.env["customer.profile"]._fields.get(name)
        return field._description_string(self.env) if field else name

    @api.model
    def _format(self, name, value, profile):
        """A value of a field of the profile, as a person writes it."""
        if value is None:
            return self.env._("empty")
        Profile = self.env["customer.profile"]
        field = Profile._fields.get(name)
        kind = field.type if field else None
        if fact(Profile, name, "kind") == "rate":
            return f"{formatLang(self.env, 100 * value, digits=1)}%"
        if kind == "monetary":
            return format_amount(self.env, value, profile.currency_id)
        if kind == "many2one":
            record = self.env[field.comodel_name].sudo().browse(value).exists()
            return record.display_name or self.env._("unknown")
        if kind == "selection":
            return dict(field._description_selection(self.env)).get(value, value)
        if kind == "date":
            return format_date(self.env, date.fromisoformat(value))
        if kind == "integer":
            return formatLang(self.env, value, digits=0)
        return formatLang(self.env, value, digits=1) if kind == "float" else str(value)
