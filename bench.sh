#!/usr/bin/env bash
# ./bench.sh dns | names | pauses | dhcp | start | etcd [OPTION...]   polymasqd beside its peers, in private network namespaces (root). --help after the word tells the options
set -euo pipefail
cd "$(dirname "$0")"
. build/common.sh

kind=${1:-}
case $kind in
  dns) packages="gcc libc6-dev iproute2" peers="dnsmasq-base unbound dnsdist" ;;
  start) packages="gcc libc6-dev iproute2" peers="dnsmasq-base unbound" ;;
  names | pauses) packages="gcc libc6-dev iproute2" peers="" ;;
  dhcp) packages="iproute2 strace kea-admin" peers="dnsmasq-base isc-dhcp-server kea-dhcp4-server etcd-server etcd-client" ;;
  etcd) packages="iproute2" peers="etcd-server" ;;
  *) die "usage: ./bench.sh dns | names | pauses | dhcp | start | etcd [OPTION...]" ;;
esac
shift
case " $* " in *' -h '* | *' --help '*) exec /usr/bin/python3 "tests/bench/$kind.py" --help ;; esac

# shellcheck disable=SC2086 # one word for each package
install_packages libsqlite3-0 python3 $packages
# shellcheck disable=SC2086
install_without_services $peers
publish out
if is_root; then exec /usr/bin/python3 "tests/bench/$kind.py" "$@"; fi
as_root "make network namespaces" /usr/bin/python3 "tests/bench/$kind.py" "$@"
