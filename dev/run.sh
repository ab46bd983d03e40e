#!/usr/bin/env bash
# make run: Odoo with the add-ons and the demo books, in the background.
# The database `demo` is made once; later its add-ons are upgraded when they changed.
. "$(dirname "$0")/lib/lib.sh"
. dev/lib/server.sh

db=demo
need_pdf || warn "going on: only PDF needs it"
setup
lock "$db"
server_stop "$db"
server_port_free
mapfile -t modules < <(addons run)
[ ${#modules[@]} != 0 ] || die "there is no add-on in this repository"
code="$(code_digest "${modules[@]}"); ${modules[*]}"
stamp="$code; $odoo_version"

if ! db_exists "$db"; then
  say "making the demo books (${modules[*]})"
  db_fresh "${db}0"
  db_install "${db}0" "${modules[@]}"
elif [ "$(db_stamp "$db")" != "$stamp" ]; then
  say "upgrading ${modules[*]} in the existing demo books"
  db_copy "$db" "${db}0"
  # Another Odoo: all of its own modules too.
  case $(db_stamp "$db") in
    *"; $odoo_version") db_install "${db}0" "${modules[@]}" ;;
    *) db_install "${db}0" base "${modules[@]}" ;;
  esac
fi
if db_exists "${db}0"; then
  db_script "${db}0" refresh.py
  db_replace "${db}0" "$db" "$stamp"
fi

say "starting Odoo"
server_start "$db"
unlock
cat <<DONE

Customer Classification is running on Odoo 19.0 ($odoo_version)
  address   http://localhost:$port
  login     $(logins "$db")
  log       .dev/$db.log
  stop      make stop
DONE
