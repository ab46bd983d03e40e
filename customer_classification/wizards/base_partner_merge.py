from odoo import api, models
from odoo.tools import SQL

from ..engine.apply import history, tags
from ..models.patience import patient

_ADD_SNAPSHOTS = """
    UPDATE %(snapshot)s kept SET %(assign)s FROM %(snapshot)s source
     WHERE kept.profile_id = %(kept)s AND source.profile_id = %(source)s
       AND kept.date = source.date
"""
_MOVE_SNAPSHOTS = """
    UPDATE %(snapshot)s moved SET profile_id = %(kept)s
     WHERE profile_id = %(source)s
       AND NOT EXISTS (SELECT FROM %(snapshot)s kept
                        WHERE kept.profile_id = %(kept)s AND kept.date = moved.date)
"""


class BasePartnerMergeAutomaticWizard(models.TransientModel):
    _inherit = "base.partner.merge.automatic.wizard"

    @api.model
    def _update_foreign_keys(self, src_partners, dst_partner):
        """Merge profiles first: a customer has one in each company.

        Left to the generic update, the second profile of a company would break the
        unique index, or take its history and pins along when it is deleted.

        :raise LockError: while the customers of a company are being refreshed
        """
        self._claim_merged_customers(src_partners | dst_partner)
        with patient(self.env):
            self._merge_customer_profiles(src_partners, dst_partner)
            self._merge_customer_tags(src_partners, dst_partner)
            res = super()._update_foreign_keys(src_partners, dst_partner)
        self._queue_merged_customer(dst_partner)
        return res

    @api.model
    def _claim_merged_customers(self, partners):
        """Keep out who writes the same customers."""
        Profile = self.env["customer.profile"].sudo().with_context(active_test=False)
        customers = (partners | partners.commercial_partner_id).ids
        companies = Profile.search([("partner_id", "in", customers)]).company_id
        companies._claim_customers()
        companies._claim_customer_past()

    @api.model
    def _merge_customer_profiles(self, src_partners, dst_partner):
        """Keep one profile a company, the destination's where there is one."""
        Profile = self.env["customer.profile"].sudo().with_context(active_test=False)
        customer = dst_partner.commercial_partner_id
        profiles = Profile.search([("partner_id", "in", src_partners.ids)])
        for company, sources in profiles.grouped("company_id").items():
            kept = Profile.search(
                [("partner_id", "=", customer.id), ("company_id", "=", company.id)]
            )
            if not kept:
                kept = sources[0]
                own = kept.history_ids.filtered(lambda row: not row.merged_from)
                own.merged_from = kept.partner_id.name
                kept.partner_id = customer
            if sources - kept:
                # The sources are ranked no more, and their pins may come to `kept`.
                Profile.env["customer.profile.queue"]._add_ranking(company)
            for source in sources - kept:
                self._merge_customer_classes(source, kept)
                self._merge_customer_history(source, kept)
                self._merge_customer_snapshots(source, kept)
                source.unlink()

    @api.model
    def _merge_customer_classes(self, source, kept):
        """What people decided about the source, where nobody decided about `kept`."""
        for dimension in (
            kept.env["customer.classification.dimension"]
            ._of_company(kept.company_id)
            .filtered(lambda d: d.method == "manual")
        ):
            name = dimension._field_name()
            if source[name].active and not kept[name]:
                row = source.history_ids.filtered(
                    lambda r, d=dimension: r.dimension_id == d and not r.date_to
                )
                text = (row[:1].reason or {}).get("text")
                kept._set_manual(dimension, source[name], text)
        decided = kept.pin_ids.dimension_id
        pins = source.pin_ids.filtered(lambda p: p.dimension_id not in decided)
        pins.profile_id = kept

    @api.model
    def _merge_customer_history(self, source, kept):
        """Hang the source's history on `kept`; what still held is over today.

        It tells what was before `kept` had a history; a customer is in one category of
        a dimension. Of a source that was merged itself, each row keeps its first owner.
        """
        source.history_ids.flush_model()
        own = SQL("profile_id = %s", source.id)
        for statement in history.forget_rebuilt(own):  # the next back-fill writes anew
            self.env.cr.execute(statement)
        source.invalidate_recordset(["history_ids"], flush=False)
        rows = source.history_ids
        for statement in (
            history.end(kept._today(), own),
            history.give_way(
                SQL("old.profile_id = %s", source.id),
                SQL("line.profile_id = %s", kept.id),
            ),
        ):
            self.env.cr.execute(statement)
        rows.invalidate_model(flush=False)
        rows.filtered(lambda r: not r.merged_from).merged_from = source.partner_id.name
        rows.write({"profile_id": kept.id, "source": "merge"})

    @api.model
    def _merge_customer_tags(self, src_partners, dst_partner):
        """Leave only tags given by hand to the generic update.

        What rules gave the sources is over; the refresh gives the destination what
        its own numbers say. What people gave them is given to it by hand.
        """
        self.env.flush_all()
        today = self.env.company._customer_classification_today()
        sources = SQL("given.partner_id = ANY(%s)", src_partners.ids)
        tags.take_back(self.env.cr, sources, today)
        by_hand = SQL(
            "given.partner_id = %s AND given.tag_id IN "
            "(SELECT category_id FROM %s WHERE partner_id = ANY(%s))",
            dst_partner.id,
            tags.LINKS,
            src_partners.ids,
        )
        tags.keep(self.env.cr, by_hand, today)
        self.env.cr.execute(
            SQL(
                "UPDATE %s given SET partner_id = %s WHERE %s",
                tags.ASSIGNMENTS,
                dst_partner.commercial_partner_id.id,
                sources,
            )
        )

    @api.model
    def _merge_customer_snapshots(self, source, kept):
        """Past days: what adds up is added, so that each day still ties out.

        Rates, averages and classes are those of `kept` until the day is computed anew;
        days on which only the source is there become `kept`'s.
        """
        Snapshot = self.env["customer.profile.snapshot"]
        values = {
            "snapshot": SQL.identifier(Snapshot._table),
            "assign": SQL(", ").join(
                SQL(
                    "%(name)s = COALESCE(kept.%(name)s, 0) "
                    "+ COALESCE(source.%(name)s, 0)",
                    name=SQL.identifier(name),
                )
                for name in Snapshot._additive_columns()
            ),
            "source": source.id,
            "kept": kept.id,
        }
        self.env.flush_all()
        for statement in (_ADD_SNAPSHOTS, _MOVE_SNAPSHOTS):
            self.env.cr.execute(SQL(statement, **values))
        self.env.invalidate_all()

    @api.model
    def _queue_merged_customer(self, partner):
        """The documents of the sources are the partner's now, in every company."""
        companies = self.env["res.company"]._customer_roots()
        self.env["customer.profile.queue"].sudo()._add_pairs(
            {(partner.id, company.id) for company in companies}, whole_past=True
        )
