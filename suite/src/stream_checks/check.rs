use std::{
    fmt,
    future::{Future, IntoFuture},
    pin::Pin,
    sync::Arc,
    time::Duration,
};

use crate::{
    runtime::Runtime,
    stream_checks::{
        case::Case,
        end::End,
        finding::{BrokenRules, Checked, Finding, Standing},
        maker::Make,
        pattern::Pattern,
        progress::Progress,
        rule::{Rule, Stop},
        watch,
    },
};

/// How long a rule may go without any operation that ends.
const LIMIT: Duration = Duration::from_secs(10);

/// A check of a stream, ready to be awaited.
///
/// ```
/// # runtime_matrix::Cell::new(&runtime_matrix::Sim).run(|rt: runtime_matrix::Runtime| async move {
/// use runtime_matrix::{Address, stream_checks::check_two_way_stream};
///
/// let listener = rt.listen(Address::local_tcp()).await.unwrap();
/// let address = listener.address().unwrap();
/// let check = check_two_way_stream(&rt, async || {
///     let ours = rt.connect(address.clone()).await?;
///     Ok::<_, std::io::Error>((ours, listener.accept().await?))
/// });
/// let broken = check.except("close_can_be_called_twice", "never tried").await.unwrap_err();
/// assert_eq!(
///     broken.complaints(),
///     ["`close_can_be_called_twice` is excepted (never tried), but it holds: take the exception away"]
/// );
/// # }).unwrap();
/// ```
#[must_use = "a check does nothing unless awaited"]
pub struct StreamCheck<'a> {
    rt: Runtime,
    maker: Box<dyn Make + 'a>,
    pattern: Pattern,
    rules: Vec<Rule>,
    /// Whether each rule is looked at from either end.
    both_ways: bool,
    limit: Duration,
    only: Option<Vec<String>>,
    exceptions: Vec<Exception>,
}

#[derive(Debug)]
struct Exception {
    rule: String,
    reason: String,
}

/// What one rule said of one pair.
enum Ruled {
    Held,
    Broken(String),
    NotApplicable(String),
    /// It could not be looked at, since the rule of that name does not hold.
    Lacking(&'static str, String),
    /// There was no pair to look at.
    NotMade(String),
}

impl<'a> StreamCheck<'a> {
    pub(super) fn new(
        rt: &Runtime,
        maker: impl Make + 'a,
        rules: Vec<Rule>,
        both_ways: bool,
    ) -> StreamCheck<'a> {
        StreamCheck {
            rt: rt.clone(),
            maker: Box::new(maker),
            pattern: Pattern::new(rt.tracker().identity.seed),
            rules,
            both_ways,
            limit: LIMIT,
            only: None,
            exceptions: Vec::new(),
        }
    }

