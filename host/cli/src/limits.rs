//! What modules may use: by options, the configuration file and policies.

use std::collections::BTreeMap;

use wasmidem_contract::{Diagnostic, Limit, Limits, nearest};
use wasmidem_policy::Cedar;

use crate::args::ModuleLimits;
use crate::compose::Stop;
use crate::exit_code::Exit;

/// One limit that somebody asks for.
struct Asked {
    /// For one module, or for all.
    module: Option<String>,
    limit: Limit,
    value: u64,
    /// As it was written.
    text: String,
}

/// The limits that options and the configuration file ask for.
pub struct LimitOptions {
    /// What counts most comes first.
    asked: Vec<Asked>,
    /// How many of them were typed.
    typed: usize,
}

/// The limits of each module, and of the program.
pub struct Chosen {
    /// Of modules that have none of their own, and of the program.
    pub all: Limits,
    /// Of modules by name.
    pub of: BTreeMap<String, Limits>,
    /// What is odd.
    pub warnings: Vec<Diagnostic>,
}

impl LimitOptions {
    /// Reads the options. Those for one module count more than those for all, and the last of two
    /// that are alike.
    ///
    /// # Errors
    /// All that is wrong.
    pub fn read(args: &ModuleLimits) -> Result<Self, Stop> {
        let old = [
            args.module_timeout
                .map(|seconds| ("--module-timeout", Limit::ComputeTime, u64::from(seconds) * 1000)),
            args.module_memory
                .map(|mebibytes| ("--module-memory", Limit::Memory, u64::from(mebibytes) << 20)),
        ];
        let old = old.into_iter().flatten().map(|(option, limit, value)| Asked {
            module: None,
            limit,
            value,
            text: format!("{option} {}", limit.written(value)),
        });
        let mut problems = Vec::new();
        let mut read = |texts: &[String], option: &str| {
            let mut found = Vec::new();
            for text in texts.iter().rev() {
                match asked(text, option) {
                    Ok(one) => found.push(one),
                    Err(problem) => problems.push(problem),
                }
            }
            // the order of alike ones is kept
            found.sort_by_key(|one: &Asked| one.module.is_none());
            found
        };
        let mut typed = read(&args.limit, "--limit");
        let configured = read(&args.configured, "idem.limits");
        if !problems.is_empty() {
            return Err(Stop { exit: Exit::Usage, problems });
        }
        typed.extend(old);
        let count = typed.len();
        Ok(Self { asked: typed.into_iter().chain(configured).collect(), typed: count })
    }

    /// What is asked for, for one module or for the program.
    fn of(&self, module: Option<&str>, limit: Limit) -> Option<&Asked> {
        let about = |one: &&Asked| {
            one.limit == limit && one.module.as_deref().is_none_or(|asked| Some(asked) == module)
        };
        self.asked.iter().find(about)
    }

    /// The limits of these modules. A policy's limit can be lowered, and not raised.
    pub fn choose<'a>(&self, modules: impl Iterator<Item = &'a str>, cedar: Option<&Cedar>) -> Chosen {
        let modules: Vec<&str> = modules.collect();
        let mut warnings = self.unknown(&modules);
        let all = self.limits(None, cedar, &mut warnings);
        let of = modules
            .iter()
            .map(|module| ((*module).to_owned(), self.limits(Some(*module), cedar, &mut warnings)))
            .collect();
        warnings.dedup();
        Chosen { all, of, warnings }
    }

    fn limits(&self, module: Option<&str>, cedar: Option<&Cedar>, warnings: &mut Vec<Diagnostic>) -> Limits {
        let policies = cedar.map(|cedar| cedar.limits(module)).unwrap_or_default();
        let mut limits = Limits::default();
        for limit in Limit::ALL {
            let asked = self.of(module, limit);
            let policy = policies.iter().find(|said| said.limit == limit);
            match (asked, policy) {
                (None, None) => {}
                (Some(asked), None) => limits.set(limit, asked.value),
                (Some(asked), Some(policy)) if asked.value <= policy.value => limits.set(limit, asked.value),
                (asked, Some(policy)) => {
                    limits.set(limit, policy.value);
                    limits.set_by.insert(limit, policy.rule.to_string());
                    warnings.extend(asked.map(|asked| {
                        let most = limit.written(policy.value);
                        let text = format!("`{}` raises nothing: {} allows {most}", asked.text, policy.rule);
                        let problem = Diagnostic::warning("policy-limits", text);
                        problem.at(policy.rule.place.clone(), None, 1).with_help(
                            "options can lower what a policy allows; only the policy can allow more",
                        )
                    }));
                }
            }
        }
        limits
    }

    /// Warnings on modules that are typed, and are not there.
    fn unknown(&self, modules: &[&str]) -> Vec<Diagnostic> {
        let typed = self.asked.iter().take(self.typed);
        let unknown = typed.filter_map(|one| Some((one, one.module.as_deref()?)));
        let unknown = unknown.filter(|(_, module)| !modules.contains(module));
        unknown
            .map(|(one, module)| {
                let problem = Diagnostic::warning(
                    "usage-limit",
                    format!("`{}` limits nothing: no module `{module}` is used", one.text),
                );
                match nearest(module, modules.iter().copied()) {
                    Some(meant) => problem.with_help(format!("did you mean `{meant}`?")),
                    None => problem.with_help(format!("the modules are {}", modules.join(", "))),
                }
            })
            .collect()
    }
}

