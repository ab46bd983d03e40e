#!/usr/bin/env bash
# make shot ARGS="/odoo/customers-by-class out.png": see lib/shot.py.
. "$(dirname "$0")/lib/lib.sh"

need chromium:chromium cjk-font:fonts-noto-cjk
lock tools
make_tools
unlock
exec python dev/lib/shot.py --port "$port" "$@"
