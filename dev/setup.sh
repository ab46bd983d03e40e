#!/usr/bin/env bash
# make setup: what the other commands begin with.
. "$(dirname "$0")/lib/lib.sh"

setup
say "ready: Odoo $odoo_version, PostgreSQL in $PGHOST, template database $template"
