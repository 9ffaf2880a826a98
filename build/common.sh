# shellcheck shell=bash
# Read by run.sh, test.sh and bench.sh: packages by name, the build, and root only where it is really needed.

export DOTNET_NOLOGO=1 DOTNET_CLI_TELEMETRY_OPTOUT=1

say() { printf '%s\n' "$@"; }
die() { printf '%s: %s\n' "${0##*/}" "$*" >&2; exit 1; }
is_root() { [ "$(id -u)" = 0 ]; }

# as_root REASON COMMAND...: runs COMMAND as root; asks sudo where we are not root, and says why.
as_root() {
  local reason=$1
  shift
  if is_root; then "$@"; return; fi
  command -v sudo >/dev/null || die "root is needed to $reason, and there is no sudo here"
  say "root is needed to $reason: sudo $*" >&2
  sudo "$@"
}

# missing_packages PACKAGE...: those of the Debian packages that are not installed.
missing_packages() {
  local package
  for package in "$@"; do
    case $(dpkg-query -W -f '${db:Status-Status}' "$package" 2>/dev/null) in
      installed) ;;
      *) say "$package" ;;
    esac
  done
}

# install_packages PACKAGE...: nothing is asked and no network is touched when all of them are there.
install_packages() {
  local missing
  command -v dpkg-query >/dev/null || { say "not a Debian system: these are taken to be there: $*" >&2; return 0; }
  missing=$(missing_packages "$@")
  [ -n "$missing" ] || return 0
  say "installing: ${missing//$'\n'/ }"
  # A fresh machine has no package lists, an old one lists of versions that are gone.
  as_root "install packages" apt-get update -q >/dev/null
  # shellcheck disable=SC2086 # one word for each package
  as_root "install packages" env DEBIAN_FRONTEND=noninteractive apt-get install -y -q --no-install-recommends $missing >/dev/null
}

# install_without_services PACKAGE...: those whose packages would start a service on this machine; it is kept from starting, now and later.
install_without_services() {
  local missing package policy=/usr/sbin/policy-rc.d
  missing=$(missing_packages "$@")
  [ -n "$missing" ] || return 0
  say "installed without starting their services on this machine: ${missing//$'\n'/ }"
  if [ -e $policy ]; then install_packages "$@"; return; fi
  as_root "keep their services from starting" sh -c "printf '#!/bin/sh\nexit 101\n' > $policy && chmod 755 $policy"
  trap 'as_root "let services start again" rm -f /usr/sbin/policy-rc.d' EXIT
  install_packages "$@"
  as_root "let services start again" rm -f $policy
  trap - EXIT
  command -v systemctl >/dev/null || return 0
  for package in $missing; do as_root "keep its service from starting at boot" systemctl disable -q "$package" 2>/dev/null || true; done
}

need_dotnet() {
  command -v dotnet >/dev/null || { [ -x ~/.dotnet/dotnet ] && PATH=$PATH:~/.dotnet; } ||
    die "the .NET 10 SDK is needed: https://learn.microsoft.com/dotnet/core/install/linux-debian"
  dotnet --version >/dev/null || die "global.json asks for a .NET SDK that is not here (have: $(dotnet --list-sdks | tr '\n' ' '))"
}

# publish FOLDER: both programs, compiled ahead of time (ReadyToRun), built again only if something they are made of has changed.
publish() {
  local folder=$1 project log
  if [ -e "$folder/.published" ] &&
    [ -z "$(find src hocon Directory.*.props global.json \( -name bin -o -name obj \) -prune -o -newer "$folder/.published" -print -quit)" ]; then
    return 0
  fi
  need_dotnet
  say "building into $folder ..."
  mkdir -p "$folder"
  log=$folder/publish.log
  touch "$folder/.publishing" # what changes while the build runs is newer than this
  for project in src/Node src/Cli; do
    dotnet publish "$project" -c Release -o "$folder" -v q --disable-build-servers >"$log" 2>&1 || { cat "$log" >&2; die "the build failed"; }
  done
  mv "$folder/.publishing" "$folder/.published"
}
