# shellcheck shell=bash
# The Odoo that `make run` leaves in the background.

server_stop() {
  end TERM "$dev/venv/bin/python -m odoo server -d $1"
}

# answers PATH: does something answer over HTTP?
answers() {
  "$dev/venv/bin/python" - "http://127.0.0.1:$port$1" 2>/dev/null <<'PY'
import sys, urllib.request
opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
opener.open(sys.argv[1], timeout=60).read()
PY
}

server_port_free() {
  "$dev/venv/bin/python" -c "import socket
with socket.socket() as s:
    s.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    s.bind(('$interface', $port))" 2>/dev/null ||
    die "port $port is taken by another program; choose one: make run PORT=8070"
}

# server_start DATABASE: returns when pages come.
server_start() {
  local log=$dev/$1.log pid
  # Odoo prints PDF through its own address.
  sql "$1" "UPDATE ir_config_parameter SET value = 'http://localhost:$port'
    WHERE key = 'web.base.url'"
  setsid "$dev/venv/bin/odoo" server -d "$1" --db-filter="^$1\$" \
    </dev/null >"$log" 2>&1 8>&- 9>&- &
  pid=$!
  until answers /web/login; do
    kill -0 "$pid" 2>/dev/null || {
      tail -20 "$log" >&2
      die "Odoo has stopped (its log: .dev/$1.log)"
    }
    sleep 0.5
  done
}

# The logins that the demo data made: the password is the login.
logins() {
  sql "$1" "SELECT string_agg(login || ' / ' || login, ', ' ORDER BY id) FROM res_users
    WHERE active AND login IN ('admin', 'accountant', 'kuaiji')"
}
