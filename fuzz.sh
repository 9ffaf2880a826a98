#!/usr/bin/env bash
# Feeds what reads the network with mutated packets; what breaks something is kept in the corpus. See tests/Fuzz/README.md
# usage: ./fuzz.sh dns|replies|dhcp [--seconds N] [--count N] [--seed N] [--corpus FOLDER]
set -euo pipefail
cd "$(dirname "$0")"
. build/common.sh

target=${1:-}
case $target in
  dns | replies) more=tests/Protocols.Tests/Dns/Corpus ;;
  dhcp) more=tests/Protocols.Tests/Dhcp4/Corpus ;;
  *) die "usage: ./fuzz.sh dns|replies|dhcp [--seconds N] [--count N] [--seed N] [--corpus FOLDER]" ;;
esac
shift

need_dotnet
dotnet build tests/Fuzz -c Release -v q --disable-build-servers >&2
exec tests/Fuzz/bin/Release/net10.0/Polymasq.Fuzz "$target" --corpus "tests/Fuzz/Corpus/$target" --corpus "$more" "$@"
