#!/usr/bin/env bash
# make test: linters, then every test: of the add-ons, in browsers, of several people at
# work at the same time, of installing and uninstalling. With arguments for pytest
# (make test ARGS="-k aging") only those tests and no linters.
#
# WORKERS (as many as there are processors, at least 2) share the tests; each has a copy
# of the prepared database `test`, and a port of its own. `test` itself is never worked
# in; it is made anew when something that is stored in it has changed.
. "$(dirname "$0")/lib/lib.sh"

summary=$dev/test-summary
log=$dev/test.log
processors=$(nproc)
workers=${WORKERS:-$((processors > 2 ? processors : 2))}
mkdir -p "$dev"
rm -f "$summary"
{ need_pdf && need chromium:chromium pdftotext:poppler-utils; } ||
  die "the tests can't be complete without it"
lint=0
[ $# != 0 ] || dev/lint.sh || lint=1

trap 'pg_leave || true' EXIT
setup
lock tests
prepare_test_database
# What a killed run has left.
for database in $(sql postgres "SELECT datname FROM pg_database
  WHERE datname LIKE 'test-gw%' OR datname LIKE 'check-%'"); do
  db_drop "$database"
done

# The checks first: they are the longest.
folders=(dev/checks)
for module in "${modules[@]}"; do
  [ ! -d "$module/tests" ] || folders+=("$module/tests")
done
for argument; do
  [ ! -e "${argument%%::*}" ] || folders=()
done
status=0
PYTHONPATH=$repo/dev/lib TEMPLATE=$template pytest -p strict -p longest_first -n "$workers" \
  --odoo-database=test --odoo-http --odoo-extra=screenshots="$dev/screenshots" \
  -m "not slow" "${folders[@]}" "$@" </dev/null 8>&- 9>&- | tee "$log" || status=$?

# The last line counts everything, linters included.
grep -aE '(passed|failed|error|no tests ran).* in [0-9.]+s' "$log" |
  awk 'END { print }' >"$summary"
[ -s "$summary" ] || echo "0 passed, 1 failed (pytest did not end)" | tee "$summary"
if [ "$lint" != 0 ]; then
  count() { grep -oE "[0-9]+ $1" "$summary" | cut -d' ' -f1 || echo 0; }
  failed=$(($(count failed) + $(count error) + 1))
  echo "see above: linters"
  echo "$(count passed) passed, $failed failed" | tee "$summary.new"
  mv "$summary.new" "$summary"
  status=1
fi
exit "$status"
