from collections.abc import Iterable

from odoo import api, models
from odoo.api import Environment

from ..document import Document
from ..kinds import Card
from .html import Paper


def papers_of(
    documents: Iterable[Document], env: Environment, data: dict | None
) -> list[Paper]:
    """What the template asks, for the screen or for pages."""
    is_paged = (data or {}).get("report_type") == "pdf"
    return [Paper(document, env, is_paged) for document in documents]


class ReportDocument(models.AbstractModel):
    """What the template of the reports needs."""

    _name = "report.customer_classification.report_document"
    _description = "Customer Report on Paper"

    @api.model
    def _get_report_values(self, docids, data=None):
        """The documents of reports that the user has asked for.

        :raise AccessError: for what somebody else has asked for
        :raise UserError: for what is not kept any longer
        """
        reports = self.env["customer.report"].browse(docids)
        reports._check_is_kept()
        documents = [report._get_document(on_paper=True) for report in reports]
        return {
            "doc_ids": docids,
            "doc_model": "customer.report",
            "docs": reports,
            "papers": papers_of(documents, self.env, data),
            "is_landscape": any(report._get_kind().is_landscape for report in reports),
        }


class ReportCustomerCard(models.AbstractModel):
    """The cards of contacts, from the Print menu."""

    _name = "report.customer_classification.report_customer_card"
    _description = "Customer Card on Paper"

    @api.model
    def _get_report_values(self, docids, data=None):
        """One document with the cards of these contacts.

        :raise AccessError: for contacts that the user may not read
        """
        partners = self.env["res.partner"].browse(docids)
        documents = self.env["customer.report"]._get_card_documents(partners)
        return {
            "doc_ids": docids,
            "doc_model": "res.partner",
            "docs": partners,
            "papers": papers_of(documents, self.env, data),
            "is_landscape": Card.is_landscape,
        }
