#!/usr/bin/env bash
# Runs the suite and the catalogue of conformance over and over while all cores are busy, in debug and in release;
# any failure ends it.
# usage: ci/stress.sh [times] [filter …]
set -euo pipefail
cd "$(dirname "$0")/.."
times=${1:-200}
shift || true
export RUST_BACKTRACE=0

busy=()
cleanup() { [ ${#busy[@]} -eq 0 ] || kill "${busy[@]}" 2>/dev/null || true; }
trap cleanup EXIT

# Builds what the arguments for cargo ask for, and prints the paths of the programs.
programs() {
  "$@" --quiet --message-format=json | sed -nE 's/.*"executable":"([^"]+)".*/\1/p'
}
tests() { # arguments for cargo
  programs cargo test --no-run --features all-runtimes \
    -p runtime-matrix -p runtime-matrix-libraries -p runtime-matrix-sim --test it "$@"
}
catalogue() { # arguments for cargo
  programs cargo build -p runtime-matrix --features all-runtimes,conformance --example conformance "$@"
}
# Runs a program so often.
repeat() { # program, arguments for it
  local program=$1 began=$SECONDS time log
  shift
  for time in $(seq "$times"); do
    log=$(mktemp)
    # The first run repeats those bodies often that repeat themselves.
    if ! REPEATS=$((time == 1 ? 2000 : 20)) "$program" "$@" >"$log" 2>&1; then
      cat "$log"
      printf 'ci/stress.sh: run %d of %d failed: %s\n' "$time" "$times" "$program" >&2
      exit 1
    fi
    rm -f "$log"
  done
  printf '%d runs without a failure in %d s: %s\n' "$times" $((SECONDS - began)) "${program#"$PWD"/}"
}

tests=$(tests; tests --release)
catalogues=$(catalogue; catalogue --release)
for _ in $(seq "$(nproc)"); do
  while :; do :; done &
  busy+=($!)
done
for program in $tests; do
  # The fixture and trybuild run cargo.
  repeat "$program" --quiet --skip records:: --skip ui:: "$@"
done
# A filter of tests is no pattern over cases.
if [ $# -eq 0 ]; then
  for program in $catalogues; do
    repeat "$program" --check
  done
fi
