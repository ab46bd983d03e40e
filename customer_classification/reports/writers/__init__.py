"""A document as a page, on paper and as a workbook."""

from . import report_document
