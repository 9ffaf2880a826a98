#!/usr/bin/env bash
# The simulation of several gateways: plays seeds, or one seed with its trace.
# usage: ./sim.sh [--seeds N] [--from N]    plays N seeds (10,000 unless told) from a first one (1) on
#        ./sim.sh --seed N                  plays one seed and prints what happened
set -euo pipefail
cd "$(dirname "$0")"
. build/common.sh

usage="usage: ./sim.sh [--seeds N] [--from N] | --seed N"
seeds=10000 from=1 seed=
while [ $# -gt 0 ]; do
  [[ $# -ge 2 && $2 =~ ^[1-9][0-9]*$ ]] || die "$usage"
  case $1 in
    --seeds) seeds=$2 ;;
    --from) from=$2 ;;
    --seed) seed=$2 ;;
    *) die "$usage" ;;
  esac
  shift 2
done

dotnet build tests/Actors.Tests -c Release -v q --nologo --disable-build-servers >&2
run=(tests/Actors.Tests/bin/Release/net10.0/Polymasq.Actors.Tests -noColor -noLogo -showLiveOutput)
tests=Polymasq.Actors.Tests.Simulation.SimulationTests
if [ -n "$seed" ]; then
  POLYMASQ_SIM_SEED=$seed "${run[@]}" -method "$tests.One_seed_is_played_and_its_trace_shown" | sed 's/^.*\[OUTPUT\] //'
else
  POLYMASQ_SIM_SEEDS=$seeds POLYMASQ_SIM_FROM=$from "${run[@]}" -method "$tests.Every_seed_keeps_the_invariants_and_the_interesting_things_happen"
fi
