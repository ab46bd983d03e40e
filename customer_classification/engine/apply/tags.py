"""Tags that rules give and take away: differences only, a few statements a company.

A tag is a link between a contact and `res.partner.category`, Odoo's own, which people
set too. What a rule gave is written down in ``customer_tag_assignment``, so that
nothing else is ever taken away. An *open* row stands for a customer that the rule
matches now:

    on       the rule gave the tag, and the customer has it
    refused  a person took it off; the rule leaves the customer alone until it no
             longer matches

and the closed ones tell the past: ``off`` (left), ``kept`` (a person gave the tag too,
so it is nothing to the rule any more). Who had the tag before a rule matched has no
row: that is a tag given by hand.
"""

import logging
from datetime import date
from functools import partial

import psycopg2

from odoo.models import BaseModel
from odoo.sql_db import BaseCursor
from odoo.tools import SQL, mute_logger

from ..methods.base import ACTIVE, compile_domains
from ..tables import PROFILE
from .changed import Changed
from .classes import ANALYZE_FROM
from .contained import attempt

_logger = logging.getLogger(__name__)

LINKS = SQL.identifier("res_partner_res_partner_category_rel")
ASSIGNMENTS = SQL.identifier("customer_tag_assignment")
# What is to be written: (partner_id, tag_id, change).
PENDING_TAGS = SQL.identifier("customer_tag_pending")
# Somebody gave a tag or deleted a contact while the refresh was running.
MEANWHILE = (
    psycopg2.errors.SerializationFailure,
    psycopg2.errors.ForeignKeyViolation,
)
OPEN = SQL("state IN ('on', 'refused')")


def apply_tags(
    tags: BaseModel, company: BaseModel, as_of: date, everybody: bool
) -> dict[int, Exception]:
    """Give tags to the customers of a company who match now, take them from the rest.

    All tags in one statement; where that fails each of them alone, and the customers
    of a tag that fails keep what they have.

    :param tags: res.partner.category with a rule in `company`, as superuser
    :param company: root res.company
    :param as_of: the day from which it holds
    :param everybody: look at all customers; else at those who changed
    :return: {tag id: error} of those that failed
    """
    cr = tags.env.cr
    if not tags:
        return {}
    cr.execute(
        SQL(
            "CREATE TEMPORARY TABLE IF NOT EXISTS %s (partner_id integer, "
            "tag_id integer, change varchar) ON COMMIT DROP",
            PENDING_TAGS,
        )
    )
    apply = partial(_apply, company=company, as_of=as_of, everybody=everybody)
    if attempt(cr, partial(apply, tags))[1] is None:
        return {}
    errors = {}
    for tag in tags:
        with mute_logger("odoo.sql_db"):
            _made, error = attempt(cr, partial(apply, tag))
        if error:
            _logger.error("The rule of tag %s cannot be used", tag.id, exc_info=error)
            errors[tag.id] = error
    return errors


def _apply(tags: BaseModel, company: BaseModel, as_of: date, everybody: bool) -> None:
    cr = tags.env.cr
    cr.execute(
        SQL("INSERT INTO %s %s", PENDING_TAGS, _changes(tags, company, everybody))
    )
    changes = cr.rowcount
    if changes >= ANALYZE_FROM:
        cr.execute(SQL("ANALYZE %s", PENDING_TAGS))
    if changes:
        _write_or_queue(cr, company, as_of)
        cr.execute(SQL("TRUNCATE %s", PENDING_TAGS))


def _write_or_queue(cr: BaseCursor, company: BaseModel, as_of: date) -> None:
    """Write what is pending, or leave it to the queue.

    Since the refresh began, somebody may have given one of the tags by hand or deleted
    a contact, and PostgreSQL refuses the link. That is no reason to lose the refresh:
    a moment later the same customers are looked at by name.
    """
    try:
        with mute_logger("odoo.sql_db"), cr.savepoint(flush=False):
            _write(cr, company, as_of)
    except MEANWHILE as error:
        _logger.info("Tags of %s are left to the queue: %s", company.name, error)
        cr.execute(
            SQL(
                "INSERT INTO customer_profile_queue (partner_id, company_id) "
                "SELECT DISTINCT partner_id, %s FROM %s",
                company.id,
                PENDING_TAGS,
            )
        )


def _compile(tags: BaseModel, company: BaseModel) -> tuple[list[SQL], SQL, SQL]:
    """The rules of `tags`, see :func:`..methods.base.compile_domains`."""
    model = tags._get_domain_model().with_company(company)
    domains = [tag._read_domain(tag.customer_rule_domain) for tag in tags]
    return compile_domains(model, PROFILE, company, domains)


