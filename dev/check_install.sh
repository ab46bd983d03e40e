#!/usr/bin/env bash
# Install, upgrade twice, uninstall and install again, on a copy of the template.
#
# A second upgrade must change nothing: every row of every table is compared, but for what
# upgrading any module of Odoo changes. Uninstalling must leave nothing: tables, columns,
# indexes, fields, views, menus, scheduled actions and so on are compared by name with
# what was there before. What differs is printed and the exit code is 1.
. "$(dirname "$0")/lib.sh"
module=customer_classification
name=${1:-install_check}
work=$(mktemp -d "$dev/check-install.XXXXXX")
trap 'db_drop "$name"; rm -rf "$work"; pg_leave || true' EXIT
status=0

setup
db_fresh "$name"
# Without the demo books, which take a minute and would stay: they are entries in books.
sql "$name" "UPDATE ir_module_module SET demo = FALSE"

server() {
  odoo server -d "$name" "$@" --stop-after-init --no-http --log-level=warn \
    >"$work/log" 2>&1 || {
    cat "$work/log" >&2
    die "Odoo could not run: $*"
  }
  no_errors
}

# An error in the log is an error, even where Odoo goes on.
no_errors() { ! grep -aE ' (ERROR|CRITICAL) ' "$work/log" | grep -v pg_trgm >&2 || status=1; }

shell() {
  db_script "$name" "$1" >"$work/log" 2>&1 || true
  grep -qa '^done$' "$work/log" || {
    cat "$work/log" >&2
    die "dev/$1 failed"
  }
  no_errors
}

look() { python dev/check_install.py "$1" "$name" >"$work/$2"; }

# same WHAT ONE OTHER: print what differs.
same() {
  diff -U0 "$work/$2" "$work/$3" >"$work/differs" || true
  sed -i '/^---/d; /^+++/d; /^@@/d' "$work/differs"
  if [ -s "$work/differs" ]; then
    warn "NOT: $1 (- before, + after)"
    head -100 "$work/differs" >&2
    status=1
  else
    say "$1"
  fi
}

look names before
server -i $module
look names installed
! cmp -s "$work/before" "$work/installed" || die "installing made nothing: what is this?"
shell check_install_use.py
# The first upgrade gives names to fields that were made while the module ran.
server -u $module
look rows upgraded
server -u $module
look rows upgraded-again
same "the second upgrade changes nothing" upgraded upgraded-again
shell check_install_uninstall.py
look names uninstalled
same "uninstalling leaves nothing behind" before uninstalled
server -i $module
look names installed-again
same "installing again makes the same" installed installed-again
exit "$status"
