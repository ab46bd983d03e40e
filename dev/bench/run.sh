#!/usr/bin/env bash
# make bench: how fast the add-ons are on big books; CUSTOMERS=10000 INVOICES=100000,
# other books of the same size with SEED=2 (the credit score was set up on those of 0).
# Arguments (make bench ARGS=...) go to measure.py: --only refresh,queue,screens,...
. "$(dirname "$0")/../lib/lib.sh"

customers=${CUSTOMERS:-10000}
invoices=${INVOICES:-100000}
seed=${SEED:-1}
books=bench_${customers}_${invoices}_$seed

setup
lock bench
mapfile -t modules < <(addons run)
[ ${#modules[@]} != 0 ] || die "there is no add-on in this repository"

# The books are kept for the day: they end today.
generator=$(cat dev/bench/build.py dev/bench/sql/*.sql | cksum | cut -d' ' -f1)
stamp="$generator; $(date +%F); $odoo_version"
if ! db_exists "$books" || [ "$(db_stamp "$books")" != "$stamp" ]; then
  say "making books: $customers customers, $invoices invoices"
  db_fresh "${books}0"
  # The add-ons are to come without their demo books.
  sql "${books}0" "UPDATE ir_module_module SET demo = false"
  python dev/bench/build.py "${books}0" --customers "$customers" --invoices "$invoices" \
    --seed "$seed"
  db_replace "${books}0" "$books" "$stamp"
fi

# install NAME: the add-ons in a database; prints the seconds.
install() {
  local started=$EPOCHREALTIME
  odoo server -d "$1" -i "$(IFS=,; echo "${modules[*]}")" --stop-after-init --no-http \
    --log-level=warn >&2 8>&- 9>&-
  awk "BEGIN { print $EPOCHREALTIME - $started }"
  db_check "$1" "${modules[@]}"
}

say "installing ${modules[*]} in a copy, and in a database without books"
db_copy "$books" bench
INSTALL_SECONDS=$(install bench)
db_fresh bench_empty
sql bench_empty "UPDATE ir_module_module SET demo = false"
EMPTY_SECONDS=$(install bench_empty)
db_drop bench_empty
export INSTALL_SECONDS EMPTY_SECONDS

PYTHONPATH=$repo/dev/validate python dev/bench/measure.py bench "$books" "$@"
db_drop bench
unlock
