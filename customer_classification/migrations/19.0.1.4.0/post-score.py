"""The credit scorecard, where nobody has changed it, looks at the whole record."""

from odoo import SUPERUSER_ID, Command, api

#: What was shipped before: metric, weight, points if empty.
BEFORE = {
    ("late_rate", 8, 50),
    ("average_days_late", 10, 20),
    ("oldest_overdue_days", 2, 100),
    ("credit_used_rate", 1, 50),
    ("tenure_days", 1, 0),
    ("refund_rate_12m", 1, 50),
}
LATE = (
    (False, 100),
    (0.02, 95),
    (0.05, 90),
    (0.1, 85),
    (0.15, 80),
    (0.2, 75),
    (0.25, 70),
    (0.35, 60),
    (0.5, 45),
    (0.65, 30),
    (0.8, 15),
    (0.95, 0),
)
DAYS = (
    (False, 100),
    (-20, 97),
    (-10, 94),
    (-5, 91),
    (-2, 88),
    (0, 85),
    (1, 80),
    (2, 76),
    (4, 70),
    (6, 63),
    (9, 54),
    (12, 45),
    (16, 36),
    (21, 27),
    (31, 15),
    (61, 5),
    (90, 0),
)
OLDEST = ((31, 74), (91, 60))


def migrate(cr, version):
    """Replace three criteria of the preset; numbers come with the next refresh."""
    env = api.Environment(cr, SUPERUSER_ID, {})
    dimension = env.ref(
        "customer_classification.dimension_credit", raise_if_not_found=False
    )
    if not dimension or dimension.method != "score":
        return
    criteria = {c.metric_id.name: c for c in dimension.criterion_ids}
    if {(n, c.weight, c.unknown_points) for n, c in criteria.items()} != BEFORE:
        return
    fields = {
        field.name: field.id
        for field in env["ir.model.fields"].search(
            [
                ("model", "=", "customer.profile"),
                ("name", "in", ("payment_record_late_rate", "payment_record_days")),
            ]
        )
    }
    dimension.criterion_ids = [
        _criterion(fields["payment_record_late_rate"], criteria["late_rate"], 14, LATE),
        _criterion(
            fields["payment_record_days"], criteria["average_days_late"], 4, DAYS
        ),
        Command.delete(criteria["late_rate"].id),
        Command.delete(criteria["average_days_late"].id),
    ]
    oldest = criteria["oldest_overdue_days"]
    bands = {band.lower_bound: band for band in oldest.band_ids}
    oldest.write(
        {
            "is_cap": True,
            "band_ids": [
                *(
                    Command.update(bands[bound].id, {"points": points})
                    for bound, points in OLDEST
                ),
                *(
                    Command.delete(band.id)
                    for bound, band in bands.items()
                    if bound not in dict(OLDEST)
                ),
            ],
        }
    )


def _criterion(metric_id, before, weight, points):
    """Another metric in the place of a criterion: bands are never all deleted."""
    return Command.create(
        {
            "metric_id": metric_id,
            "sequence": before.sequence,
            "weight": weight,
            "unknown_points": before.unknown_points,
            "band_ids": [
                Command.create({"lower_bound": bound, "points": number})
                for bound, number in points
            ],
        }
    )
