"""Values of records to be made, with those that come of themselves."""


def filled(model, vals_list, names):
    """Copies of the values to create, with the defaults of some fields in them.

    A default comes from the context too, which anybody may send: what is checked or
    cleaned before a record is made has to look at it as if it were typed.

    :param model: the model to create in
    :param vals_list: list of values, as for ``create``
    :param names: names of fields
    """
    names = [n for n in names if not all(n in vals for vals in vals_list)]
    defaults = model.default_get(names) if names else {}
    return [{**defaults, **vals} for vals in vals_list]
