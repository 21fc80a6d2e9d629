#!/usr/bin/env bash
# Runs the suite over and over while all cores are busy, in debug and in release; any failure ends it.
# usage: ci/stress.sh [times] [filter …]
set -euo pipefail
cd "$(dirname "$0")/.."
times=${1:-200}
shift || true
export RUST_BACKTRACE=0

busy=()
cleanup() { [ ${#busy[@]} -eq 0 ] || kill "${busy[@]}" 2>/dev/null || true; }
trap cleanup EXIT

binaries() { # cargo arguments
  cargo test --no-run --quiet --message-format=json --features all-runtimes \
    -p runtime-matrix -p runtime-matrix-libraries -p runtime-matrix-sim --test it "$@" |
    sed -nE 's/.*"executable":"([^"]+)".*/\1/p'
}

debug=$(binaries)
release=$(binaries --release)
for _ in $(seq "$(nproc)"); do
  while :; do :; done &
  busy+=($!)
done
for binary in $debug $release; do
  began=$SECONDS
  for time in $(seq "$times"); do
    log=$(mktemp)
    # The fixture and trybuild run cargo, and the first run repeats those bodies often that repeat themselves.
    if ! REPEATS=$((time == 1 ? 2000 : 20)) "$binary" --quiet --skip records:: --skip ui:: "$@" >"$log" 2>&1; then
      cat "$log"
      printf 'ci/stress.sh: run %d of %d failed: %s\n' "$time" "$times" "$binary" >&2
      exit 1
    fi
    rm -f "$log"
  done
  printf '%d runs without a failure in %d s: %s\n' "$times" $((SECONDS - began)) "${binary#"$PWD"/}"
done
