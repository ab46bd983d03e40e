#!/usr/bin/env bash
# make lint: every linter. make format (lint.sh --fix): rewrite what they can mend.
. "$(dirname "$0")/lib/lib.sh"

lock tools
make_tools
unlock
# Also in a clone that belongs to another user, as in a container.
export GIT_CONFIG_COUNT=1 GIT_CONFIG_KEY_0=safe.directory GIT_CONFIG_VALUE_0=$repo
git rev-parse --git-dir >/dev/null 2>&1 || die "the linters need a git clone"

if [ "${1-}" = --fix ]; then
  ruff check --fix-only --quiet .
  ruff format --quiet .
  git ls-files -z -- '*.xml' '*.js' '*.scss' '*.css' '*.json' '*.yml' '*.yaml' |
    xargs -0r prettier --log-level=warn --write --ignore-unknown
else
  exec pre-commit run --all-files --color=never
fi
