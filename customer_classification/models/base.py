from odoo import models


class Base(models.AbstractModel):
    _inherit = "base"

    def _traverse_related_sql(self, alias, field, query):
        """Check the field's own groups before it becomes a column.

        Odoo 19.0 follows a related field as superuser and forgets to ask for the
        rights on the field itself, so that anybody could sort or group contacts by
        a number they may not read.
        """
        self._check_field_access(field, "read")
        return super()._traverse_related_sql(alias, field, query)
