"""A backup is restored under another name, and neutralised as a copy for trying.

On the prepared database, with Odoo's own commands.
"""

import psycopg2
import pytest
from commands import differences, look, odoo
from contents import rows
from people import environment

# Every database has an identity of its own.
IDENTITY = ("ir_config_parameter ",)


@pytest.fixture(scope="module")
def original(make_database, prepared):
    """Books with everything that was ever computed of them."""
    name = make_database(prepared)
    with environment(name) as env:
        env["customer.profile"]._refresh()
        company = env.ref("base.main_company")
        env["customer.profile.month"].search([]).unlink()
        company.customer_history_months = 2
        env["customer.report.subscription"].create(
            {
                "company_id": company.id,
                "recipient_ids": [(0, 0, {"user_id": env.ref("base.user_admin").id})],
            }
        )
        env.cr.commit()
        env["customer.profile.month"]._cron_rebuild()
    return name


@pytest.fixture(scope="module")
def restored(original, make_database, tmp_path_factory):
    """The same from a backup, under another name."""
    dump = tmp_path_factory.mktemp("backup") / "books.zip"
    odoo(None, "db", "dump", original, str(dump), "--no-filestore")
    name = make_database("template0", "restored")
    odoo(None, "db", "load", "--force", name, str(dump))
    return name


@pytest.fixture(scope="module")
def neutralised(restored):
    """Made harmless, as a copy of the books is."""
    odoo(restored, "neutralize")
    return restored


def test_every_row(original, restored):
    """Nothing is lost, nothing is added."""
    before, after = look(original, rows), look(restored, rows)
    assert any(line.startswith("customer_profile_snapshot ") for line in before)
    assert not [
        line for line in differences(before, after) if not line[2:].startswith(IDENTITY)
    ]


def test_numbers(restored):
    """A refresh finds nothing to change, and the history is kept by its dimensions."""
    with environment(restored) as env:
        assert not env["customer.profile"]._refresh()
        for dimension in env["customer.classification.dimension"].search([]):
            assert dimension._field_name() in env["res.partner"]._fields


def test_neutralised(neutralised):
    """Nothing runs, and nothing is sent to anybody."""
    with psycopg2.connect(dbname=neutralised) as connection:
        cr = connection.cursor()
        cr.execute(
            "SELECT count(*), count(*) FILTER (WHERE cron.active) FROM ir_cron cron "
            "JOIN ir_model_data d ON d.res_id = cron.id AND d.model = 'ir.cron' "
            "WHERE d.module = 'customer_classification'"
        )
        assert cr.fetchone() == (4, 0)
        cr.execute("SELECT smtp_host FROM ir_mail_server WHERE active")
        assert cr.fetchall() == [("invalid",)]
    with environment(neutralised) as env:
        env["customer.report.subscription"].search([]).action_send_all()
        env.cr.commit()
        env["ir.cron"]._process_jobs(neutralised)
    with environment(neutralised) as env:
        recipients = env["customer.report.subscription"].search([]).recipient_ids
        assert recipients and all(recipients.mapped("is_waiting"))
        # People can still work with it.
        assert not env["customer.profile"]._refresh()
