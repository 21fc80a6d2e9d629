#!/usr/bin/env bash
# Measures the build of 250 tests on four runtimes and `sim` against the same 250 written for one runtime.

set -euo pipefail
export LC_ALL=C

usage() {
    cat <<'USAGE'
usage: build-ratio.sh [--limit X] [--rounds N] [--flavor F] [--keep]

Builds two throw-away crates in debug and compares the time that the test crate alone takes:
  hand    250 `#[tokio::test]` tests on one runtime
  matrix  the same bodies as `#[runtime_matrix::test]`, on sim, both Tokio flavors, async-std and smol:
          1,250 cells

Dependencies are built first. Then the two take turns: touch, `cargo test --no-run`. Incremental
compilation is off, since a touch alone would rebuild nothing.

Processor time is printed too: it says more than the clock on a machine that is shared.

  --limit X   exit with 1 if the ratio matrix / hand, by the clock, is above X (default 0.40)
  --rounds N  how often each is built; medians count (default 3)
  --flavor F  of the tests in `hand`:
                plain           `#[tokio::test]`, with the features of Tokio that `matrix` builds with too
                                (default)
                current_thread  `#[tokio::test]`, without `rt-multi-thread`: less code for each spawn
                multi_thread    `#[tokio::test(flavor = "multi_thread", worker_threads = 2)]`
  --keep      leave the crates behind and say where they are
USAGE
}

fail() {
    echo "build-ratio: $1" >&2
    exit 2
}

limit=0.40
rounds=3
flavor=plain
keep=false
while (($# > 0)); do
    case $1 in
        -h | --help) usage && exit ;;
        --limit) limit=${2:?--limit wants a number} && shift 2 ;;
        --rounds) rounds=${2:?--rounds wants a number} && shift 2 ;;
        --flavor) flavor=${2:?--flavor wants a name} && shift 2 ;;
        --keep) keep=true && shift ;;
        *) usage >&2 && exit 2 ;;
    esac
done

case $flavor in
    plain) hand_features='"macros", "rt-multi-thread", "sync", "time"' hand_attribute='#[tokio::test]' ;;
    current_thread) hand_features='"macros", "rt", "sync", "time"' hand_attribute='#[tokio::test]' ;;
    multi_thread)
        hand_features='"macros", "rt-multi-thread", "sync", "time"'
        hand_attribute='#[tokio::test(flavor = "multi_thread", worker_threads = 2)]'
        ;;
    *) fail "there is no flavor \`$flavor\`" ;;
esac

readonly modules=10 tests_per_module=25
repository=$(cd -- "$(dirname -- "${BASH_SOURCE[0]}")/.." && pwd)
work=$(mktemp -d)
if $keep; then
    echo "the crates are in $work"
else
    trap 'rm -rf -- "$work"' EXIT
fi
# The same for both, whatever the caller has set.
export CARGO_TARGET_DIR=$work/target CARGO_INCREMENTAL=0
unset RUSTFLAGS CARGO_BUILD_TARGET

# The bodies of the tests. `@N@` is the test's number; the other marks are the one thing that differs
# between the two crates: how a test reaches its runtime. `@CLONE@` hands it to a task.
bodies=()

