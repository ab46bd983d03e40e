import time

from psycopg2.errors import LockNotAvailable

from odoo import api, models, tools
from odoo.exceptions import UserError
from odoo.tools import SQL
from odoo.tools.sql import create_index, make_index_name

from odoo.addons.base.models.ir_model import MODULE_UNINSTALL_FLAG

from ..patience import PATIENCE
from .customer_classification_fields_mixin import FIELD_PREFIX

MIXIN = "customer.classification.fields.mixin"
MOST_COLUMNS = 1600  # of a table of PostgreSQL, dropped ones included


class CustomerClassificationDimension(models.Model):
    """The fields that a dimension is on other models: made, indexed and dropped."""

    _inherit = "customer.classification.dimension"

    def _field_name(self):
        """The name of the field of this dimension on other models."""
        self.ensure_one()
        return f"{FIELD_PREFIX}{self.code}"

    @api.model
    @tools.ormcache("self.env.lang")
    def _field_labels(self):
        """{name of the field of a dimension: name of the dimension in this language}"""
        return self._read_field_labels()

    @api.model
    def _read_field_labels(self):
        if not tools.sql.table_exists(self.env.cr, self._table):  # being uninstalled
            return {}
        dimensions = self.sudo().with_context(active_test=False).search([])
        return {d._field_name(): d.name for d in dimensions}

    @api.model
    @tools.ormcache()
    def _field_companies(self):
        """{name of the field of a dimension: id of its company, False for all}"""
        if not tools.sql.table_exists(self.env.cr, self._table):  # being uninstalled
            return {}
        dimensions = self.sudo().with_context(active_test=False).search([])
        return {d._field_name(): d.company_id.id for d in dimensions}

    @api.model
    def _foreign_fields(self):
        """Names of the fields of dimensions of which the user may not even know."""
        if self.env.su:
            return set()
        companies = self._field_companies()
        if not self.has_access("read"):
            return set(companies)
        own = {False, *self.env.user.company_ids.root_id.ids}
        return {name for name, company in companies.items() if company not in own}

    @api.model
    @tools.ormcache("self.env.lang")
    def _screens_version(self):
        """A text that changes with whatever of dimensions is seen in views."""
        return repr(
            [
                (
                    dimension._field_name(),
                    dimension.name,
                    dimension.company_id.id,
                    dimension.in_panel,
                    dimension.in_list,
                    dimension.is_hierarchical,
                )
                for dimension in self.sudo().with_context(active_test=True).search([])
            ]
        )

    @api.model
    def _get_classified_models(self):
        """Names of the models that have a field per dimension, profile first."""
        names = self.env.registry.descendants([MIXIN], "_inherit") - {MIXIN}
        return sorted(names, key=lambda name: (name != "customer.profile", name))

    @api.model
    def _sync_fields(self):
        """Make the fields of dimensions that have none, archived ones included."""
        Fields = self.env["ir.model.fields"].sudo()
        dimensions = self.sudo().with_context(active_test=False).search([])
        if self.env.registry.ready:
            self._lock_tables()
        for name in self._get_classified_models():
            vals_list = [
                self.env[name]._prepare_dimension_field_vals(dimension)
                for dimension in dimensions
                if not Fields._get(name, dimension._field_name())
            ]
            if vals_list:
                self._check_room_for_columns(self.env[name], vals_list)
                Fields.with_context(update_custom_fields=True).create(vals_list)
        dimensions._create_indexes()
        self._clear_caches()

    @api.model
    def _check_room_for_columns(self, model, vals_list):
        """Say what PostgreSQL would: a table has had all the columns that it can have.

        :param vals_list: values of the fields that `model` is to have
        :raise UserError: naming the limit
        """
        count = sum(vals.get("store", True) for vals in vals_list)
        if not (count and model._auto):
            return
        [(taken,)] = self.env.execute_query(
            SQL(
                "SELECT max(attnum) FROM pg_attribute WHERE attrelid = %s::regclass",
                model._table,
            )
        )
        if taken + count > MOST_COLUMNS:
            raise UserError(
                self.env._(
                    "No more dimensions can be made: a table of PostgreSQL has at most "
                    "%(limit)s columns, those of deleted dimensions counted too. They "
                    "are free again in a database restored from a backup.",
                    limit=MOST_COLUMNS,
                )
            )

    @api.model
    def _lock_tables(self):
        """Take the tables that get or lose a column, and make nobody wait for it.

        ALTER TABLE would wait for a refresh, and every reader of customers behind it.

        :raise UserError: while somebody else still uses them after two seconds
        """
        names = [*self._get_classified_models(), "customer.classification.category"]
        models_ = [self.env[name] for name in names if name != "res.partner"]
        tables = [SQL.identifier(m._table) for m in models_ if m._auto]
        lock = SQL(
            "LOCK TABLE %s IN ACCESS EXCLUSIVE MODE NOWAIT", SQL(", ").join(tables)
        )
        until = time.monotonic() + PATIENCE
        while True:
            try:
                with self.env.cr.savepoint():
                    return self.env.cr.execute(lock, log_exceptions=False)
            except LockNotAvailable as error:
                if time.monotonic() > until:
                    raise UserError(
                        self.env._(
                            "The customers are in use just now, by a refresh or a "
                            "report. Try again in a minute."
                        )
                    ) from error
                time.sleep(0.05)

    def _create_indexes(self):
        """Index each class with the company, as every query asks for both.

        With the partner in it, counters of the search panel need not read the table.
        """
        table = self.env["customer.profile"]._table
        for dimension in self:
            name = dimension._field_name()
            index = make_index_name(table, f"company_{name}")
            columns = ["company_id", name, "partner_id"]
            create_index(self.env.cr, index, table, columns, where="active")

    @api.model
    def _drop_fields(self):
        """Drop the fields of these dimensions.

        Odoo leaves the models half set up after that, and remembers the ids of the
        fields: every screen in a language not asked for yet would fail until a restart.
        """
        self.env.flush_all()
        for name in reversed(self._get_classified_models()):
            self.env["ir.model.fields"].sudo().search(
                [
                    ("model", "=", name),
                    ("state", "=", "manual"),
                    ("name", "in", [d._field_name() for d in self]),
                ]
            ).with_context(**{MODULE_UNINSTALL_FLAG: True}).unlink()
        self.env.registry._setup_models__(self.env.cr)
        self._clear_caches()
