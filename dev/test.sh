#!/usr/bin/env bash
# make test: linters, then the tests and browser tours of every add-on, then several
# people at work at the same time, then installing, upgrading and uninstalling. With arguments for pytest (make test ARGS="-k aging") only
# those tests.
. "$(dirname "$0")/lib.sh"

summary=$dev/test-summary
mkdir -p "$dev"
rm -f "$summary"
{ need_pdf && need chromium:chromium pdftotext:poppler-utils; } ||
  die "the tests can't be complete without it"
failed_parts=()
[ $# != 0 ] || dev/lint.sh || failed_parts+=(linters)

trap 'pg_leave || true' EXIT
setup
lock tests
mapfile -t modules < <(addons test)
say "making the test database (${modules[*]})"
db_fresh test
db_install test "${modules[@]}"

folders=()
for module in "${modules[@]}"; do
  [ ! -d "$module/tests" ] || folders+=("$module/tests")
done
for argument; do
  [ ! -e "${argument%%::*}" ] || folders=()
done
status=0
PYTHONPATH=$repo/dev pytest -p strict --odoo-database=test --odoo-http \
  --odoo-extra=screenshots="$dev/screenshots" "${folders[@]}" "$@" </dev/null 9>&- |
  tee "$dev/test.log" || status=$?

[ $# != 0 ] || dev/check_concurrency.sh || failed_parts+=("working at the same time")
[ $# != 0 ] || dev/check_install.sh || failed_parts+=("installing and uninstalling")

# The last line counts everything, linters and installing included.
grep -aE '(passed|failed|error|no tests ran).* in [0-9.]+s' "$dev/test.log" |
  awk 'END { print }' >"$summary" || echo "0 passed, 1 failed (pytest did not end)" |
  tee "$summary"
if [ ${#failed_parts[@]} != 0 ]; then
  count() { grep -oE "[0-9]+ $1" "$summary" | cut -d' ' -f1 || echo 0; }
  failed=$(($(count failed) + $(count error) + ${#failed_parts[@]}))
  printf -v parts '%s, ' "${failed_parts[@]}"
  echo "see above: ${parts%, }"
  echo "$(count passed) passed, $failed failed" | tee "$summary.new"
  mv "$summary.new" "$summary"
  status=1
elif [ $# = 0 ]; then
  cat "$summary"
fi
exit "$status"
