"""Score: a weighted scorecard over several metrics, then bands."""

from odoo.tools import SQL
from odoo.tools.translate import LazyTranslate

from .band import Bands
from .base import ROW, Method, Rule, case

# No environment here: whoever shows a text translates it.
# pylint: disable=prefer-env-translation
_lt = LazyTranslate(__name__)

DECIMALS = 1


def score(rule: Rule) -> SQL:
    """The category whose bound the score reaches, see :func:`score_query`."""
    bands = Bands(rule.categories, SQL("score"))
    return SQL(
        """
        SELECT id, old_id, category_id,
               jsonb_build_object(
                   'method', 'score', 'score', score, 'parts', parts,
                   'bound', %(bound)s, 'next', %(next)s) AS reason, %(limits)s
          FROM (SELECT scored.*, %(category)s AS category_id
                  FROM (%(scored)s) scored) said
        """,
        bound=bands.bound,
        next=bands.next,
        limits=bands.limits(SQL("score")),
        category=bands.category,
        scored=score_query(rule),
    )


def score_query(rule: Rule) -> SQL:
    """SELECT id, old_id, score (0 to 100, numeric) and parts (jsonb) of all customers.

    The score is the mean of the points of all criteria, by their weights, to one
    decimal. A metric that is empty gives the criterion's points for *unknown*. The
    score is NULL outside the scope and without any criterion.
    """
    criteria = rule.dimension.criterion_ids._by_place()
    compiled = rule.compile()
    weights = sum(criteria.mapped("weight"))
    mean = SQL("NULL::numeric")
    if weights > 0:
        terms = SQL(" + ").join(
            SQL("%s::numeric * %s", c.weight, _points(c)) for c in criteria
        )
        mean = SQL("ROUND((%s) / %s::numeric, %s)", terms, weights, DECIMALS)
    return SQL(
        """
        SELECT %(profile)s.id, %(profile)s.%(field)s AS old_id,
               CASE WHEN %(scope)s THEN %(mean)s END AS score,
               jsonb_build_array(%(parts)s) AS parts
          FROM %(tables)s WHERE %(where)s
        """,
        profile=ROW,
        field=rule.field,
        scope=compiled.scope,
        mean=mean,
        parts=SQL(", ").join(_part(c) for c in criteria),
        tables=compiled.tables,
        where=compiled.where,
    )


def keep_score(rule: Rule, column: str, only: SQL, table: SQL) -> SQL:
    """UPDATE: the score in a column, where it differs; its ids.

    :param only: condition on the customers ``rule``
    :param table: the table to write, of which `Rule.relation` is all or a part
    """
    return SQL(
        """
        UPDATE %(table)s p SET %(column)s = rule.score::float8
          FROM (%(scores)s) rule
         WHERE p.id = rule.id AND %(only)s
           AND p.%(column)s IS DISTINCT FROM rule.score::float8
     RETURNING p.id
        """,
        table=table,
        column=SQL.identifier(column),
        scores=score_query(rule),
        only=only,
    )


def _metric(criterion) -> SQL:
    return SQL("%s.%s", ROW, SQL.identifier(criterion.metric_id.name))


def _points(criterion) -> SQL:
    """The points of a criterion: those of the highest bound that is reached."""
    metric = _metric(criterion)
    cases = [(SQL("%s IS NULL", metric), _number(criterion.unknown_points))]
    cases += [
        (
            SQL("TRUE")
            if band.lower_bound is False
            else SQL("%s >= %s", metric, band.lower_bound),
            _number(band.points),
        )
        for band in reversed(criterion.band_ids._by_bound())
    ]
    return case(cases, SQL("0"))


def _number(points: float) -> SQL:
    return SQL("%s::numeric", points)


def _part(criterion) -> SQL:
    """What a criterion contributes, for the reason."""
    return SQL(
        "jsonb_build_object('metric', %s::text, 'value', %s, 'points', %s, "
        "'weight', %s::float8)",
        criterion.metric_id.name,
        _metric(criterion),
        _points(criterion),
        criterion.weight,
    )


SCORE = Method(
    key="score",
    label=_lt("Scorecard"),
    help=_lt("points of several criteria, then bands of the score."),
    text=_lt(
        "The score is the mean of the points of all criteria. A customer belongs to "
        "the category with the highest lower bound that the score reaches."
    ),
    query=score,
    is_bounded=True,
    bound_field="lower_bound",
    has_criteria=True,
)
