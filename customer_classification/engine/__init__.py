"""Set-based SQL: what a customer's numbers are, and what follows from them.

Plain Python outside the ORM: nothing here is a model and nothing reads the clock; who
calls says which day it is. There are two halves.

``scope ranking metrics trace report`` are builders without state: functions of a
:class:`~.scope.Scope` (company, date, customers), or of a relation, that return SQL or
what it finds. They write nothing but temporary tables.

``methods apply preview`` are about dimensions: functions of (dimension, company, day).
``apply`` and ``preview`` write, into profiles, history, snapshots, tags and temporary
tables. What they may ask of a dimension and of its categories, private methods of
these models included, stands in the protocols of :mod:`.methods.base`; of a company
they ask for ``_customer_classification_tz``, of tags for ``_get_domain_model`` and
``_read_domain``, as of a dimension.
"""
