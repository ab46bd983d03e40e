# shellcheck shell=bash
# The library of every command in dev/: source it, then call what is needed.
#
#   setup                  Odoo, virtual environment, PostgreSQL, template database
#   pg_start, pg_stop      the private PostgreSQL of this checkout
#   db_fresh NAME          an empty-handed copy of the template, whatever NAME was
#   db_install NAME MOD... install add-ons, with demo data
#   addons [run|test]      the add-ons of this repository
#   odoo ARGUMENT...       Odoo's command line, on this checkout's configuration
#
# After setup, psql, createdb, odoo, python and pytest are the right ones (PATH) and
# talk to the right server (PGHOST, PGPORT, PGUSER). Whatever is made lies in .dev/ and,
# for the databases, in $PGHOST; both can be removed at any time, one without the other.
set -euo pipefail
umask 022
cd "$(dirname "${BASH_SOURCE[0]}")/../.."
unset PYTHONPATH PYTHONHOME PGDATABASE PGSERVICE PGPASSWORD PGOPTIONS

repo=$(pwd -P)
dev=$repo/.dev
template=tmpl
languages=en_US,zh_CN
# Of the server of `make run`.
# shellcheck disable=SC2034  # used by whoever sources this
port=${PORT:-8069}
# shellcheck disable=SC2034
interface=${INTERFACE:-127.0.0.1}
# Not below .dev: as root PostgreSQL runs as another user, who may not be able to read
# this folder, and the name of a socket has to be shorter than 108 characters.
PGHOST=${ODOO_PG:-/var/tmp/odoo-pg-$(id -u)-$(echo "$repo" | cksum | cut -d' ' -f1)}
export PGHOST PGPORT=5601 PGUSER=odoo
export ODOO_RC=$dev/odoo.conf

say() { echo "== $*" >&2; }
warn() { echo "!! $*" >&2; }
die() {
  warn "$*"
  exit 1
}

. dev/lib/system.sh
. dev/lib/python.sh
. dev/lib/postgres.sh
. dev/lib/database.sh

# lock NAME: wait for other commands on this checkout that hold the same lock. A child
# that survives a killed command keeps it; servers are started without (9>&-).
lock() {
  mkdir -p "$dev"
  exec 9>"$dev/$1.lock"
  flock -n 9 || {
    say "waiting for another command that is using this checkout"
    flock 9
  }
}
unlock() { exec 9>&-; }

setup() {
  # Held, together with others, by whoever needs PostgreSQL to go on.
  mkdir -p "$dev"
  exec 8>"$dev/users.lock"
  flock -s 8
  lock setup
  find_odoo
  make_venv
  write_config
  pg_start
  make_template
  unlock
}
