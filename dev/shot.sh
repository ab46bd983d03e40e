#!/usr/bin/env bash
# make shot ARGS="/odoo/customers-by-class out.png": see shot.py.
. "$(dirname "$0")/lib.sh"

need chromium:chromium cjk-font:fonts-noto-cjk
lock tools
make_tools
unlock
exec python dev/shot.py --port "$port" "$@"
