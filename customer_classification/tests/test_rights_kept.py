"""Rows of a customer are kept from who may not see the contact, dialogs from others."""

from odoo.tests import tagged

from .common_rights import RightsCommon


@tagged("post_install", "-at_install")
class TestRightsKept(RightsCommon):
    def test_rights(self):
        self.assertGreater(self.assertRights("hidden", "others"), 300)
