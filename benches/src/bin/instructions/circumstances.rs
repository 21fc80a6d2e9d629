//! What counts depend on besides the code.

use std::{collections::BTreeMap, env, fs, process::Command};

use anyhow::{Context, Result, ensure};
use runtime_matrix_benches::runtimes;
use serde::{Deserialize, Serialize};

use crate::count::valgrind;

/// What a baseline was made with.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Circumstances {
    pub(crate) rustc: String,
    pub(crate) target: String,
    /// The C library and valgrind take other ways on another one.
    pub(crate) processor: String,
    pub(crate) libc: String,
    pub(crate) valgrind: String,
    /// The versions of the runtimes that are built in, by their ids. They are for people: a lock file has them too.
    pub(crate) runtimes: BTreeMap<String, String>,
}

impl Circumstances {
    /// Asks the tools for their versions.
    pub(crate) fn find() -> Result<Circumstances> {
        let rustc = env::var_os("RUSTC").unwrap_or_else(|| "rustc".into());
        let about = said(Command::new(rustc).arg("-vV"))?;
        let target = about.lines().find_map(|line| line.strip_prefix("host: "));
        let versions = runtimes().iter().filter_map(|factory| {
            let version = factory.version()?;
            Some((factory.id().to_owned(), version.to_owned()))
        });
        Ok(Circumstances {
            rustc: about.lines().next().unwrap_or_default().to_owned(),
            target: target.context("`rustc -vV` names no host")?.to_owned(),
            processor: processor(),
            libc: said(Command::new("getconf").arg("GNU_LIBC_VERSION"))?,
            valgrind: said(valgrind()?.arg("--version"))?,
            runtimes: versions.collect(),
        })
    }

    /// Says which circumstance makes counts of the two something else, if one does.
    pub(crate) fn differs_from(&self, here: &Circumstances) -> Option<String> {
        let pairs = [
            ("compiler", &self.rustc, &here.rustc),
            ("target", &self.target, &here.target),
            ("processor", &self.processor, &here.processor),
            ("C library", &self.libc, &here.libc),
            ("valgrind", &self.valgrind, &here.valgrind),
        ];
        let (what, was, is) = pairs.into_iter().find(|(_, was, is)| was != is)?;
        Some(format!(
            "the baseline was made with another {what}, {was}, and here it is {is}"
        ))
    }

    /// Tells of each runtime that is there in another version: its own counts are others, and that is no news.
    pub(crate) fn runtimes_elsewhere(&self, here: &Circumstances) -> Vec<String> {
        let changed = here.runtimes.iter().filter_map(|(id, is)| {
            let was = self.runtimes.get(id)?;
            (was != is).then(|| format!("note: {id} was {was} in the baseline, and is {is}"))
        });
        changed.collect()
    }
}

/// Returns what the system calls the processor, where it tells.
fn processor() -> String {
    let about = fs::read_to_string("/proc/cpuinfo").unwrap_or_default();
    let name = about.lines().find_map(|line| {
        let (key, name) = line.split_once(':')?;
        (key.trim() == "model name").then(|| name.trim().to_owned())
    });
    name.unwrap_or_else(|| "unknown".to_owned())
}

fn said(command: &mut Command) -> Result<String> {
    let shown = format!("{:?}", command.get_program());
    let output = command
        .output()
        .with_context(|| format!("cannot run {shown}"))?;
    ensure!(
        output.status.success(),
        "{shown} ended with {}",
        output.status
    );
    Ok(String::from_utf8_lossy(&output.stdout).trim().to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tools_decide_whether_counts_can_be_compared_and_runtimes_do_not() {
        let was = Circumstances {
            rustc: "rustc 1.95.0".to_owned(),
            runtimes: BTreeMap::from([("smol".to_owned(), "2.0.1".to_owned())]),
            ..Circumstances::default()
        };
        let mut is = was.clone();
        is.runtimes.insert("smol".to_owned(), "2.0.2".to_owned());
        assert_eq!(was.differs_from(&is), None);
        assert_eq!(
            was.runtimes_elsewhere(&is),
            ["note: smol was 2.0.1 in the baseline, and is 2.0.2"]
        );
        is.rustc = "rustc 1.96.0".to_owned();
        let told = "the baseline was made with another compiler, rustc 1.95.0, and here it is rustc 1.96.0";
        assert_eq!(was.differs_from(&is).as_deref(), Some(told));
    }
}
