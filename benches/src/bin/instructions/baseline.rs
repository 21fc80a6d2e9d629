//! The file of counts that later ones are held against.

use std::{collections::BTreeMap, fs, path::Path};

use anyhow::{Context, Result};
use serde::{Deserialize, Serialize};

use crate::{circumstances::Circumstances, count::Counts, verdict};

/// Counts, and what they were made with.
#[derive(Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Baseline {
    pub(crate) made_with: Circumstances,
    /// Instructions for one unit, by the figures' names.
    pub(crate) instructions: BTreeMap<String, u64>,
}

impl Baseline {
    pub(crate) fn new(made_with: Circumstances, counts: &Counts) -> Baseline {
        let mut baseline = Baseline {
            made_with: made_with.clone(),
            instructions: BTreeMap::new(),
        };
        baseline.take(made_with, counts);
        baseline
    }

    /// Takes counts in, in place of those of the same names.
    pub(crate) fn take(&mut self, made_with: Circumstances, counts: &Counts) {
        self.made_with = made_with;
        let rounded = counts
            .iter()
            .map(|(name, count)| (name.clone(), count.round() as u64));
        self.instructions.extend(rounded);
    }

    pub(crate) fn read(path: &Path) -> Result<Baseline> {
        let shown = path.display();
        let text = fs::read_to_string(path).with_context(|| {
            format!(
                "cannot read the baseline {shown}: {}",
                verdict::how_to_bless(None)
            )
        })?;
        serde_json::from_str(&text)
            .with_context(|| format!("{shown} is no baseline: {}", verdict::how_to_bless(None)))
    }

    pub(crate) fn write(&self, path: &Path) -> Result<()> {
        fs::write(path, self.to_json() + "\n")
            .with_context(|| format!("cannot write {}", path.display()))
    }

    pub(crate) fn to_json(&self) -> String {
        serde_json::to_string_pretty(self).expect("it has nothing but texts and numbers")
    }
}
