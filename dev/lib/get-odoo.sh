#!/usr/bin/env bash
# get-odoo.sh DIR: Odoo 19.0 Community into DIR/usr/lib/python3/dist-packages, from the
# Debian package odoo-19 (sid, a moving version; its changelog names it).
#
# The mirror is the one this machine's apt already uses. Sources, lists and cache are
# private to this script: no root needed, nothing of the system's apt is written; apt
# checks the signatures against debian-archive-keyring. DIR/usr appears when complete.
set -euo pipefail
mkdir -p "${1:?usage: $0 DIR}"
dest=$(cd "$1" && pwd -P)

die() {
  echo "get-odoo: $*; set ODOO_HOME to an Odoo 19.0 source checkout or installation" >&2
  exit 1
}

for command in apt-get dpkg-deb; do
  command -v "$command" >/dev/null || die "this is not a Debian system"
done
# shellcheck source=/dev/null
codename=$(. /etc/os-release && echo "${VERSION_CODENAME-}")
# shellcheck disable=SC2016  # apt's own variables
mirror=$(apt-get indextargets --no-release-info --format '$(RELEASE) $(COMPONENT) $(REPO_URI)' |
  awk -v r="$codename" '$1 == r && $2 == "main" && !found { print $3; found = 1 }')
[ -n "$mirror" ] || die "apt has no Debian mirror configured on this machine"

tmp=$(mktemp -d "$dest/.apt.XXXXXX")
trap 'rm -rf "$tmp"' EXIT
mkdir -p "$tmp/lists/partial" "$tmp/archives/partial"
keyring=/usr/share/keyrings/debian-archive-keyring.gpg
echo "deb [signed-by=$keyring] $mirror sid main" >"$tmp/sources.list"
apt=(apt-get -q -o Dir::Etc::SourceList="$tmp/sources.list" -o Dir::Etc::SourceParts=/dev/null
  -o Dir::Etc::Preferences=/dev/null -o Dir::Etc::PreferencesParts=/dev/null
  -o Dir::State::Lists="$tmp/lists" -o Dir::Cache="$tmp" -o Acquire::Languages=none
  -o Acquire::Retries=3 -o APT::Sandbox::User= -o APT::Update::Error-Mode=any)
"${apt[@]}" update || die "the index of Debian sid could not be fetched and verified"

cd "$tmp"
# odoo-19 links to the fonts and JS libraries of the other packages, by relative paths.
"${apt[@]}" download odoo-19 fonts-montserrat fonts-ocr-b fonts-roboto-unhinted \
  libjs-jquery libjs-jquery-form libjs-underscore || die "Debian sid has no odoo-19 now"
# Of its translations (0.8 of 1.2 GB) only the Chinese; not its stray addons/ and setup/.
for deb in ./*.deb; do
  dpkg-deb --fsys-tarfile "$deb" | tar -x --exclude='*/dist-packages/addons' \
    --exclude='*/dist-packages/setup' --exclude='*/i18n*/[!z]*.po' \
    --exclude='*/i18n*/z[!h]*.po' ./usr
done
# Debian leaves this file out; the console error of its absence fails every browser tour.
stub=usr/lib/python3/dist-packages/odoo/addons/mail/static/lib/selfie_segmentation
mkdir -p "$stub"
echo '// not in the Debian package (only blurs the background of video calls)' \
  >"$stub/selfie_segmentation.js"
mv usr "$dest/"
