#!/usr/bin/env bash
# Checks everything: format, lints, docs, all tests on all cells, a user's crate, the budget of crates.
# Needs nothing but a Rust toolchain with rustfmt and clippy. The HTML page is opened in Chromium and instructions are
# counted under valgrind, where there is one or root may install it.
set -euo pipefail
cd "$(dirname "$0")/.."
export RUST_BACKTRACE=0 CARGO_TERM_COLOR=never INSTA_UPDATE=no INSTA_WORKSPACE_ROOT="$PWD"
# Everything is built once. Names and lines are enough for what the tests read of a stack, and take a quarter less to
# compile than all that a debugger wants to know.
export CARGO_INCREMENTAL=0 CARGO_PROFILE_DEV_DEBUG=limited

began=$SECONDS
step() { printf '\n== %s (after %d s)\n' "$*" $((SECONDS - began)); }
die() { printf 'ci/check.sh: %s\n' "$*" >&2; exit 1; }

# Lists the cells of a test run, one `path::test::cell` a line.
list_cells() { cargo test --quiet "$@" -- --list 2>/dev/null | sed -n 's/: test$//p'; }
# Counts the tests of each cell in a list.
count_cells() { sed -nE 's/.*::(sim|(tokio|async|smol|futures)[a-z_]*)$/\1/p' | sort | uniq -c; }

# Installs packages of Debian, where that is possible.
install() {
  [ "$(id -u)" -eq 0 ] && command -v apt-get >/dev/null || return 0
  { apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "$@"; } >/dev/null || true
}

features=(async-std futures smol tokio)

# Those of other platforms too: some tests run cargo without a network, and it wants to have them all.
cargo fetch --locked --quiet

step 'a browser for the HTML page'
# Debian's package, where there is none and it may be installed. Where there is none then, the tests say what they leave out.
has_chromium() { [ -n "${CHROME:-}" ] || command -v chromium chromium-browser google-chrome >/dev/null; }
has_chromium || install chromium fonts-dejavu-core
if has_chromium; then
  export NEEDS_CHROMIUM=1
  printf 'the page is opened in %s\n' "${CHROME:-$(command -v chromium chromium-browser google-chrome | head -n 1)}"
else
  printf 'skipped: no Chromium, and it cannot be installed here: the page is opened in no browser\n'
fi

step 'valgrind, for the counts of instructions'
# It wants the names in the C library's loader, which are in a package of their own.
command -v valgrind >/dev/null || install valgrind libc6-dbg
if command -v valgrind >/dev/null; then
  export NEEDS_VALGRIND=1
  printf 'instructions are counted under %s\n' "$(valgrind --version)"
else
  printf 'skipped: no valgrind, and it cannot be installed here: no instructions are counted\n'
fi

step 'format'
cargo fmt --all --check

step 'lints: every feature alone and all together'
# The packages that have features, without any.
cargo clippy --quiet --package=runtime-matrix{,-benches,-libraries,-verdicts} --all-targets -- -D warnings
for feature in async-std conformance faults futures log smol streams tokio tracing; do
  cargo clippy --quiet -p runtime-matrix --features "$feature" -- -D warnings
done
cargo clippy --quiet -p runtime-matrix-report --all-targets --features read -- -D warnings
cargo clippy --quiet --workspace --exclude runtime-matrix-benches --all-targets --all-features -- -D warnings
# With peers beside us, which bring crates that nothing else has.
cargo clippy --quiet -p runtime-matrix-benches --all-targets --features peers -- -D warnings

step 'each published crate alone: nothing may lean on a feature that a neighbour switches on'
for package in runtime-matrix{,-async-std,-core,-criterion,-faulty,-futures,-macros,-report,-sim,-smol,-tokio} cargo-runtime-matrix; do
  cargo check --quiet -p "$package"
done
cargo check --quiet -p runtime-matrix-report --features read

step 'docs'
RUSTDOCFLAGS='-D warnings' cargo doc --quiet --workspace --exclude runtime-matrix-benches --no-deps --all-features
RUSTDOCFLAGS='-D warnings' cargo doc --quiet -p runtime-matrix-benches --no-deps --features peers

