"""Actions that several models answer with."""

from odoo.models import BaseModel


def notification(message: str, title: str = "", then: str = "soft_reload") -> dict:
    """Say that something was done, and show what has changed.

    :param then: tag of the client action that follows
    """
    return {
        "type": "ir.actions.client",
        "tag": "display_notification",
        "params": {
            "type": "success",
            "title": title,
            "message": message,
            "next": {"type": "ir.actions.client", "tag": then},
        },
    }


def profile_form(record: BaseModel) -> dict:
    """Open the customer of a record with the numbers of today.

    :param record: one of a model with a ``profile_id``
    :raise AccessError: for who may not read it
    """
    record.ensure_one()
    record.check_access("read")
    return {
        "type": "ir.actions.act_window",
        "res_model": "customer.profile",
        "res_id": record.profile_id.id,
        "views": [(False, "form")],
    }
