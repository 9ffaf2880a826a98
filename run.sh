#!/usr/bin/env bash
# ./run.sh [POLYMASQD OPTION...]   one gateway for this machine: DNS on 127.0.0.1:5353 and [::1]:5353, no root needed
# ./run.sh lab [--keep | --down]   one gateway and four real DHCP clients in network namespaces (root)
# ./run.sh lab --gateways 3        three gateways on one pool, with etcd: killed, cut off and healed while clients come and renew
set -euo pipefail
cd "$(dirname "$0")"
. build/common.sh

run_lab() {
  case " $* " in
    *' --down '* | *' -h '* | *' --help '*) ;;
    *) publish out ;;
  esac
  install_packages libsqlite3-0 python3
  install_without_services $(cat tests/lab/packages)
  if is_root; then exec /usr/bin/python3 tests/lab/demo.py "$@"; fi
  as_root "make network namespaces" /usr/bin/python3 tests/lab/demo.py "$@"
}

write_config() {
  local addresses='"127.0.0.1:5353"'
  [ ! -e /proc/sys/net/ipv6/conf/lo/disable_ipv6 ] || [ "$(cat /proc/sys/net/ipv6/conf/lo/disable_ipv6)" = 1 ] ||
    addresses+=', "[::1]:5353"'
  cat >.run/polymasq.conf <<CONF
# Written anew by every ./run.sh. To try other settings, copy it: out/polymasqd --config COPY
polymasq {
  node { name = "run", data-dir = "$PWD/.run" }
  listen { addresses = [$addresses] }
  control { socket = "$PWD/.run/control.sock" }
}
CONF
}

run_gateway() {
  install_packages libsqlite3-0
  mkdir -p .run
  write_config
  say "polymasqd answers DNS on 127.0.0.1:5353 and [::1]:5353 and asks the servers of /etc/resolv.conf." \
    "Its data is in .run/, Ctrl-C ends it. Try in another terminal:" \
    "  dig -p 5353 @127.0.0.1 debian.org            (twice: a miss, then a hit)" \
    "  out/polymasq --socket .run/control.sock cache stats" \
    "  out/polymasq --socket .run/control.sock upstream show" \
    "A whole network to watch, with DHCP and real clients: ./run.sh lab"
  exec out/polymasqd --config .run/polymasq.conf "$@"
}

case ${1:-} in
  lab)
    shift
    run_lab "$@"
    ;;
  -h | --help) sed -n '2,4s/^# //p' "$0" ;;
  '' | -*)
    publish out
    run_gateway "$@"
    ;;
  *) die "unknown: $1 (try ./run.sh --help)" ;;
esac
