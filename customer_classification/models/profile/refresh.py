from odoo import api, models
from odoo.tools import SQL

from ...engine import metrics
from ...engine.apply import classes
from ...engine.apply.changed import Changed
from ...engine.tables import PROFILE, columns_of
from ..res_company import CUSTOMERS

NEW = SQL.identifier("customer_profile_new")


class CustomerProfile(models.Model):
    """The refresh: metrics, then classes and history, a few statements a company."""

    _inherit = "customer.profile"

    @api.model
    def _refresh(self, companies=None, as_of=None, partner_ids=None):
        """Bring metrics, classes and history up to date.

        :param companies: res.company, whose roots are meant; None for all
        :param as_of: the date of the numbers; None for today in the company's time
            zone
        :param partner_ids: ids of commercial partners; None for everybody
        :return: how many profiles changed
        :raise LockError: when another refresh of the company is running
        """
        companies = companies or self.env["res.company"].sudo().search([])
        changed = 0
        for company in companies.sudo().root_id:
            self = self.sudo()
            if self._refresh_company(company, as_of, partner_ids):
                self._rank_company(company, as_of)
            changed += Changed(self.env.cr, company).count()
        return changed

    @api.model
    def _refresh_company(self, company, as_of=None, partner_ids=None):
        """Refresh the customers of one root company; see :meth:`_refresh`.

        For some customers only: what ranks them among all others is left as it is.

        :return: whether a number changed by which customers are ranked, so that
            :meth:`_rank_company` is due; never for everybody, who are ranked here
        """
        as_of = as_of or company._customer_classification_today()
        self._begin(company, partner_ids)
        self._keep_days(company, as_of)
        is_rank_due = self._refresh_metrics(company, as_of, partner_ids)
        dimensions = self._get_dimensions_of(company)
        errors = dimensions._make_mirrored_categories(company, partner_ids)
        if partner_ids is not None:
            # Their ranks are those of a whole company: `_rank_company` sees to them,
            # once for all who wait in the queue. All other rules look at a customer
            # alone, so those who changed are enough.
            alone = dimensions.filtered(lambda d: not d._ranks())
            self._classify(company, alone, as_of, dimensions.browse(), errors)
            return is_rank_due
        # Everybody, in every dimension: rules may have changed since, and time alone
        # moves customers of whom no number does (a pin that ended, a minimum stay).
        self._classify_everybody(company, dimensions, as_of, errors)
        return False

    @api.model
    def _classify_everybody(self, company, dimensions, as_of, errors):
        """Look at all customers in every dimension: the end of a complete refresh.

        :param dict errors: what failed of dimensions before, by their id
        """
        if not dimensions._score_column():
            self._forget_credit_scores(company)
        self._classify(company, dimensions, as_of, dimensions, errors, everybody=True)
        State = self.env["customer.profile.state"]
        State._note_refreshed(company, as_of, error=False)

    @api.model
    def _reclassify(self, company, dimension, partner_ids):
        """Apply a dimension, and those that may use it, to some customers now."""
        self = self.sudo()
        self._begin(company, partner_ids)
        later = self._get_dimensions_of(company)._from(dimension)
        today = company._customer_classification_today()
        self._keep_days(company, today)
        self._classify(company, later, today, later.browse())
        made = {d._field_name() for d in later}
        if any(d._ranks() and made & d._used_classes() for d in later):
            # Somebody may have come among those who are ranked, or left them.
            queue = self.env["customer.profile.queue"].sudo()
            queue._add_ranking(company)

    @api.model
    def _apply_dimension(self, company, dimension):
        """Apply the changed rules of a dimension to all customers of a root company.

        The dimensions after it follow for those who moved, or for everybody where
        the class decides among whom they rank.
        """
        self = self.sudo()
        self._begin(company, None)
        dimensions = self._get_dimensions_of(company)
        later = dimensions._from(dimension)
        made = {dimension._field_name(), dimension._score_column()}
        whole = later.filtered(
            lambda d: d == dimension or (d._ranks() and made & d._used_classes())
        )
        errors = later._make_mirrored_categories(company)
        if not dimensions._score_column():
            self._forget_credit_scores(company)
        today = company._customer_classification_today()
        self._keep_days(company, today)
        self._classify(company, later, today, whole, errors)

    @api.model
    def _classify(
        self, company, dimensions, as_of, whole, errors=None, everybody=False
    ):
        """Classes, then pins that are over, then tags.

        :param whole: the dimensions in which everybody is looked at, in the others
            those of whom something changed
        :param dict errors: what failed of dimensions before, by their id
        :param everybody: whether this is a complete refresh, in which tags are looked
            at for everybody, too
        """
        dimensions -= self.env["customer.refresh.fault"]._stopped(company)
        expired = self._expired_pins(company, as_of, dimensions)
        moved, faults = classes.apply_dimensions(dimensions, company, as_of, whole)
        faults.dimensions.update(errors or {})
        self._release_pins(expired, faults)
        self._note_faults(company, faults, whole & dimensions, everybody)
        # The first refresh gives everybody a class, which is no unrest.
        if everybody and self.env["customer.profile.state"]._of(company).date:
            self._watch_unrest(company, as_of, moved)
        self._refresh_tags(company, as_of, everybody)
        self.env.invalidate_all()

    @api.model
    def _begin(self, company, partner_ids):
        """Everything a refresh needs before its first statement."""
        self.env.flush_all()
        self._lock_company(company)
        metrics.tune_planner(self.env.cr)
        classes.start(self.env.cr, company, partner_ids)

    @api.model
    def _get_dimensions_of(self, company):
        """The dimensions to apply, in their order; archived categories do not count.

        A dimension whose fields are not made yet (`_sync_fields`) is left out.
        """
        Dimension = self.env["customer.classification.dimension"].sudo()
        dimensions = Dimension.with_context(active_test=True)._of_company(company)
        return dimensions.filtered(lambda d: d._field_name() in self._fields)

    @api.model
    def _lock_company(self, company):
        """One refresh of a company at a time; the second one does not wait.

        :raise LockError: while another one runs
        """
        if not company._try_customer_lock(CUSTOMERS):
            raise company._customers_refreshing_error()

    @api.model
    def _refresh_metrics(self, company, as_of, partner_ids):
        """Write the metrics that differ, make the profiles that are missing.

        :return: whether something changed that scores and shares are made of; for
            everybody it does not matter, they are ranked anyway
        """
        cr = self.env.cr
        cr.execute(SQL("DROP TABLE IF EXISTS %s", NEW))
        query = self._metrics_query(company, as_of, partner_ids)
        cr.execute(SQL("CREATE TEMPORARY TABLE %s ON COMMIT DROP AS %s", NEW, query))
        cr.execute(SQL("SELECT * FROM %s LIMIT 0", NEW))
        columns = [
            column.name
            for column in cr.description
            if column.name in self._fields and column.name != "partner_id"
        ]
        ranks = partner_ids is not None and self._ranked_changes(company, columns)
        self._update_profiles(company, columns)
        self._insert_profiles(company, columns)
        return bool(self._deactivate_profiles(company, partner_ids)) or ranks

    @api.model
    def _update_profiles(self, company, columns):
        """Overwrite the profiles that exist and differ."""
        Changed(self.env.cr, company).note(
            SQL(
                """
                UPDATE %(profile)s p SET %(assign)s, active = TRUE
                  FROM %(new)s n
                 WHERE p.partner_id = n.partner_id AND p.company_id = %(company)s
                   AND (%(old)s, p.active) IS DISTINCT FROM (%(values)s, TRUE)
             RETURNING p.id
                """,
                profile=PROFILE,
                assign=SQL(", ").join(
                    SQL("%s = n.%s", SQL.identifier(c), SQL.identifier(c))
                    for c in columns
                ),
                new=NEW,
                company=company.id,
                old=columns_of("p", columns),
                values=columns_of("n", columns),
            )
        )

    @api.model
    def _insert_profiles(self, company, columns):
        """Make a profile for the customers who have none yet."""
        names = SQL(", ").join(map(SQL.identifier, columns))
        made = Changed(self.env.cr, company).note(
            SQL(
                """
                INSERT INTO %(profile)s
                    (partner_id, company_id, currency_id, active, %(names)s)
                SELECT n.partner_id, %(company)s, %(currency)s, TRUE, %(values)s
                  FROM %(new)s n
                 WHERE NOT EXISTS (SELECT FROM %(profile)s p
                                    WHERE p.partner_id = n.partner_id
                                      AND p.company_id = %(company)s)
             RETURNING id
                """,
                profile=PROFILE,
                company=company.id,
                currency=company.currency_id.id,
                names=names,
                values=columns_of("n", columns),
                new=NEW,
            )
        )
        if made >= classes.ANALYZE_FROM:
            self.env.cr.execute(SQL("ANALYZE %s", PROFILE))

    @api.model
    def _deactivate_profiles(self, company, partner_ids):
        """Who is no customer any more keeps the history but leaves the lists.

        :return: how many customers
        """
        only = (
            SQL("TRUE")
            if partner_ids is None
            else SQL("p.partner_id = ANY(%s)", list(partner_ids))
        )
        return Changed(self.env.cr, company).note(
            SQL(
                """
                UPDATE %(profile)s p SET active = FALSE
                 WHERE p.company_id = %(company)s AND p.active AND %(only)s
                   AND NOT EXISTS (SELECT FROM %(new)s n
                                    WHERE n.partner_id = p.partner_id)
             RETURNING p.id
                """,
                profile=PROFILE,
                company=company.id,
                only=only,
                new=NEW,
            )
        )
