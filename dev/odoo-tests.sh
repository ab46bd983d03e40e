#!/usr/bin/env bash
# make odoo-tests: Odoo's own tests of contacts, merging, scheduled actions, views and
# accounting, on the template without and with our add-ons. Prints where they differ; a
# test that fails in both is Odoo's matter (many expect to run before other modules).
# Arguments (make odoo-tests ARGS=...) are files below odoo/addons, instead of these.
. "$(dirname "$0")/lib/lib.sh"

files=("$@")
[ $# != 0 ] || files=(
  base/tests/test_{acl,base,expression,ir_cron,ir_default,ir_filters,ir_model,search}.py
  base/tests/test_{res_company,res_partner,res_partner_merge,res_users,views}.py
  mail/tests/test_res_partner.py
  web/tests/test_{domain,partner,res_users,web_search_read}.py
  account/tests/test_account_{invoice_report,journal_dashboard,merge_wizard}.py
  account/tests/test_account_move_{entry,out_invoice,out_refund,reconcile}.py
  account/tests/test_account_{partner,payment,payment_register}.py
  account/tests/test_{company_branch,early_payment_discount,payment_term,product}.py
  account/tests/test_res_partner_merge.py
)

trap 'pg_leave || true' EXIT
setup
lock odoo-tests
mapfile -t modules < <(addons run)
from=$odoo_home/odoo/addons

# tests NAME: run them on a database; what came of each goes to .dev/NAME.xml. Failing
# tests are no error here.
tests() {
  say "Odoo's own tests, $1"
  rm -f "$dev/$1.xml"
  pytest --rootdir="$from" -n "${WORKERS:-2}" -q -r "" --tb=no -o junit_family=xunit1 \
    --odoo-database="$1" --odoo-http --junitxml="$dev/$1.xml" "${files[@]/#/$from/}" \
    </dev/null 8>&- 9>&- | tail -1 || true
}

db_fresh odoo-without
db_copy odoo-without odoo-with
# Demo books are no part of the comparison.
sql odoo-with "UPDATE ir_module_module SET demo = FALSE"
odoo server -d odoo-with -i "$(IFS=,; echo "${modules[*]}")" --stop-after-init --no-http \
  --log-level=warn 8>&- 9>&-
db_check odoo-with "${modules[@]}"
tests odoo-without
tests odoo-with
db_drop odoo-without
db_drop odoo-with
python3 dev/lib/compare_tests.py "$dev/odoo-without.xml" "$dev/odoo-with.xml"
