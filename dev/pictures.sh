#!/usr/bin/env bash
# make pictures: the pictures of the README, taken from the running app (make run).
. "$(dirname "$0")/lib/lib.sh"
. dev/lib/server.sh

need chromium:chromium cjk-font:fonts-wqy-microhei
lock tools
make_tools
unlock
answers /web/login || die "nothing answers at port $port: make run"
shot() { python dev/lib/shot.py --port "$port" --user accountant --wait 4000 "$@"; }
# The customer of the second picture is one that has something to say: late, and not lost.
customer=$(sql demo "SELECT partner_id FROM customer_profile
  WHERE active AND overdue > 0 AND invoice_count_12m > 5
  ORDER BY revenue_12m DESC LIMIT 1")
mkdir -p docs/pictures
shot /odoo/customers-by-class docs/pictures/customers.png
shot "/odoo/customers-by-class/$customer" docs/pictures/customer.png \
  --click 'a.nav-link[name=customer_classification]' --height 900
