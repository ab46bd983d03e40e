"""The models, in rooms. The order is that of the flow: each room knows those above it.

=================  ==================================================================
:mod:`.reason`     why, as sentences
:mod:`.dimension`  the ways of looking at customers, their classes and rules
:mod:`.fault`      what a refresh could not do: rules, tags, companies
:mod:`.profile`    a customer today: metrics, classes, history; the refresh
:mod:`.past`       a customer on a past day; month ends; movement
:mod:`.books`      documents and journal items, and what they tell the profile
:mod:`.partner`    contacts, and importing them
:mod:`.tag`        tags by rule
:mod:`.preview`    rules tried before they are saved
:mod:`.advice`     what is missing to the next better class
:mod:`.problem`    all that went wrong, in one list
:mod:`.settings`   the settings page
=================  ==================================================================

A file that makes a model is named after it, one that extends a model after its topic.
"""

from . import (
    base,
    customer_record_mixin,
    ir_rule,
    res_company,
    reason,
    dimension,
    fault,
    profile,
    past,
    books,
    partner,
    tag,
    preview,
    advice,
    problem,
    settings,
)