step 'without a feature, tests run on sim alone'
# What a plain `cargo test` builds may hold no adapter but that of sim. That it runs is seen in a crate of a user below.
adapters=$(cargo tree --edges normal,dev --prefix none --format '{p}' | sed -nE 's/^(runtime-matrix-(async-std|futures|smol|tokio)) .*/\1/p' | sort -u)
[ -z "$adapters" ] || die "a plain \`cargo test\` runs more than sim: some default member enables $adapters"
cargo test --quiet -p runtime-matrix-report --lib --tests

step 'tests on every cell, debug'
# The benches have tests of their own below, in the profile that they are built with anyway.
tests=(--workspace --exclude runtime-matrix-benches --exclude runtime-matrix-criterion --all-features)
list=$(list_cells "${tests[@]}")
counts=$(printf '%s\n' "$list" | count_cells)
printf 'tests per cell:\n%s\n' "$counts"
awk '{ all += $1; if ($2 != "sim") real += $1 }
  END { printf "share of real runtimes: %d of %d (%d %%)\n", real, all, 100 * real / all }' <<<"$counts"
printf 'cases of the catalogue per runtime:\n'
sed -nE 's/.*::((sim|tokio|async|smol|futures)[a-z_]*)::conformance::[a-z_]+::.*/\1/p' <<<"$list" | sort | uniq -c
[ "$(wc -l <<<"$counts")" -eq 7 ] || die 'seven cells are built in; the list has others'
# Many tests wait for real time or for a process, so that two cores have time for more than two of them.
RUST_TEST_THREADS=4 cargo test --quiet "${tests[@]}"

step 'the catalogue of conformance: all runtimes, and the pages that tell of them'
cargo run --quiet -p runtime-matrix --features all-runtimes,conformance --example conformance -- --check

step 'the kill matrix: each fault is found by its case in its words, each case finds a fault, what is odd passes'
cargo run --quiet -p runtime-matrix-faulty --example kill_matrix

step 'the matrix of published libraries'
matrix=$(cargo runtime-matrix -p runtime-matrix-libraries)
printf '%s\n' "$matrix"
promised=$(awk '$0 == "$ cargo runtime-matrix -p runtime-matrix-libraries" { on = 1; next } on && /^```/ { exit } on' README.md)
[[ -n $promised && $matrix == "$promised"* ]] || die 'the README shows another matrix of published libraries'

step 'each runtime without the others: what its adapter promises, on its own features'
for feature in "${features[@]}"; do
  # A crate of a user runs with each of them alone below.
  cargo test --quiet -p "runtime-matrix-$feature"
done

step 'tests on every cell, release'
# It is there for the races that debug does not show. Little optimization is enough for another timing and halves the
# build; what the compiler says, and what a process prints, does not depend on it.
export CARGO_PROFILE_RELEASE_OPT_LEVEL=1 CARGO_PROFILE_RELEASE_CODEGEN_UNITS=64
RUST_TEST_THREADS=4 cargo test --quiet --release --features all-runtimes \
  -p runtime-matrix -p runtime-matrix-libraries -p runtime-matrix-sim --lib --tests -- --skip ui:: --skip records:: --skip tidy::

step 'a crate of a user, with nothing but the dev-dependency'
ci/user.sh

step 'the budget of third-party crates'
ci/crates.sh

step 'benches: what is listed does its work, and so does criterion on our runtimes'
# One profile and one set of features, so that nothing is built twice.
benches=(--profile bench -p runtime-matrix-benches -p runtime-matrix-criterion --features runtime-matrix-benches/all-runtimes)
cargo test --quiet "${benches[@]}" --lib --bins --tests
cargo test --quiet "${benches[@]}" --doc

step 'benches, in test mode'
cargo bench --quiet "${benches[@]:2}" -- --test >/dev/null

step 'the README has a figure of each workload on each runtime'
cargo run --quiet --profile bench -p runtime-matrix-benches --features all-runtimes -- report --check

step 'no workload takes more than 2 % more instructions than its baseline says'
if command -v valgrind >/dev/null; then
  cargo run --quiet --profile bench -p runtime-matrix-benches --features all-runtimes --bin instructions -- --check
else
  printf 'skipped: no valgrind\n'
fi

step 'done'
