"""Is the credit score a good one? It ranks customers by how they pay later.

Half a year ago, from the books of that day, every customer is scored by the preset
scorecard. Who is a late payer is seen in the half year after: at least half of the
instalments due then were paid late or are open. Printed is how often a late payer has a
worse score than another customer (area under the ROC curve; 0.5 is chance, ties count
half), against the same for the plain averages of that day: days to pay, days late with
their sign, share late, each over the window that ranks best. The points of the
scorecard were chosen on the generated books of SEED=0: ask those of another seed.
"""

from clock import Row, environment
from dateutil.relativedelta import relativedelta

from odoo.tools import SQL

RELATION = SQL.identifier("bench_scored")
MONTHS = 6
WINDOWS = (3, 6, 12, 24, 120)  # months

#: Of an instalment paid on `paid`, or not up to `day`.
AVERAGES = {
    "days to pay": "AVG(COALESCE(paid, %(day)s) - invoice_date)",
    "days late": "AVG(COALESCE(paid, %(day)s) - due)",
    "share late": "AVG((COALESCE(paid, %(day)s) > due)::int)",
}


def measure(database):
    """Rows: area under the curve of the score, against that of the plain averages."""
    # The add-on can be imported once the server's settings are read.
    from odoo.addons.customer_classification.engine.methods import Rule, score_query
    from odoo.addons.customer_classification.engine.metrics import tune_planner

    with environment(database) as env:
        company = env.ref("base.main_company").root_id
        tune_planner(env.cr)
        today = company._customer_classification_today()
        day = today - relativedelta(months=MONTHS)
        dimension = env["customer.classification.dimension"].search(
            [("code", "=", "credit")]
        )
        _metrics_as_of(env, company, day, dimension)
        _outcomes(env, company, day, today)
        rule = Rule(dimension, RELATION, company)
        score = SQL("SELECT id, -score AS risk FROM (%s) s", score_query(rule))
        _instalments(env, company, day)
        return [
            Row(
                f"late payers of the next {MONTHS} months ranked: credit score",
                100 * _area(env, score),
                f"by {name}, {months} months",
                100 * area,
                unit="%",
            )
            for name, months, area in _best(env, day)
        ]


def _best(env, day):
    """(name, months, area) of each average over the window that ranks best."""
    for name in AVERAGES:
        areas = {m: _area(env, _average(name, m, day)) for m in WINDOWS}
        months = max(areas, key=areas.get)
        yield name, months, areas[months]


def _average(name, months, day):
    return SQL(
        "SELECT id, %s AS risk FROM bench_instalments WHERE due > %s GROUP BY id",
        SQL(AVERAGES[name], day=day),
        day - relativedelta(months=months),
    )


def _instalments(env, company, day):
    """What a plain average of that day is made of: paid, or past due and not."""
    env.cr.execute(
        SQL(
            """
            CREATE TEMPORARY TABLE bench_instalments ON COMMIT DROP AS
            SELECT * FROM (
                SELECT partner.commercial_partner_id AS id, line.invoice_date,
                       line.date_maturity AS due,
                       CASE WHEN SUM(matched.amount) >= line.balance
                            THEN MAX(matched.max_date) END AS paid
                  FROM account_move_line line
                  JOIN account_move move ON move.id = line.move_id
                  JOIN res_partner partner ON partner.id = line.partner_id
             LEFT JOIN account_partial_reconcile matched
                       ON matched.debit_move_id = line.id
                      AND matched.max_date <= %(day)s
                 WHERE move.move_type = 'out_invoice' AND move.state = 'posted'
                   AND move.company_id = %(company)s AND line.date <= %(day)s
                   AND line.display_type = 'payment_term'
              GROUP BY partner.commercial_partner_id, line.id) instalment
             WHERE paid IS NOT NULL OR due < %(day)s
            """,
            company=company.id,
            day=day,
        )
    )


def _metrics_as_of(env, company, day, dimension):
    """A relation with the columns of customer.profile as of a past day."""
    query = env["customer.profile"]._metrics_query(company, day)
    env.cr.execute(
        SQL(
            """
            CREATE TEMPORARY TABLE %s ON COMMIT DROP AS
            SELECT metrics.partner_id AS id, %s AS company_id, TRUE AS active,
                   metrics.*, NULL::int4 AS %s
              FROM (%s) metrics
            """,
            RELATION,
            company.id,
            SQL.identifier(dimension._field_name()),
            query,
        )
    )


def _outcomes(env, company, day, today):
    """Who was a late payer afterwards: (id, late)."""
    env.cr.execute(
        SQL(
            """
            CREATE TEMPORARY TABLE bench_later ON COMMIT DROP AS
            SELECT partner.commercial_partner_id AS id,
                   AVG((COALESCE(paid, %(today)s) > line.date_maturity)::int) >= 0.5
                       AS late
              FROM account_move_line line
              JOIN account_move move ON move.id = line.move_id
              JOIN res_partner partner ON partner.id = line.partner_id
         LEFT JOIN (SELECT debit_move_id, MAX(max_date) AS paid
                      FROM account_partial_reconcile GROUP BY debit_move_id
                   ) matched ON matched.debit_move_id = line.id AND line.reconciled
             WHERE move.move_type = 'out_invoice' AND move.state = 'posted'
               AND move.company_id = %(company)s
               AND line.display_type = 'payment_term'
               AND line.date_maturity > %(day)s AND line.date_maturity < %(today)s
          GROUP BY partner.commercial_partner_id
            """,
            today=today,
            day=day,
            company=company.id,
        )
    )


def _area(env, risks):
    """Area under the ROC curve of `risks` (id, risk), among those with all numbers.

    A customer without a number (never due before) takes the middle of all.
    """
    env.cr.execute(
        SQL(
            """
            WITH risk AS (%(risks)s),
                 middle AS (SELECT percentile_cont(0.5) WITHIN GROUP (ORDER BY risk)
                                   AS risk FROM risk),
                 seen AS (
                     SELECT later.late,
                            COALESCE(risk.risk::float8, middle.risk) AS risk
                       FROM bench_later later
                       JOIN %(relation)s known ON known.id = later.id
                            AND known.first_invoice_date IS NOT NULL
                  LEFT JOIN risk ON risk.id = later.id
                 CROSS JOIN middle),
                 ranked AS (
                     SELECT late, RANK() OVER (ORDER BY risk)
                            + (COUNT(*) OVER (PARTITION BY risk) - 1) / 2.0 AS place
                       FROM seen)
            SELECT (SUM(place) FILTER (WHERE late)
                    - COUNT(*) FILTER (WHERE late)
                      * (COUNT(*) FILTER (WHERE late) + 1) / 2.0)
                   / (COUNT(*) FILTER (WHERE late) * COUNT(*) FILTER (WHERE NOT late))
              FROM ranked
            """,
            risks=risks,
            relation=RELATION,
        )
    )
    return float(env.cr.fetchone()[0])
