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
# The customer of the second picture has something to say: it owes, and buys still.
customer=$(sql demo "SELECT p.partner_id FROM customer_profile p
  JOIN res_users u ON u.login = 'accountant' AND u.company_id = p.company_id
  WHERE p.active AND p.overdue > 0 AND p.invoice_count_12m > 5
  ORDER BY p.revenue_12m DESC LIMIT 1")
mkdir -p docs/pictures
shot /odoo/customers-by-class docs/pictures/customers.png
# A click below the lines brings them into sight.
shot "/odoo/customers-by-class/$customer" docs/pictures/customer.png --height 900 \
  --click 'a.nav-link[name=customer_classification]' \
  --click '.o_customer_why_line:nth-child(12) > div'
