"""Set-based SQL builders without state: metrics, methods, apply.

Plain Python outside the ORM: nothing here is a model, nothing reads the clock,
and everything is a function of a :class:`~.scope.Scope` (company, date, customers).
"""
