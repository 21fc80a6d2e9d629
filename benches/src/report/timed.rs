//! `report`: times the list of workloads.

use std::{collections::BTreeSet, time::Duration};

use anyhow::{Result, bail};
use runtime_matrix_benches::{runtimes as all_runtimes, workloads};

use super::{
    Exit,
    args::ReportArgs,
    circumstances::Circumstances,
    interrupt,
    model::{Report, Run},
    output,
    progress::Progress,
    readme,
    runner::Job,
    samples::Samples,
};

/// Does what the arguments of `report` say.
pub(crate) fn run(args: &ReportArgs) -> Result<Exit> {
    if args.check {
        return readme::check();
    }
    if let Some(path) = &args.from {
        let report = Report::read(path)?;
        output::render(&report, &args.output)?;
        return Ok(Exit::Ok);
    }
    let runtimes = chosen_runtimes(&args.runtimes)?;
    if let Some(glob) = &args.only {
        some_workload(&runtimes, glob)?;
    }
    let mut report = output::open(&args.output)?;
    let mut programs = Vec::new();
    for profile in &args.profiles {
        programs.push((profile.name(), profile.program()?));
    }
    interrupt::heed()?;
    let mut circumstances = Circumstances::now();
    let mut samples = Samples::default();
    let measured = measure(args, &runtimes, &programs, &mut samples);
    circumstances.end();
    let is_complete = measured.is_ok() && !interrupt::is_asked();
    report.timed = Some(Run {
        circumstances,
        complete: is_complete,
        found: samples.timed(usize::from(args.repeat)),
    });
    output::write(&report, &args.output)?;
    measured?;
    Ok(if is_complete {
        Exit::Ok
    } else {
        Exit::Interrupted
    })
}

fn measure(
    args: &ReportArgs,
    runtimes: &[&'static str],
    programs: &[(&'static str, std::path::PathBuf)],
    samples: &mut Samples,
) -> Result<()> {
    let seconds = args.seconds.unwrap_or(if args.quick { 0.05 } else { 1.0 });
    let arguments = arguments(args, seconds);
    let repeats = usize::from(args.repeat);
    let mut progress = Progress::new(repeats * programs.len() * runtimes.len());
    for pass in 1..=repeats {
        for (profile, program) in programs {
            for runtime in runtimes {
                if interrupt::is_asked() {
                    return Ok(());
                }
                progress.step(&format!("{runtime}, {profile}, pass {pass} of {repeats}"));
                let job = Job {
                    program,
                    profile,
                    runtime,
                    arguments: &arguments,
                    budget: Duration::from_secs_f64(seconds),
                };
                job.run(samples, &progress)?;
            }
        }
    }
    Ok(())
}

fn arguments(args: &ReportArgs, seconds: f64) -> Vec<String> {
    let mut arguments = vec!["--seconds".to_owned(), seconds.to_string()];
    if let Some(glob) = &args.only {
        arguments.extend(["--only".to_owned(), glob.to_string()]);
    }
    let flags = [
        ("--quick", args.quick),
        ("--no-pin", args.no_pin),
        ("--growth", !args.no_growth),
    ];
    let on = flags.into_iter().filter(|flag| flag.1);
    arguments.extend(on.map(|flag| flag.0.to_owned()));
    arguments
}

/// Returns the ids of those runtimes; of all, if none is named.
pub(crate) fn chosen_runtimes(named: &[String]) -> Result<Vec<&'static str>> {
    let all: Vec<&'static str> = all_runtimes().iter().map(|factory| factory.id()).collect();
    for name in named {
        if !all.contains(&name.as_str()) {
            bail!(
                "no runtime `{name}` is built in: there are {}; others come with `--features all-runtimes`",
                all.join(", ")
            );
        }
    }
    let is_chosen = |id: &&str| named.is_empty() || named.iter().any(|name| name == id);
    Ok(all.into_iter().filter(is_chosen).collect())
}

fn some_workload(runtimes: &[&'static str], glob: &super::glob::Glob) -> Result<()> {
    let chosen = all_runtimes()
        .iter()
        .filter(|factory| runtimes.contains(&factory.id()));
    let ids: BTreeSet<&str> = chosen
        .flat_map(|factory| workloads(*factory))
        .map(|workload| workload.id)
        .collect();
    if !ids.iter().any(|id| glob.matches(id)) {
        let ids: Vec<&str> = ids.into_iter().collect();
        bail!(
            "no workload matches `{glob}`: the ids are {}",
            ids.join(", ")
        );
    }
    Ok(())
}