/// Reads `[MODULE:]NAME=VALUE`.
fn asked(text: &str, option: &str) -> Result<Asked, Diagnostic> {
    let wrong = |message: String, help: String| {
        Diagnostic::error("usage-limit", format!("{option}: {message}")).with_help(help)
    };
    let (before, value) = text.split_once('=').unwrap_or((text, ""));
    let (module, name) = match before.rsplit_once(':') {
        Some((module, name)) => (Some(module.trim()), name),
        None => (None, before),
    };
    let pair = if text.contains('=') { format!("{name}={value}") } else { name.to_owned() };
    let (limit, value) = Limit::read_pair(&pair).map_err(|problem| wrong(problem.message, problem.help))?;
    if module.is_some() && limit.is_of_program() {
        let message = format!("`{limit}` holds for the program, so no single module can have it");
        return Err(wrong(message, "`concurrency` limits the instances of one module".to_owned()));
    }
    Ok(Asked { module: module.map(str::to_owned), limit, value, text: format!("{option} {text}") })
}

/// A table of all limits, for `wasmidem explain limits`.
pub fn table() -> String {
    let defaults = Limits::default();
    let mut text = String::from(
        "What a call of a module may use; `--limit [MODULE:]NAME=VALUE` sets it, `idem.limits` in the\n\
         configuration file, or `@limits` of a policy. docs/limits.md says more.\n\n",
    );
    for limit in Limit::ALL {
        let value = limit.written(defaults.get(limit));
        text.push_str(&format!("  {:<15} {value:>8}   {}\n", limit.name(), limit.about()));
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;
    use clap::Parser;

    #[derive(Parser)]
    struct Line {
        #[command(flatten)]
        limits: ModuleLimits,
    }

    fn options(line: &[&str]) -> Result<LimitOptions, Vec<String>> {
        let line = Line::parse_from([&["x"], line].concat());
        let problems = |stop: Stop| stop.problems.into_iter().map(|problem| problem.message).collect();
        LimitOptions::read(&line.limits).map_err(problems)
    }

    fn memory(line: &[&str], module: &str) -> String {
        let chosen = options(line).ok().unwrap().choose(["a", "b"].into_iter(), None);
        Limit::Memory.written(chosen.of[module].get(Limit::Memory))
    }

    #[test]
    fn what_is_nearer_counts_more() {
        let configured = ["--limits", "memory=10MiB", "--limits", "a:memory=11MiB"];
        let with = |typed: &[&'static str]| [typed, configured.as_slice()].concat();
        assert_eq!(memory(&[], "a"), "256MiB");
        assert_eq!((memory(&with(&[]), "a"), memory(&with(&[]), "b")), ("11MiB".into(), "10MiB".into()));
        // what is typed counts more than what is configured, also for one module
        let old = with(&["--module-memory", "12"]);
        assert_eq!((memory(&old, "a"), memory(&old, "b")), ("12MiB".into(), "12MiB".into()));
        let both = with(&["--limit", "b:memory=14MiB", "--limit", "memory=13MiB", "--module-memory", "12"]);
        assert_eq!((memory(&both, "a"), memory(&both, "b")), ("13MiB".into(), "14MiB".into()));
        assert_eq!(memory(&["--limit", "memory=1MiB", "--limit", "memory=2MiB"], "a"), "2MiB");
        let chosen = options(&["--limit", "live-instances=5"]).ok().unwrap().choose([].into_iter(), None);
        assert_eq!(chosen.all.live_instances, 5);
    }

    #[test]
    fn mistakes_are_told_at_once() {
        let problems = options(&["--limit", "memroy=1MiB", "--limit", "a:live-instances=5", "--limits", "x"]);
        let expected = [
            "--limit: `live-instances` holds for the program, so no single module can have it",
            "--limit: there is no limit `memroy`",
            "idem.limits: `x` is no limit with a value",
        ];
        assert_eq!(problems.err().unwrap(), expected);
        let chosen = options(&["--limit", "aa:log=5B"]).ok().unwrap().choose(["a"].into_iter(), None);
        assert_eq!(chosen.warnings[0].help.as_deref(), Some("did you mean `a`?"));
    }

    #[test]
    fn the_documentation_has_all_limits_with_their_defaults() {
        let text = include_str!("../../../docs/limits.md");
        for limit in Limit::ALL {
            let row = format!("| `{limit}` | {} |", limit.written(Limits::default().get(limit)));
            assert!(text.contains(&row), "docs/limits.md has no row that begins with {row}");
        }
        let rows = text.lines().filter(|line| line.starts_with("| `")).count();
        assert_eq!(rows, Limit::ALL.len(), "docs/limits.md has rows of other limits");
    }
}
