#!/usr/bin/env bash
# make soak: simulated days of all kinds of acts; SEEDS="1 2" DAYS=30 ACTS=25 (a day).
# Arguments (make soak ARGS=--verbose) go to soak.py.
. "$(dirname "$0")/../lib/lib.sh"

trap 'pg_leave || true' EXIT
setup
lock tests
prepare_test_database
unlock

python dev/soak/soak.py test --seeds "${SEEDS:-1}" --days "${DAYS:-30}" \
  --acts "${ACTS:-25}" "$@" </dev/null 8>&- 9>&-
