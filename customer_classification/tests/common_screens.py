"""What people see in a browser."""

from odoo import Command, fields
from odoo.tests import new_test_user

from .common import CustomerClassificationCommon


class ScreensCommon(CustomerClassificationCommon):
    """Two customers of company A, one with an invoice of 1,000.00 of today."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.addClassCleanup(cls.registry.reset_changes)
        cls.partner = cls.customer("Tour Customer")
        cls.rival = cls.customer("Tour Rival")
        today = fields.Date.today()
        cls.invoice(cls.partner, today, 1000)
        cls.invoice(cls.rival, today, 100)
        cls.env["customer.profile"]._refresh(cls.company_a)
        cls.manager = new_test_user(
            cls.env,
            login="classification_tour",
            groups="account.group_account_manager,base.group_partner_manager,"
            "base.group_allow_export",
            company_id=cls.company_a.id,
            company_ids=[Command.set(cls.company_a.ids)],
        )
        cls.outsider = new_test_user(
            cls.env,
            login="classification_outsider",
            groups="base.group_user,base.group_partner_manager",
            company_id=cls.company_a.id,
            company_ids=[Command.set(cls.company_a.ids)],
        )
