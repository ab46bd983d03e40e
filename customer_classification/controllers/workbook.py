from odoo.http import content_disposition, request

from ..reports.writers import xlsx


def workbook_response(content, name, *headers):
    """A workbook to download, which nobody on the way may keep.

    :param content: bytes, or an iterable of them
    :param name: of the file, without its ending
    :param headers: more of the response, as pairs
    """
    return request.make_response(
        content,
        headers=[
            ("Content-Type", xlsx.MIMETYPE),
            ("Content-Disposition", content_disposition(f"{name}.xlsx")),
            ("Cache-Control", "no-store"),
            *headers,
        ],
    )
