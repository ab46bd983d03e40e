#!/usr/bin/env bash
# make stop: the Odoo of `make run` and the private PostgreSQL.
. "$(dirname "$0")/lib/lib.sh"
. dev/lib/server.sh

server_stop demo
pg_stop
