//! Processes under callgrind, and what callgrind writes.

use std::{
    collections::BTreeMap,
    env,
    ffi::{OsStr, OsString},
    fs,
    ops::Range,
    path::{Path, PathBuf},
    process::{Command, Stdio},
    sync::Mutex,
    thread,
};

use anyhow::{Context, Result, bail, ensure};

use crate::{
    child::{MARK, PAIRS},
    figures::Figure,
    heap,
};

/// Instructions for one unit of work, by the figures' names.
pub(crate) type Counts = BTreeMap<String, f64>;

/// Two counts of one figure are alike up to that ratio: half of what a check lets pass.
const STEADY: f64 = 1.01;

/// Counts all figures once on a heap of each seed, as many at a time as the machine has cores, and returns the medians.
pub(crate) fn all(figures: &[Figure], seeds: Range<u64>) -> Result<Counts> {
    let todo = Mutex::new(figures.iter());
    let next = || todo.lock().expect("nobody panics with it").next();
    let workers = thread::available_parallelism().map_or(1, usize::from);
    let work = || {
        let mut done = Vec::new();
        while let Some(figure) = next() {
            done.push((figure.name.clone(), median(figure, seeds.clone())?));
        }
        anyhow::Ok(done)
    };
    thread::scope(|scope| {
        let workers: Vec<_> = (0..workers).map(|_| scope.spawn(work)).collect();
        let mut counts = Counts::new();
        for worker in workers {
            counts.extend(worker.join().expect("a worker has no reason to panic")?);
        }
        Ok(counts)
    })
}

fn median(figure: &Figure, seeds: Range<u64>) -> Result<f64> {
    let program = env::current_exe().context("cannot find this program")?;
    let count = figure.count.to_string();
    let once = |seed: u64| {
        let args = ["--child", &figure.name, &count, &seed.to_string()];
        per_unit(&program, args, figure.count)
    };
    let mut counts = seeds.map(once).collect::<Result<Vec<_>>>();
    let counts = counts
        .as_mut()
        .map_err(|error| anyhow::anyhow!("{error:#}"));
    let counts = counts.with_context(|| format!("cannot count `{}`", figure.name))?;
    counts.sort_by(f64::total_cmp);
    // Now and then a process does something once more. Then two of three are alike all the same.
    let agree = |pair: &[f64]| pair[1] <= pair[0] * STEADY + 1.0;
    ensure!(
        counts.len() == 1 || counts.windows(2).any(agree),
        "`{}` took {counts:.0?} instructions: what is not the same each time cannot be counted, so leave it out in \
         `figures.rs`",
        figure.name
    );
    Ok(counts[counts.len() / 2])
}

/// Runs a program that does its work by [`crate::child::run`] under callgrind; returns what one more unit costs.
///
/// The program is called from its own folder and has no variables of this machine: see [`heap`].
pub(crate) fn per_unit<S: AsRef<OsStr>>(
    program: &Path,
    args: impl IntoIterator<Item = S>,
    count: u64,
) -> Result<f64> {
    let (folder, name) = program
        .parent()
        .zip(program.file_name())
        .context("it is no file")?;
    let output = tempfile::tempdir().context("cannot make a folder for what callgrind writes")?;
    let ended = valgrind()?
        .args(["--tool=callgrind", "--separate-threads=yes"])
        .arg(format!("--dump-before={MARK}"))
        .arg(joined(
            "--callgrind-out-file=",
            output.path().join("out").as_os_str(),
        ))
        .current_dir(folder)
        .arg(joined("./", name))
        .args(args)
        .stdin(Stdio::null())
        .output()
        .context("cannot start valgrind")?;
    if !ended.status.success() {
        let said = String::from_utf8_lossy(&ended.stderr);
        bail!(
            "under valgrind it ended with {}:\n{}",
            ended.status,
            said.trim_end()
        );
    }
    // The first part is what comes before.
    let mut units = (0..PAIRS)
        .map(|pair| {
            let once = total(output.path(), 2 * pair + 2)?;
            let twice = total(output.path(), 2 * pair + 3)?;
            Ok((twice as f64 - once as f64) / count as f64)
        })
        .collect::<Result<Vec<_>>>()?;
    units.sort_by(f64::total_cmp);
    Ok(units[PAIRS / 2])
}

