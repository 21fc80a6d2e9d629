//! On what, by what and when something was measured.

use std::{
    collections::BTreeMap,
    env, fs,
    path::{Path, PathBuf},
    process::Command,
    thread,
    time::{SystemTime, UNIX_EPOCH},
};

use serde::{Deserialize, Serialize};
use toml_edit::DocumentMut;

use super::profile::features;

/// What a figure depends on besides the code.
#[derive(Clone, Debug, Default, Deserialize, Serialize)]
pub(crate) struct Circumstances {
    pub(crate) command: String,
    /// Seconds since 1970.
    pub(crate) began: u64,
    pub(crate) seconds: u64,
    /// The commit, with `-dirty` if the tree differs from it.
    pub(crate) commit: Option<String>,
    pub(crate) cpu: String,
    pub(crate) cores: usize,
    pub(crate) os: String,
    pub(crate) kernel: String,
    /// The load average of the last minute, at the beginning and at the end; where the system tells it.
    pub(crate) load: [Option<f64>; 2],
    pub(crate) rustc: String,
    /// What Cargo.lock has of what the adapters and the benches build on.
    pub(crate) crates: BTreeMap<String, String>,
}

impl Circumstances {
    /// Looks around, before anything is measured.
    pub(crate) fn now() -> Circumstances {
        let repository = repository();
        Circumstances {
            command: command(),
            began: since_1970(),
            seconds: 0,
            commit: commit(&repository),
            cpu: cpu().unwrap_or_else(|| "unknown".to_owned()),
            cores: thread::available_parallelism().map_or(1, usize::from),
            os: os(),
            kernel: said("uname", &["-r"]).unwrap_or_else(|| "unknown".to_owned()),
            load: [load(), None],
            rustc: said(&rustc(), &["--version"]).unwrap_or_else(|| "unknown".to_owned()),
            crates: fs::read_to_string(repository.join("Cargo.lock"))
                .map(|text| crates(&text))
                .unwrap_or_default(),
        }
    }

    /// Looks around once more, after everything has been measured.
    pub(crate) fn end(&mut self) {
        self.seconds = since_1970().saturating_sub(self.began);
        self.load[1] = load();
    }

    /// Returns the highest load average if it says that others wanted the cores, too.
    pub(crate) fn busy(&self) -> Option<f64> {
        let highest = self.load.into_iter().flatten().fold(0.0, f64::max);
        // What measures is in the load itself at the end.
        (highest > self.cores as f64).then_some(highest)
    }

    /// Returns the day, as `2026-11-26`.
    pub(crate) fn day(&self) -> String {
        let (year, month, day) = date(self.began / 86_400);
        format!("{year}-{month:02}-{day:02}")
    }
}

/// Returns the folder of the repository, where this program was built.
pub(crate) fn repository() -> PathBuf {
    let package = Path::new(env!("CARGO_MANIFEST_DIR"));
    package.parent().unwrap_or(package).to_owned()
}

fn command() -> String {
    let arguments: Vec<String> = env::args().skip(1).collect();
    let release = if cfg!(debug_assertions) {
        ""
    } else {
        " --release"
    };
    let mut features = features();
    let runtimes = ["async-std", "futures", "smol", "tokio"];
    if runtimes.iter().all(|runtime| features.contains(runtime)) {
        features.retain(|feature| !runtimes.contains(feature) && *feature != "report");
        features.insert(0, "all-runtimes");
    }
    let features = features.join(",");
    format!(
        "cargo run{release} -p runtime-matrix-benches --features {features} -- {}",
        arguments.join(" ")
    )
}

fn since_1970() -> u64 {
    let now = SystemTime::now().duration_since(UNIX_EPOCH);
    now.map_or(0, |time| time.as_secs())
}

fn commit(repository: &Path) -> Option<String> {
    let git = |arguments: &[&str]| {
        let folder = repository.display().to_string();
        said("git", &[&["-C", &folder], arguments].concat())
    };
    let commit = git(&["rev-parse", "--short=10", "HEAD"])?;
    let is_dirty = git(&["status", "--porcelain", "--untracked-files=no"]).is_some();
    Some(commit + if is_dirty { "-dirty" } else { "" })
}

fn rustc() -> String {
    env::var("RUSTC").unwrap_or_else(|_| "rustc".to_owned())
}