def _changes(tags: BaseModel, company: BaseModel, everybody: bool) -> SQL:
    """SELECT partner_id, tag_id, change: what the rules of `tags` change.

    Customers are read once for all tags.
    """
    conditions, tables, where = _compile(tags, company)
    profiles = partners = SQL("TRUE")
    if not everybody:
        changed = Changed(tags.env.cr, company)
        profiles = changed.only(SQL("profile.id"))
        partners = changed.only_partners(SQL("partner_id"))
    return SQL(
        """
        SELECT partner_id, tag_id, change
          FROM (SELECT partner_id, tag_id, %(change)s AS change
                  FROM (SELECT partner_id, tag_id, matches
                          -- The two arrays side by side: a row for each tag, of one
                          -- reading of the customers.
                          FROM (SELECT profile.partner_id,
                                       unnest(%(tags)s) AS tag_id,
                                       unnest(ARRAY[%(conditions)s]) AS matches
                                  FROM %(tables)s
                                 WHERE %(where)s AND %(active)s AND %(profiles)s) each
                         WHERE matches) rule
                  -- FULL: who matches now without a row, and who has a row without
                  -- matching any more.
                  FULL JOIN (SELECT partner_id, tag_id, state FROM %(assignments)s
                              WHERE tag_id = ANY(%(tags)s) AND %(open)s AND %(partners)s
                            ) given USING (partner_id, tag_id)
                  -- Whoever has the tag, by the rule or by hand.
                  LEFT JOIN (SELECT partner_id, category_id AS tag_id, TRUE AS has
                               FROM %(links)s
                              WHERE category_id = ANY(%(tags)s) AND %(partners)s
                            ) link USING (partner_id, tag_id)
               ) said
         WHERE change IS NOT NULL
        """,
        change=_CHANGE,
        tags=tags.ids,
        conditions=SQL(", ").join(conditions),
        tables=tables,
        where=where,
        active=ACTIVE,
        profiles=profiles,
        partners=partners,
        assignments=ASSIGNMENTS,
        open=OPEN,
        links=LINKS,
    )


# What happens to a customer, by whether the rule matches, what it gave, and whether
# the customer has the tag.
_CHANGE = SQL(
    """
    CASE WHEN state IS NULL AND has IS NULL THEN 'enter'
         WHEN state = 'on' AND matches IS NULL THEN 'leave'
         WHEN state = 'on' AND has IS NULL THEN 'refuse'
         WHEN state = 'refused' AND has THEN 'keep'
         WHEN state = 'refused' AND matches IS NULL THEN 'forget' END
    """
)


def _write(cr: BaseCursor, company: BaseModel, as_of: date) -> None:
    """Write what is pending: the links, then who entered and who left."""
    cr.execute(
        SQL(
            "DELETE FROM %s link USING %s c WHERE c.change = 'leave' "
            "AND link.partner_id = c.partner_id AND link.category_id = c.tag_id",
            LINKS,
            PENDING_TAGS,
        )
    )
    cr.execute(
        SQL(
            "INSERT INTO %s (partner_id, category_id) SELECT partner_id, tag_id "
            "FROM %s WHERE change = 'enter' ON CONFLICT DO NOTHING",
            LINKS,
            PENDING_TAGS,
        )
    )
    cr.execute(_close(as_of))
    cr.execute(
        SQL(
            """
            INSERT INTO %s
                (partner_id, tag_id, company_id, state, date_from, date_change)
            SELECT partner_id, tag_id, %s, 'on', %s, %s FROM %s WHERE change = 'enter'
            """,
            ASSIGNMENTS,
            company.id,
            as_of,
            as_of,
            PENDING_TAGS,
        )
    )


def _close(as_of: date) -> SQL:
    """The day of the change is the first on which a tag is over."""
    return SQL(
        """
        UPDATE %(assignments)s given
           SET state = CASE c.change WHEN 'refuse' THEN 'refused'
                                     WHEN 'keep' THEN 'kept' ELSE 'off' END,
               date_to = COALESCE(date_to, GREATEST(date_from, %(as_of)s)),
               date_change = CASE WHEN c.change = 'forget' THEN date_change
                                  ELSE GREATEST(date_change, %(as_of)s) END
          FROM %(pending)s c
         WHERE given.partner_id = c.partner_id AND given.tag_id = c.tag_id
           AND given.%(open)s
        """,
        assignments=ASSIGNMENTS,
        as_of=as_of,
        pending=PENDING_TAGS,
        open=OPEN,
    )


def take_back(cr: BaseCursor, where: SQL, as_of: date) -> None:
    """Take away what rules gave, and end what they have to say.

    :param where: SQL condition on the columns of the assignments, as ``given``
    """
    cr.execute(
        SQL(
            """
            DELETE FROM %s link USING %s given
             WHERE given.state = 'on' AND %s
               AND link.partner_id = given.partner_id
               AND link.category_id = given.tag_id
            """,
            LINKS,
            ASSIGNMENTS,
            where,
        )
    )
    cr.execute(
        SQL(
            """
            UPDATE %(assignments)s given
               SET state = 'off',
                   date_to = COALESCE(date_to, GREATEST(date_from, %(as_of)s)),
                   date_change = CASE WHEN state = 'refused' THEN date_change
                                      ELSE GREATEST(date_change, %(as_of)s) END
             WHERE given.%(open)s AND %(where)s
            """,
            assignments=ASSIGNMENTS,
            as_of=as_of,
            open=OPEN,
            where=where,
        )
    )


def keep(cr: BaseCursor, where: SQL, as_of: date) -> None:
    """What a rule gave is given by hand from now on.

    :param where: SQL condition on the columns of the assignments, as ``given``
    """
    cr.execute(
        SQL(
            """
            UPDATE %s given SET state = 'kept', date_to = GREATEST(date_from, %s),
                   date_change = GREATEST(date_change, %s)
             WHERE given.state = 'on' AND %s
            """,
            ASSIGNMENTS,
            as_of,
            as_of,
            where,
        )
    )


def draw_back(company_id: int, as_of: date) -> SQL:
    """UPDATE: nothing is told of days after one that is today once more.

    :param company_id: root company whose day went back
    """
    return SQL(
        """
        UPDATE %(assignments)s
           SET date_from = LEAST(date_from, %(as_of)s),
               date_to = CASE WHEN date_to IS NOT NULL THEN LEAST(date_to, %(as_of)s)
                         END,
               date_change = LEAST(date_change, %(as_of)s)
         WHERE company_id = %(company)s AND date_change > %(as_of)s
        """,
        assignments=ASSIGNMENTS,
        as_of=as_of,
        company=company_id,
    )
