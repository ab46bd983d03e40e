import tempfile

from werkzeug.exceptions import NotFound
from werkzeug.wsgi import wrap_file

from odoo import http
from odoo.http import request

from ..reports.writers import xlsx
from .workbook import workbook_response


class ReportXlsx(http.Controller):
    """Reports as workbooks."""

    @http.route(
        "/customer_classification/report/<int:report_id>/xlsx",
        type="http",
        auth="user",
        methods=["GET"],
    )
    def report_xlsx(self, report_id):
        """Download a report that the user has asked for.

        :raise NotFound: for what is not there
        :raise AccessError: for what somebody else has asked for
        """
        # Of the user, not of the browser, as on the screen.
        request.update_context(lang=request.env.user.lang, tz=request.env.user.tz)
        report = request.env["customer.report"].browse(report_id).exists()
        if not report:
            raise NotFound
        return self._stream(report._get_document())

    def _stream(self, document):
        """The workbook of a document, from a file that ends with the response."""
        stream = tempfile.TemporaryFile()  # noqa: SIM115  (closed by the response)
        try:
            xlsx.write(document, stream, request.env)
            size = stream.tell()
            stream.seek(0)
        except BaseException:
            stream.close()
            raise
        response = workbook_response(
            wrap_file(request.httprequest.environ, stream),
            document.name,
            ("Content-Length", str(size)),
        )
        response.call_on_close(stream.close)
        response.direct_passthrough = True
        return response
