#!/usr/bin/env bash
# make shot ARGS="/odoo/contacts out.png": see shot.py.
. "$(dirname "$0")/lib.sh"

need chromium:chromium cjk-font:fonts-noto-cjk
lock tools
make_tools
unlock
exec python dev/shot.py --port "$port" "$@"
