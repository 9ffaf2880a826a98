#!/usr/bin/env bash
# Installs what the tests need, builds, runs all tests. The last line reads: N passed, N failed, N skipped
# usage: ./test.sh [--no-lab]
set -euo pipefail
cd "$(dirname "$0")"
. build/common.sh

lab=yes
case ${1:-} in
  '') ;;
  --no-lab) lab=no ;;
  *) die "usage: ./test.sh [--no-lab]" ;;
esac

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
: >"$work/failures" # said again at the end, where one looks
passed=0 failed=0 skipped=0

# remember LINE...: something failed.
remember() { say "$@" >>"$work/failures"; }

# failed_tests OUTPUT: the names of failed tests with the first lines of what they said. A name stands at four spaces, what belongs to it deeper.
failed_tests() { awk '/^    [^ ]/ { left = /\[FAIL\]$/ ? 16 : 0 } /^    / && left-- > 0' "$1"; }

# count OUTPUT STATUS NAME: adds the totals of a test executable's summary line; an executable without one has failed.
count() {
  local output=$1 status=$2 name=$3 total errors failures skips not_run
  read -r total errors failures skips not_run < <(sed -nE \
    's/.*Total: ([0-9]+), Errors: ([0-9]+), Failed: ([0-9]+), Skipped: ([0-9]+), Not Run: ([0-9]+).*/\1 \2 \3 \4 \5/p' "$output") || true
  if [ -z "${total:-}" ]; then
    cat "$output"
    say "FAIL $name ended with status $status and without a summary"
    remember "    $name ended with status $status and without a summary; its last lines:" "$(tail -n 15 "$output" | sed 's/^/      /')" "$(failed_tests "$output")"
    failed=$((failed + 1))
    return
  fi
  passed=$((passed + total - failures - skips - not_run))
  failed=$((failed + failures + errors))
  skipped=$((skipped + skips + not_run))
  if [ "$status" != 0 ]; then
    cat "$output"
    remember "$(failed_tests "$output")"
    if [ $((failures + errors)) = 0 ]; then
      remember "    $name ended with status $status though no test of it failed"
      failed=$((failed + 1))
    fi
  else
    grep -A1 -F '[SKIP]' "$output" || true
  fi
  say "$name: $total run, $((failures + errors)) failed, $((skips + not_run)) skipped"
}

run_unit_tests() {
  local folder project status
  for folder in tests/*.Tests; do
    project=Polymasq.${folder#tests/}
    status=0
    # A test that runs away fails by name then, and the machine lives on.
    POLYMASQ_SIM_SEEDS=2000 DOTNET_GCHeapHardLimit=0x80000000 timeout 900 "$folder/bin/Release/net10.0/$project" -noColor -noLogo >"$work/$project" 2>&1 </dev/null || status=$?
    count "$work/$project" "$status" "$project"
  done
}

run_lab_tests() {
  local lab_passed lab_failed lab_skipped
  if [ "$lab" = no ]; then say "SKIP lab tests: --no-lab"; skipped=$((skipped + 1)); return; fi
  /usr/bin/python3 tests/lab/run_tests.py --gateway out/polymasqd </dev/null 2>&1 | tee "$work/lab" || true
  remember "$(sed -n 's/^FAIL /    the lab: /p' "$work/lab")"
  if ! read -r lab_passed _ lab_failed _ lab_skipped _ < <(tail -n 1 "$work/lab") || ! [[ $lab_passed =~ ^[0-9]+$ ]]; then
    say "FAIL the lab tests ended without a summary"
    remember "    the lab tests ended without a summary; their last lines:" "$(tail -n 15 "$work/lab" | sed 's/^/      /')"
    failed=$((failed + 1))
    return
  fi
  passed=$((passed + lab_passed)) failed=$((failed + lab_failed)) skipped=$((skipped + lab_skipped))
}

need_dotnet
if is_root; then
  install_packages libsqlite3-0 python3
  install_without_services $(cat tests/lab/packages)
else
  missing=$(missing_packages libsqlite3-0 python3 $(cat tests/lab/packages))
  [ -z "$missing" ] || say "missing, and only root can install them: ${missing//$'\n'/ }"
fi

# Build servers would outlive the run and hold its output open.
say "restoring and building ..."
dotnet restore Polymasq.slnx -v q -warnaserror --disable-build-servers ${CI:+--locked-mode}
dotnet build Polymasq.slnx -c Release -v q --no-restore --disable-build-servers
publish out

run_unit_tests
run_lab_tests
if grep -q . "$work/failures"; then
  say "" "what failed:"
  grep . "$work/failures"
fi
say "$passed passed, $failed failed, $skipped skipped"
[ "$failed" = 0 ] && [ "$passed" != 0 ]
