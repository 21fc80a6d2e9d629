#!/usr/bin/env bash
# Counts the third-party crates that the dev-dependency brings to a user, and holds them to the budget.
set -euo pipefail
cd "$(dirname "$0")/.."

# Names, each once, without our own.
crates() { cargo tree --package runtime-matrix --edges normal,build --prefix none --format '{p}' "$@" | awk '{ print $1 }' | sort -u | grep -v '^runtime-matrix'; }

check() { # what, limit, arguments of cargo tree
  local what=$1 limit=$2 list count
  shift 2
  list=$(crates "$@")
  count=$(wc -l <<<"$list")
  printf '%s: %d of at most %d: %s\n' "$what" "$count" "$limit" "$(tr '\n' ' ' <<<"$list")"
  [ "$count" -le "$limit" ] || { printf 'ci/crates.sh: too many crates %s\n' "$what" >&2; exit 1; }
}

check 'by default' 6
check 'with faults' 6 --features faults
check 'with tokio' 12 --features tokio
check 'with all runtimes' 62 --features all-runtimes