    /// Excepts a rule that the stream breaks on purpose; the reason is told with it.
    ///
    /// An exception for a rule that holds after all is an error of the check, and so is a name that no rule has.
    pub fn except(mut self, rule: &str, reason: &str) -> StreamCheck<'a> {
        self.exceptions.push(Exception {
            rule: rule.to_owned(),
            reason: reason.to_owned(),
        });
        self
    }

    /// Looks at these rules alone. A name that no rule has is an error of the check.
    pub fn only<'r>(mut self, rules: impl IntoIterator<Item = &'r str>) -> StreamCheck<'a> {
        self.only = Some(rules.into_iter().map(str::to_owned).collect());
        self
    }

    /// Sets how long a rule may go without any read, write, flush or close that ends, on the cell's clock; 10 s
    /// unless set. What goes on for longer counts as hanging.
    pub fn limit(mut self, limit: Duration) -> StreamCheck<'a> {
        self.limit = limit;
        self
    }

    /// Returns the rules that are looked at, in their order.
    #[must_use]
    pub fn rules(&self) -> Vec<Rule> {
        let is_asked_for = |rule: &Rule| match &self.only {
            Some(only) => only.iter().any(|name| name == rule.name()),
            None => true,
        };
        self.rules.iter().copied().filter(is_asked_for).collect()
    }

    async fn run(mut self) -> Result<Checked, BrokenRules> {
        let mut complaints = self.complaints();
        let mut ruled = Vec::new();
        for rule in self.rules() {
            let standing = self.rule(rule).await;
            if let Ruled::NotMade(why) = standing {
                complaints.push(format!(
                    "there was no pair of streams for `{}` and the rules after it: {why}",
                    rule.name()
                ));
                break;
            }
            ruled.push((rule, standing));
        }
        let findings: Vec<_> = (0..ruled.len()).map(|n| self.judge(&ruled, n)).collect();
        for (exception, finding) in self.exceptions_met(&findings) {
            if finding.standing() == &Standing::Held {
                let Exception { rule, reason } = exception;
                complaints.push(format!(
                    "`{rule}` is excepted ({reason}), but it holds: take the exception away"
                ));
            }
        }
        let broken = BrokenRules::new(findings, complaints);
        if broken.broken().next().is_none() && broken.complaints().is_empty() {
            return Ok(Checked::new(broken.findings().to_vec()));
        }
        Err(broken)
    }

    /// Returns what is wrong with the check before it has begun.
    fn complaints(&self) -> Vec<String> {
        let asked = self.only.iter().flatten();
        let named = self.exceptions.iter().map(|exception| &exception.rule);
        let is_unknown = |name: &&String| self.rules.iter().all(|rule| rule.name() != **name);
        let unknown = asked.chain(named).filter(is_unknown);
        let mut complaints: Vec<_> = unknown.map(|name| self.unknown(name)).collect();
        if self.rules().is_empty() {
            complaints.push("no rule is left to look at".to_owned());
        }
        complaints
    }

    fn unknown(&self, name: &str) -> String {
        let names: Vec<_> = self.rules.iter().map(Rule::name).collect();
        format!(
            "no rule of this check is called `{name}`; they are {}",
            names.join(", ")
        )
    }

    fn exceptions_met<'f>(
        &self,
        findings: &'f [Finding],
    ) -> impl Iterator<Item = (&Exception, &'f Finding)> {
        self.exceptions.iter().filter_map(|exception| {
            let mut findings = findings.iter();
            let met = findings.find(|finding| finding.rule().name() == exception.rule)?;
            Some((exception, met))
        })
    }

    /// Looks at one rule, with a fresh pair for each direction.
    async fn rule(&mut self, rule: Rule) -> Ruled {
        let forth = self.rule_one_way(rule, false).await;
        if !self.both_ways || !matches!(forth, Ruled::Held | Ruled::NotApplicable(_)) {
            return forth;
        }
        match self.rule_one_way(rule, true).await {
            // What can be seen in one direction only is seen.
            Ruled::NotApplicable(_) => forth,
            Ruled::Broken(why) => Ruled::Broken(format!("with the ends exchanged: {why}")),
            back => back,
        }
    }

    async fn rule_one_way(&mut self, rule: Rule, exchanged: bool) -> Ruled {
        let progress = Arc::new(Progress::default());
        let making = watch::watched(&self.rt, self.limit, &progress, self.maker.make());
        let (one, other) = match making.await {
            Ok(pair) => pair,
            Err(Stop::Broken(why) | Stop::NotApplicable(why)) => return Ruled::NotMade(why),
        };
        let there = self.pattern.clone();
        let back = there.reversed();
        let one = End::new(one, &progress, there.clone(), back.clone());
        let other = End::new(other, &progress, back, there);
        let (first, second) = if exchanged {
            (other, one)
        } else {
            (one, other)
        };
        let case = Case::new(&self.rt, &progress);
        let steps = (rule.run)(case.clone(), first, second);
        let ruling = watch::watched(&self.rt, self.limit, &progress, steps).await;
        case.end_tasks().await;
        match (ruling, progress.assumed()) {
            (Ok(()), _) => Ruled::Held,
            (Err(Stop::NotApplicable(why)), _) => Ruled::NotApplicable(why),
            (Err(Stop::Broken(why)), Some(assumed)) => Ruled::Lacking(assumed, why),
            (Err(Stop::Broken(why)), None) => Ruled::Broken(why),
        }
    }

    /// Says how a rule stands, now that all have been looked at.
    fn judge(&self, ruled: &[(Rule, Ruled)], number: usize) -> Finding {
        let (rule, came) = &ruled[number];
        let standing = match came {
            Ruled::Held => Standing::Held,
            Ruled::NotApplicable(why) => Standing::NotApplicable(why.clone()),
            Ruled::Lacking(other, _) if is_broken(ruled, other) => {
                Standing::NotApplicable(format!("it needs `{other}`, which is broken"))
            }
            Ruled::Broken(why) | Ruled::Lacking(_, why) | Ruled::NotMade(why) => {
                self.broken(rule, why)
            }
        };
        Finding::new(*rule, standing)
    }

    fn broken(&self, rule: &Rule, why: &str) -> Standing {
        let mut exceptions = self.exceptions.iter();
        match exceptions.find(|exception| exception.rule == rule.name()) {
            None => Standing::Broken(why.to_owned()),
            Some(exception) => Standing::Excepted {
                reason: exception.reason.clone(),
                broken: why.to_owned(),
            },
        }
    }
}

/// Tells whether another rule was looked at and did not hold. One that was left out, or holds, is no excuse.
fn is_broken(ruled: &[(Rule, Ruled)], name: &str) -> bool {
    ruled.iter().any(|(rule, ruled)| {
        rule.name() == name && matches!(ruled, Ruled::Broken(_) | Ruled::Lacking(..))
    })
}

impl<'a> IntoFuture for StreamCheck<'a> {
    type Output = Result<Checked, BrokenRules>;
    type IntoFuture = Pin<Box<dyn Future<Output = Self::Output> + 'a>>;

    fn into_future(self) -> Self::IntoFuture {
        Box::pin(self.run())
    }
}

impl fmt::Debug for StreamCheck<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("StreamCheck")
            .field("rules", &self.rules().len())
            .field("exceptions", &self.exceptions)
            .field("limit", &self.limit)
            .finish_non_exhaustive()
    }
}