/// Valgrind with nothing of this process around it: not its options, nor variables that the suite reads. The C library
/// is told to do without the newer instructions of the processor, which not every machine has, and how to deal with
/// memory.
pub(crate) fn valgrind() -> Result<Command> {
    let path = env::var_os("PATH").unwrap_or_default();
    let program = env::split_paths(&path)
        .map(|folder| folder.join("valgrind"))
        .find(|program| program.is_file())
        .context("no valgrind: install the package `valgrind`")?;
    let mut valgrind = Command::new(program);
    let newer =
        "-AVX2,-AVX,-AVX512F,-AVX512VL,-AVX512BW,-ERMS,-FSRM,-BMI1,-BMI2,-LZCNT,-MOVBE,-RTM";
    let tunables = format!("glibc.cpu.hwcaps={newer}:{}", heap::TUNABLES);
    valgrind
        .env_clear()
        .env("GLIBC_TUNABLES", tunables)
        .arg("--command-line-only=yes");
    Ok(valgrind)
}

fn joined(start: &str, rest: &OsStr) -> OsString {
    let mut joined = OsString::from(start);
    joined.push(rest);
    joined
}

/// Returns what was done in that part by the thread that does the work: at a mark callgrind writes down that one.
fn total(folder: &Path, part: usize) -> Result<u64> {
    let path = find_part(folder, part)?.with_context(|| {
        format!("callgrind did not write part {part}: was the program stripped of its names?")
    })?;
    let text = fs::read_to_string(&path).context("cannot read what callgrind wrote")?;
    read_total(&text).with_context(|| format!("part {part} of what callgrind wrote has no total"))
}

fn find_part(folder: &Path, part: usize) -> Result<Option<PathBuf>> {
    let start = format!("out.{part}-");
    for entry in fs::read_dir(folder)? {
        let entry = entry?;
        if entry.file_name().to_string_lossy().starts_with(&start) {
            return Ok(Some(entry.path()));
        }
    }
    Ok(None)
}

fn read_total(text: &str) -> Option<u64> {
    let totals = text
        .lines()
        .find_map(|line| line.strip_prefix("totals: "))?;
    totals.trim().parse().ok()
}

#[cfg(test)]
mod tests {
    use std::{
        hint::black_box,
        io::{self, Write},
    };

    use super::*;
    use crate::{baseline::Baseline, child, circumstances::Circumstances, verdict::Verdict};

    /// What fails the test where there is no valgrind, in place of leaving it out.
    const NEEDED: &str = "NEEDS_VALGRIND";

    const COUNT: u64 = 200;

    fn made_up(steps: u64) {
        child::run(COUNT, |count| {
            for _ in 0..count {
                (0..steps).for_each(|step| {
                    let _ = black_box(step);
                });
            }
        });
    }

    /// These two are counted by the test after them; as tests by themselves they hold nothing.
    #[test]
    fn work() {
        made_up(100);
    }

    #[test]
    fn more_work() {
        made_up(104);
    }

    fn count(test: &str) -> Counts {
        let program = env::current_exe().expect("it is there");
        let test = format!(
            "{}::{test}",
            module_path!()
                .split_once("::")
                .expect("it is in a module")
                .1
        );
        let counted = per_unit(&program, ["--exact", &test], COUNT);
        Counts::from([(
            "made/up/suite/sim".to_owned(),
            counted.expect("it can be counted"),
        )])
    }

    #[test]
    fn more_work_fails_the_check_and_the_same_work_does_not() {
        if valgrind().is_err() {
            assert!(
                env::var_os(NEEDED).is_none_or(|value| value != "1"),
                "no valgrind; {NEEDED}=1 wants it"
            );
            let _ = writeln!(
                io::stderr(),
                "skipped: no valgrind: install the package `valgrind`"
            );
            return;
        }
        let baseline = Baseline::new(Circumstances::default(), &count("work"));
        let against = |counts: &Counts| Verdict::of(&baseline, counts, |_| true);
        let same = against(&count("work"));
        assert!(
            same.is_well() && same.to_string().starts_with("1 of 1 "),
            "{same}"
        );
        let more = against(&count("more_work"));
        assert!(
            !more.is_well() && more.to_string().starts_with("RISEN made/up/suite/sim"),
            "{more}"
        );
    }

    #[test]
    fn a_program_without_marks_is_told() {
        if valgrind().is_ok() {
            let error = per_unit(Path::new("/bin/true"), [""; 0], 1).expect_err("it has no marks");
            assert!(
                error.to_string().contains("callgrind did not write part 2"),
                "{error}"
            );
        }
    }

    #[test]
    fn a_total_is_read() {
        assert_eq!(read_total("events: Ir\n\ntotals: 12\n"), Some(12));
        assert_eq!(read_total("events: Ir\n"), None);
    }
}