bodies+=('let (sender, mut receiver) = mpsc::channel::<u64>(4);
    let producer = @SPAWN@(async move {
        for item in 0..@N@ + 3 {
            sender.send(item).await.expect("the receiver is alive");
        }
    });
    let mut sum = 0;
    while let Some(item) = receiver.recv().await {
        sum += item;
    }
    producer.await.expect("the producer ends");
    assert_eq!(sum, (0..@N@ + 3).sum::<u64>());')

bodies+=('let (request, requested) = oneshot::channel::<String>();
    let (reply, replied) = oneshot::channel::<usize>();
    let server = @SPAWN@(async move {
        let text = requested.await.expect("a request comes");
        reply.send(text.len() + @N@).expect("the client waits");
    });
    request.send("request @N@".to_owned()).expect("the server waits");
    let length = @TIMEOUT@(Duration::from_secs(5), replied).await;
    let length = length.expect("in time").expect("a reply comes");
    assert_eq!(length, "request @N@".len() + @N@);
    server.await.expect("the server ends");')

bodies+=('let (sender, mut receiver) = mpsc::channel::<Vec<u8>>(1);
    let waited = @TIMEOUT@(Duration::from_millis(1), receiver.recv()).await;
    assert!(waited.is_err(), "nothing was sent");
    sender.send(vec![0; @N@ + 1]).await.expect("the receiver is alive");
    let received = @TIMEOUT@(Duration::from_secs(5), receiver.recv()).await;
    let received = received.expect("in time").expect("the sender is alive");
    assert_eq!(received.len(), @N@ + 1);
    drop(sender);
    let end = receiver.recv().await;
    assert!(end.is_none(), "the sender is gone");
    assert!(receiver.try_recv().is_err());')

bodies+=('let total = Arc::new(Mutex::new(@N@_u64));
    let mut tasks = Vec::new();
    for step in 1..=4 {
        let total = Arc::clone(&total);
        tasks.push(@SPAWN@(async move {
            *total.lock().await += step;
        }));
    }
    for task in tasks {
        task.await.expect("the task ends");
    }
    assert_eq!(*total.lock().await, @N@ + 10);')

bodies+=('@CLONE@
    let worker = @SPAWN@(async move {
        let mut steps = Vec::new();
        for step in 0..3_u32 {
            @SLEEP@(Duration::from_millis(1)).await;
            steps.push(step + @N@);
        }
        steps
    });
    let steps = @TIMEOUT_@(Duration::from_secs(5), worker).await;
    let steps = steps.expect("in time").expect("the worker ends");
    assert_eq!(steps, [@N@, @N@ + 1, @N@ + 2]);
    assert!(steps.iter().all(|step| *step >= @N@));')

bodies+=('let (sender, mut receiver) = watch::channel(0_i64);
    let follower = @SPAWN@(async move {
        let last = receiver.wait_for(|value| *value >= @N@).await;
        *last.expect("the sender is alive")
    });
    for value in 1..=@N@ {
        sender.send_replace(value);
    }
    let seen = follower.await.expect("the follower ends");
    assert!(seen >= @N@, "saw {seen}");
    assert_eq!(*sender.borrow(), @N@);
    assert!(sender.is_closed(), "the follower is gone");')

bodies+=('let permits = Arc::new(Semaphore::new(2));
    let first = permits.clone().acquire_owned().await.expect("open");
    let second = permits.clone().acquire_owned().await.expect("open");
    let third = @TIMEOUT@(Duration::from_millis(1), permits.acquire()).await;
    assert!(third.is_err(), "both permits are out");
    let waiter = @SPAWN@({
        let permits = Arc::clone(&permits);
        async move { permits.acquire().await.map(|_permit| @N@_u32) }
    });
    drop((first, second));
    let number = waiter.await.expect("the waiter ends");
    assert_eq!(number.expect("open"), @N@);')

bodies+=('let ready = Arc::new(Notify::new());
    let seen = Arc::new(AtomicUsize::new(0));
    let waiter = @SPAWN@({
        let (ready, seen) = (Arc::clone(&ready), Arc::clone(&seen));
        async move {
            ready.notified().await;
            seen.fetch_add(@N@, Ordering::SeqCst)
        }
    });
    ready.notify_one();
    let before = waiter.await.expect("the waiter ends");
    assert_eq!((before, seen.load(Ordering::SeqCst)), (0, @N@));')

bodies+=('let (lines, mut upper) = mpsc::unbounded_channel::<String>();
    let (sink, mut collected) = mpsc::unbounded_channel::<(usize, String)>();
    let stage = @SPAWN@(async move {
        while let Some(line) = upper.recv().await {
            sink.send((line.len(), line.to_uppercase())).expect("the sink is alive");
        }
    });
    lines.send("line @N@".to_owned()).expect("the stage is alive");
    drop(lines);
    stage.await.expect("the stage ends");
    assert_eq!(collected.recv().await, Some(("line @N@".len(), "LINE @N@".to_owned())));
    assert_eq!(collected.recv().await, None);')

bodies+=('let table = Arc::new(RwLock::new(HashMap::from([(@N@_u16, "first")])));
    let writer = @SPAWN@({
        let table = Arc::clone(&table);
        async move { table.write().await.insert(@N@ + 1, "second") }
    });
    let replaced = writer.await.expect("the writer ends");
    assert!(replaced.is_none(), "the key was free");
    let table = table.read().await;
    assert_eq!(table.len(), 2);
    assert_eq!(table.get(&@N@).copied(), Some("first"));
    assert_eq!(table.get(&(@N@ + 1)).copied(), Some("second"));')

# hand_body TEXT, matrix_body TEXT: puts the marks' meaning in.
hand_body() {
    local text=$1
    text=${text//@SPAWN@/tokio::spawn}
    text=${text//@TIMEOUT_@/tokio::time::timeout}
    text=${text//@TIMEOUT@/tokio::time::timeout}
    text=${text//@SLEEP@/tokio::time::sleep}
    text=${text//@CLONE@/}
    printf '%s' "$text"
}

matrix_body() {
    local text=$1
    text=${text//@SPAWN@/rt.spawn}
    text=${text//@TIMEOUT_@/timer.timeout}
    text=${text//@TIMEOUT@/rt.timeout}
    text=${text//@SLEEP@/sleeper.sleep}
    text=${text//@CLONE@/let (timer, sleeper) = (rt.clone(), rt.clone());}
    printf '%s' "$text"
}

# write_crate NAME DEPENDENCIES PRELUDE ATTRIBUTE PARAMETER
write_crate() {
    local name=$1 dependencies=$2 prelude=$3 attribute=$4 parameter=$5
    local crate=$work/$name module test number body
    mkdir -p "$crate/tests/it"
    cat >"$crate/Cargo.toml" <<MANIFEST
[package]
name = "$name"
version = "0.0.0"
edition = "2024"
publish = false

[[test]]
name = "it"
path = "tests/it/main.rs"

[dev-dependencies]
$dependencies

[workspace]
MANIFEST
    # Both on the versions that the repository is on.
    cp -- "$repository/Cargo.lock" "$crate/Cargo.lock"
    printf '#![allow(unused_imports)]\n' >"$crate/tests/it/main.rs"
    for ((module = 0; module < modules; module++)); do
        printf 'mod group_%d;\n' "$module" >>"$crate/tests/it/main.rs"
        {
            printf 'use std::{collections::HashMap, sync::{Arc, atomic::{AtomicUsize, Ordering}}, time::Duration};\n'
            printf 'use tokio::sync::{Mutex, Notify, RwLock, Semaphore, mpsc, oneshot, watch};\n%s\n' "$prelude"
            for ((test = 0; test < tests_per_module; test++)); do
                number=$((module * tests_per_module + test))
                body=$("${name}_body" "${bodies[number % ${#bodies[@]}]//@N@/$number}")
                printf '\n%s\nasync fn case_%d(%s) {\n    %s\n}\n' "$attribute" "$number" "$parameter" "$body"
            done
        } >"$crate/tests/it/group_$module.rs"
    done
}

# build NAME: builds the crate's test binary and prints where it is.
build() {
    local log=$work/$1.log
    if ! (cd -- "$work/$1" && cargo test --no-run) 2>"$log"; then
        head -n 60 -- "$log" >&2
        fail "the crate \`$1\` does not build"
    fi
    local binary
    binary=$(sed -n 's/^ *Executable .*(\(.*\))$/\1/p' "$log")
    [[ -n $binary ]] || fail "cargo names no test binary for \`$1\`"
    case $binary in
        /*) printf '%s' "$binary" ;;
        *) printf '%s' "$work/$1/$binary" ;;
    esac
}

# build_again NAME: prints how many milliseconds the test crate alone takes, by the clock and of processors.
build_again() {
    local TIMEFORMAT='%R %U %S' timing
    touch -- "$work/$1/tests/it/main.rs"
    timing=$({ time build "$1" >"$work/binary"; } 2>&1) || fail "$timing"
    awk '{ printf "%d %d", $1 * 1000, ($2 + $3) * 1000 }' <<<"$timing"
}

# count_tests BINARY WANTED: prints how many tests it lists, and fails if that is not what was asked for.
count_tests() {
    local count
    count=$("$1" --list | grep -c ': test$' || true)
    [[ $count == "$2" ]] || fail "$1 lists $count tests instead of $2"
    printf '%d' "$count"
}

median() {
    printf '%s\n' "$@" | sort -n | sed -n "$((($# + 1) / 2))p"
}

# measure NAME: builds once more and keeps the times.
measure() {
    local clock processors
    read -r clock processors < <(build_again "$1" && echo)
    [[ -n ${processors:-} ]] || fail "\`$1\` was not built"
    printf '%d\n' "$clock" >>"$work/$1.clock"
    printf '%d\n' "$processors" >>"$work/$1.processors"
}

# median NAME KIND
median() {
    sort -n -- "$work/$1.$2" | sed -n "$(((rounds + 1) / 2))p"
}

# report NAME TESTS BINARY
report() {
    local clock processors
    clock=$(paste -sd ' ' -- "$work/$1.clock")
    processors=$(paste -sd ' ' -- "$work/$1.processors")
    printf '%-7s %4d tests, binary %6d KB, build %6d ms (%s), processors %6d ms (%s)\n' "$1" "$2" \
        "$(($(wc -c <"$3") / 1024))" "$(median "$1" clock)" "$clock" "$(median "$1" processors)" "$processors"
}

# ratio KIND
ratio() {
    awk -v hand="$(median hand "$1")" -v matrix="$(median matrix "$1")" 'BEGIN { printf "%.2f", matrix / hand }'
}

write_crate hand "tokio = { version = \"1\", features = [$hand_features] }" '' "$hand_attribute" ''
write_crate matrix "runtime-matrix = { path = \"$repository/suite\", features = [\"async-std\", \"smol\", \"tokio\"] }
tokio = { version = \"1\", features = [\"sync\"] }" \
    'use runtime_matrix::Runtime;' '#[runtime_matrix::test]' 'rt: Runtime'

hand=$(build hand)
matrix=$(build matrix)
count=$((modules * tests_per_module))
hand_tests=$(count_tests "$hand" $count)
matrix_tests=$(count_tests "$matrix" $((5 * count)))
"$hand" --quiet >"$work/run.log" 2>&1 || { cat -- "$work/run.log" && fail "a test of \`hand\` fails"; }
"$matrix" --quiet >"$work/run.log" 2>&1 || { cat -- "$work/run.log" && fail "a test of \`matrix\` fails"; }

for ((round = 0; round < rounds; round++)); do
    measure hand
    measure matrix
done

report hand "$hand_tests" "$hand"
report matrix "$matrix_tests" "$matrix"
ratio=$(ratio clock)
echo "ratio   $ratio by the clock (limit $limit), $(ratio processors) of processor time"
awk -v ratio="$ratio" -v limit="$limit" 'BEGIN { exit ratio > limit }'
