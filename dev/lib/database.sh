# shellcheck shell=bash
# Databases: the template with Odoo's own modules, and copies of it with our add-ons.
#
# A database is built under another name and gets its own name, and a comment that says
# what it was built from, when it is complete. So there are no half made ones.

sql() { psql -XqAtv ON_ERROR_STOP=1 -d "$1" -c "$2"; }

addons() { python3 dev/lib/addons.py "${1:-run}"; }

db_exists() { [ "$(sql postgres "SELECT 1 FROM pg_database WHERE datname = '$1'")" = 1 ]; }

db_drop() {
  dropdb --if-exists -f "$1" 2>/dev/null
  rm -rf "${dev:?}/data/filestore/$1"
}

# db_copy FROM TO: half a second; whoever is connected to FROM is thrown out.
db_copy() {
  db_drop "$2"
  db_disconnect "$1"
  createdb -T "$1" "$2"
}

# db_replace NEW NAME STAMP: NEW is complete and becomes NAME, at once.
db_replace() {
  local old=${2}_old
  db_drop "$old"
  sql postgres "COMMENT ON DATABASE \"$1\" IS '$3'"
  ! db_exists "$2" || db_disconnect "$2"
  if db_exists "$2"; then
    sql postgres "BEGIN; ALTER DATABASE \"$2\" RENAME TO \"$old\";
      ALTER DATABASE \"$1\" RENAME TO \"$2\"; COMMIT"
    db_drop "$old"
  else
    sql postgres "ALTER DATABASE \"$1\" RENAME TO \"$2\""
  fi
}

db_stamp() {
  sql postgres "SELECT shobj_description(oid, 'pg_database') FROM pg_database
    WHERE datname = '$1'"
}

db_disconnect() {
  sql postgres "SELECT pg_terminate_backend(pid) FROM pg_stat_activity
    WHERE datname = '$1'" >/dev/null
}

# db_modules NAME MODULE...: install what is not installed and upgrade what is.
db_modules() {
  local name=$1 log=$dev/$1-modules.log present install update language=()
  shift
  present=$(! db_exists "$name" || sql "$name" "SELECT name FROM ir_module_module
    WHERE state = 'installed'")
  install=$(comm -23 <(printf '%s\n' "$@" | sort) <(echo "$present" | sort) | paste -sd,)
  update=$(comm -12 <(printf '%s\n' "$@" | sort) <(echo "$present" | sort) | paste -sd,)
  # The first language of a new database is everybody's.
  [ -n "$present" ] || language=(--load-language="$languages")
  odoo server -d "$name" ${install:+-i "$install"} ${update:+-u "$update"} --with-demo \
    "${language[@]}" --stop-after-init --no-http \
    --log-level=warn >"$log" 2>&1 8>&- 9>&- || {
    cat "$log" >&2
    die "Odoo could not install ${install:-nothing} and upgrade ${update:-nothing}"
  }
  # The PostgreSQL wheel has no pg_trgm, and does without.
  grep -aE ' (WARNING|ERROR|CRITICAL) ' "$log" | grep -v pg_trgm >&2 || true
  db_check "$name" "$@"
}

# db_check NAME MODULE...: Odoo only warns about a module it does not know.
db_check() {
  local name=$1 absent
  shift
  absent=$(comm -23 <(printf '%s\n' "$@" | sort) <(sql "$name" "SELECT name
    FROM ir_module_module WHERE state = 'installed'" | sort) | paste -sd' ')
  [ -z "$absent" ] || die "not installed in database $name: $absent"
}

# db_script NAME SCRIPT: run a file of dev/shell/ in Odoo's shell.
db_script() { odoo shell -d "$1" --no-http --log-level=warn <"dev/shell/$2" 8>&- 9>&-; }

# code_digest FOLDER... [TEST...]: changes with any file of them, but for what find's
# tests leave out.
code_digest() {
  find "$@" -type f -not -path '*/__pycache__/*' -print0 | LC_ALL=C sort -z |
    xargs -0 sha256sum | sha256sum | cut -c1-16
}

# The template is rebuilt when Odoo or the list of modules changes.
make_template() {
  local depends stamp
  mapfile -t depends < <(python3 dev/lib/addons.py depends)
  stamp="$odoo_version; $languages; ${depends[*]}"
  ! db_exists "$template" || [ "$(db_stamp "$template")" != "$stamp" ] || return 0
  say "making the template database (${depends[*]}; Odoo $odoo_version), two minutes"
  db_drop "${template}0"
  db_modules "${template}0" "${depends[@]}"
  db_script "${template}0" store_in_database.py
  rm -rf "$dev/data/filestore/${template}0"
  db_script "${template}0" build_assets.py
  db_replace "${template}0" "$template" "$stamp"
}

# db_fresh NAME: Odoo with demo data and Chinese, none of our add-ons.
db_fresh() { db_copy "$template" "$1"; }

# db_install NAME MODULE...: with what every first visitor would wait for.
db_install() {
  db_modules "$@"
  db_script "$1" build_assets.py
}

# The database `test`, with all add-ons and the demo books, which is only copied. Made anew
# when something that is stored in it has changed; sets `modules`, the add-ons in it.
prepare_test_database() {
  local stamp
  mapfile -t modules < <(addons test)
  # The code of tests is not in the database, and changed browser tests are read anew.
  # The demo books end today.
  stamp="$(code_digest dev/lib/database.sh dev/shell/*.py "${modules[@]}" \
    -not -path '*/static/tests/*' \
    -not '(' -path '*/tests/*' -not -name companies.py ')'); $(date +%F); ${modules[*]}; $odoo_version"
  if ! db_exists test || [ "$(db_stamp test)" != "$stamp" ]; then
    say "making the test database (${modules[*]})"
    db_fresh test0
    db_install test0 "${modules[@]}"
    db_script test0 prepare_tests.py
    db_replace test0 test "$stamp"
  fi
}
