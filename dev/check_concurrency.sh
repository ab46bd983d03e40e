#!/usr/bin/env bash
# Several people and jobs at work at the same time, on a copy of the test database.
. "$(dirname "$0")/lib.sh"
name=concurrency_check
trap 'db_drop "$name"; pg_leave || true' EXIT

setup
db_copy test "$name"
python dev/check_concurrency.py "$name"
