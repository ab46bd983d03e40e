#!/usr/bin/env bash
# make docs: write what is made of code, in the database of the tests.
. "$(dirname "$0")/lib/lib.sh"

setup
db_exists test || die "there is no test database yet: make test ARGS='-k test_docs'"
python dev/lib/included.py docs/*.md
db_copy test docs
db_modules docs customer_classification
db_script docs metrics_doc.py
db_drop docs
