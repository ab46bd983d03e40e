# shellcheck shell=bash
# What has to come from the operating system: installed where we may, else named.

# processes COMMAND: the ids of those whose command line begins so. Asking the system
# instead of keeping a file: nothing to lose, nothing to be out of date.
processes() {
  local process command
  for process in /proc/[0-9]*; do
    command=$(tr '\0' ' ' 2>/dev/null <"$process/cmdline") || continue
    [ "${command#"$1 "}" = "$command" ] || echo "${process#/proc/}"
  done
}

# end SIGNAL COMMAND: and wait until they are gone, killing what takes over 20 s.
end() {
  local pids waited=0
  mapfile -t pids < <(processes "$2")
  [ ${#pids[@]} != 0 ] || return 0
  kill "-$1" "${pids[@]}" 2>/dev/null || true
  while [ -n "$(processes "$2")" ]; do
    [ $((waited += 1)) -le 100 ] || kill -KILL "${pids[@]}" 2>/dev/null || true
    sleep 0.2
  done
}

# missing COMMAND:PACKAGE...: the packages whose command, or font, is not there.
missing() {
  local pair
  for pair; do
    case ${pair%%:*} in
      cjk-font) [ -n "$(fc-list ':lang=zh-cn' 2>/dev/null)" ] || echo "${pair##*:}" ;;
      font=*)
        pair=${pair#font=}
        [ -n "$(fc-list "${pair%%:*}" 2>/dev/null)" ] || echo "${pair##*:}"
        ;;
      *) command -v "${pair%%:*}" >/dev/null || echo "${pair##*:}" ;;
    esac
  done | sort -u
}

# apt_install PACKAGE...: false if this user or this system can't.
apt_install() {
  local root=()
  command -v apt-get >/dev/null || return 1
  [ "$(id -u)" = 0 ] || {
    sudo -n true 2>/dev/null || return 1
    root=(sudo -n)
  }
  say "installing $*"
  root+=(env DEBIAN_FRONTEND=noninteractive apt-get -q -o DPkg::Lock::Timeout=300)
  {
    "${root[@]}" install -y --no-install-recommends "$@" ||
      { "${root[@]}" update &&
        "${root[@]}" install -y --no-install-recommends "$@"; }
  } </dev/null >"$dev/apt.log" 2>&1 8>&- 9>&-
}

# need COMMAND:PACKAGE...: true when all are there, after an attempt to install them;
# else one line that names what is missing.
need() {
  local packages
  mkdir -p "$dev"
  mapfile -t packages < <(missing "$@")
  [ ${#packages[@]} = 0 ] || apt_install "${packages[@]}" || true
  mapfile -t packages < <(missing "$@")
  [ ${#packages[@]} = 0 ] || {
    warn "missing: ${packages[*]} (as root: apt-get install ${packages[*]})"
    return 1
  }
}

# need_pdf: what PDF needs, with the fonts that customer_report_templates.xml names.
need_pdf() {
  need wkhtmltopdf:wkhtmltopdf "font=Liberation Sans:fonts-liberation" \
    "font=WenQuanYi Micro Hei:fonts-wqy-microhei"
}
