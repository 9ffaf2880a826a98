#!/usr/bin/env bash
# ./bench.sh dns | dhcp | start [OPTION...]   polymasqd beside its peers, in private network namespaces (root). --help after the word tells the options
set -euo pipefail
cd "$(dirname "$0")"
. build/common.sh

# install_peers PACKAGE...: servers whose packages would start a service of their own on this machine; it is kept from starting, now and later.
install_peers() {
  local missing package policy=/usr/sbin/policy-rc.d
  missing=$(missing_packages "$@")
  [ -n "$missing" ] || return 0
  say "the peers' services are not started on this machine: ${missing//$'\n'/ }"
  if [ -e $policy ]; then install_packages "$@"; return; fi
  as_root "keep their services from starting" sh -c "printf '#!/bin/sh\nexit 101\n' > $policy && chmod 755 $policy"
  trap 'as_root "let services start again" rm -f /usr/sbin/policy-rc.d' EXIT
  install_packages "$@"
  as_root "let services start again" rm -f $policy
  trap - EXIT
  command -v systemctl >/dev/null || return 0
  for package in $missing; do as_root "keep its service from starting at boot" systemctl disable -q "$package" 2>/dev/null || true; done
}

kind=${1:-}
case $kind in
  dns | start) packages="gcc libc6-dev iproute2" peers="dnsmasq-base unbound" ;;
  dhcp) packages="iproute2 strace kea-admin" peers="dnsmasq-base isc-dhcp-server kea-dhcp4-server" ;;
  *) die "usage: ./bench.sh dns | dhcp | start [OPTION...]" ;;
esac
shift
case " $* " in *' -h '* | *' --help '*) exec /usr/bin/python3 "tests/bench/$kind.py" --help ;; esac

# shellcheck disable=SC2086 # one word for each package
install_packages libsqlite3-0 python3 $packages
# shellcheck disable=SC2086
install_peers $peers
publish out
if is_root; then exec /usr/bin/python3 "tests/bench/$kind.py" "$@"; fi
as_root "make network namespaces" /usr/bin/python3 "tests/bench/$kind.py" "$@"
