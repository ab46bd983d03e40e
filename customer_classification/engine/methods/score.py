"""Score: a weighted scorecard over several metrics, capped by others, then bands."""

from odoo.tools import SQL
from odoo.tools.translate import LazyTranslate

from .band import Bands
from .base import ROW, Method, Rule, case

# No environment here: whoever shows a text translates it.
# pylint: disable=prefer-env-translation
_lt = LazyTranslate(__name__)

DECIMALS = 1
NO_CAP = 100


def score(rule: Rule) -> SQL:
    """The category whose bound the score reaches, see :func:`score_query`."""
    bands = Bands(rule.categories, SQL("score"))
    return SQL(
        """
        SELECT id, old_id, category_id,
               jsonb_build_object(
                   'method', 'score', 'score', score, 'mean', mean, 'parts', parts,
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
    """SELECT id, old_id, score and mean (0 to 100, numeric), parts (jsonb) of all.

    The mean is that of the points of the criteria, by their weights, to one decimal;
    a metric that is empty gives the criterion's points for *unknown*. The score is at
    most the points of each criterion that is a cap. Both are NULL outside the scope
    and without any criterion.
    """
    criteria = rule.dimension.criterion_ids._by_place()
    caps = criteria.filtered("is_cap")
    compiled = rule.compile()
    return SQL(
        """
        SELECT id, old_id, LEAST(%(most)s) AS score, mean, parts
          FROM (SELECT %(profile)s.id, %(profile)s.%(field)s AS old_id,
                       CASE WHEN %(scope)s THEN %(mean)s END AS mean,
                       jsonb_build_array(%(parts)s) AS parts, %(caps)s AS caps
                  FROM %(tables)s WHERE %(where)s) scored
        """,
        most=SQL("mean, CASE WHEN mean IS NOT NULL THEN caps END")
        if caps
        else SQL("mean"),
        profile=ROW,
        field=rule.field,
        scope=compiled.scope,
        mean=_mean(criteria - caps),
        caps=SQL("LEAST(%s)", SQL(", ").join(map(_points, caps)))
        if caps
        else SQL("NULL::numeric"),
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


def _mean(criteria) -> SQL:
    weights = sum(criteria.mapped("weight"))
    if not weights:
        return SQL("NULL::numeric")
    terms = SQL(" + ").join(
        SQL("%s::numeric * %s", c.weight, _points(c)) for c in criteria
    )
    return SQL("ROUND((%s) / %s::numeric, %s)", terms, weights, DECIMALS)


def _metric(criterion) -> SQL:
    return SQL("%s.%s", ROW, SQL.identifier(criterion.metric_id.name))


def _points(criterion) -> SQL:
    """The points of a criterion: those of the highest bound that is reached.

    Below the lowest there are none, or no cap.
    """
    metric = _metric(criterion)
    unknown = NO_CAP if criterion.is_cap else criterion.unknown_points
    cases = [(SQL("%s IS NULL", metric), _number(unknown))]
    cases += [
        (
            SQL("TRUE")
            if band.lower_bound is False
            else SQL("%s >= %s", metric, band.lower_bound),
            _number(band.points),
        )
        for band in reversed(criterion.band_ids._by_bound())
    ]
    return case(cases, _number(NO_CAP if criterion.is_cap else 0))


def _number(points: float) -> SQL:
    return SQL("%s::numeric", points)


def _part(criterion) -> SQL:
    """What a criterion contributes, for the reason."""
    return SQL(
        "jsonb_build_object('metric', %s::text, 'value', %s, 'points', %s, "
        "'weight', %s::float8, 'cap', %s)",
        criterion.metric_id.name,
        _metric(criterion),
        _points(criterion),
        criterion.weight,
        criterion.is_cap,
    )


SCORE = Method(
    key="score",
    label=_lt("Scorecard"),
    help=_lt("points of several criteria, then bands of the score."),
    text=_lt(
        "The score is the mean of the points of all criteria by their weights, and at "
        "most what a criterion that caps it allows. A customer belongs to the "
        "category with the highest lower bound that the score reaches."
    ),
    query=score,
    is_bounded=True,
    bound_field="lower_bound",
    has_criteria=True,
)