/// Returns what a program prints, if it prints something.
fn said(program: &str, arguments: &[&str]) -> Option<String> {
    let output = Command::new(program).args(arguments).output().ok()?;
    let text = String::from_utf8(output.stdout).ok()?.trim().to_owned();
    (output.status.success() && !text.is_empty()).then_some(text)
}

fn cpu() -> Option<String> {
    let of_linux = fs::read_to_string("/proc/cpuinfo").ok().and_then(|text| {
        let line = text.lines().find(|line| line.starts_with("model name"))?;
        Some(line.split_once(':')?.1.trim().to_owned())
    });
    of_linux.or_else(|| said("sysctl", &["-n", "machdep.cpu.brand_string"]))
}

fn os() -> String {
    let name = fs::read_to_string("/etc/os-release").ok().and_then(|text| {
        let line = text
            .lines()
            .find_map(|line| line.strip_prefix("PRETTY_NAME="))?;
        Some(line.trim_matches('"').to_owned())
    });
    let (os, arch) = (env::consts::OS, env::consts::ARCH);
    name.map_or_else(
        || format!("{os}, {arch}"),
        |name| format!("{name}, {os}, {arch}"),
    )
}

fn load() -> Option<f64> {
    let text = fs::read_to_string("/proc/loadavg").ok()?;
    text.split(' ').next()?.parse().ok()
}

/// What benches do with what they have measured is no matter of theirs.
const PEERS: [&str; 5] = [
    "async_executors",
    "mockall",
    "shuttle",
    "tor-rtcompat",
    "criterion",
];

/// Returns the versions of what the adapters build on, and of what the benches compare with.
fn crates(lock: &str) -> BTreeMap<String, String> {
    let Ok(lock) = lock.parse::<DocumentMut>() else {
        return BTreeMap::new();
    };
    let packages: Vec<_> = lock["package"]
        .as_array_of_tables()
        .into_iter()
        .flatten()
        .collect();
    let is_adapter = |name: &str| {
        let adapters = ["async-std", "futures", "smol", "tokio"];
        let adapter = name.strip_prefix("runtime-matrix-");
        adapter.is_some_and(|name| adapters.contains(&name))
    };
    let mut wanted: Vec<&str> = PEERS.to_vec();
    for package in &packages {
        if package["name"].as_str().is_some_and(is_adapter) {
            let needs = package["dependencies"].as_array().into_iter().flatten();
            // An entry is a name, with a version where there are several.
            wanted.extend(needs.filter_map(|need| need.as_str()?.split(' ').next()));
        }
    }
    wanted.retain(|name| !name.starts_with("runtime-matrix"));
    packages
        .into_iter()
        .filter_map(|package| Some((package["name"].as_str()?, package["version"].as_str()?)))
        .filter(|(name, _)| wanted.contains(name))
        .map(|(name, version)| (name.to_owned(), version.to_owned()))
        .collect()
}

/// Returns the date of a day since 1970: Howard Hinnant's `civil_from_days`.
fn date(day: u64) -> (u64, u64, u64) {
    let shifted = day + 719_468;
    let (era, of_era) = (shifted / 146_097, shifted % 146_097);
    let year = (of_era - of_era / 1_460 + of_era / 36_524 - of_era / 146_096) / 365;
    let of_year = of_era - (365 * year + year / 4 - year / 100);
    let month = (5 * of_year + 2) / 153;
    let month_of_year = if month < 10 { month + 3 } else { month - 9 };
    let year = year + era * 400 + u64::from(month_of_year <= 2);
    (year, month_of_year, of_year - (153 * month + 2) / 5 + 1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_have_dates() {
        assert_eq!(date(0), (1970, 1, 1));
        assert_eq!(date(19_782), (2024, 2, 29));
        assert_eq!(date(20_783), (2026, 11, 26));
    }

    #[test]
    fn crates_are_those_of_the_adapters_and_the_peers() {
        let lock = r#"
[[package]]
name = "runtime-matrix-tokio"
version = "0.1.0"
dependencies = ["runtime-matrix-core", "tokio 1.54.1"]

[[package]]
name = "tokio"
version = "1.54.1"

[[package]]
name = "mockall"
version = "0.15.0"

[[package]]
name = "serde"
version = "1.0.0"
"#;
        let found: Vec<_> = crates(lock).into_iter().collect();
        let wanted = [("mockall", "0.15.0"), ("tokio", "1.54.1")];
        let wanted = wanted.map(|(name, version)| (name.to_owned(), version.to_owned()));
        assert_eq!(found, wanted);
    }
}
