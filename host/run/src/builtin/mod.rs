//! The states that come with the program, as they do with idem.

mod exec_run;
mod module_function;
mod time_sleep;

use wasmidem_contract::{Object, Schema, State, Step};

pub(crate) use module_function::module_function;

use crate::state::{Shared, Verdict};

/// A built-in state function.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Function {
    ExecRun,
    TimeSleep,
}

/// The paths of idem-aws's state modules, so that a resource without a module can be told from a
/// misspelt one.
const IDEM_AWS_PATHS: &str = include_str!("idem_aws_paths.txt");

/// The built-in at a full path.
pub(crate) fn find(full_path: &str) -> Option<Function> {
    match full_path {
        "exec.run" => Some(Function::ExecRun),
        "time.sleep" => Some(Function::TimeSleep),
        _ => None,
    }
}

/// The full paths of all built-ins.
pub(crate) fn paths() -> [&'static str; 2] {
    ["exec.run", "time.sleep"]
}

/// Whether idem-aws has a state module of this path.
pub(crate) fn is_idem_aws_path(path: &str) -> bool {
    IDEM_AWS_PATHS.lines().any(|line| line == path)
}

impl Function {
    pub(crate) fn schema(self) -> Schema {
        let schema = match self {
            Self::ExecRun => exec_run::schema(),
            Self::TimeSleep => time_sleep::schema(),
        };
        Schema::parse(&schema.to_string()).unwrap_or_default()
    }

    pub(crate) async fn call(
        self,
        shared: &Shared<'_>,
        state: &State,
        step: &Step,
        arguments: Object,
    ) -> Verdict {
        match self {
            Self::ExecRun => exec_run::call(shared, state, step, &arguments).await,
            Self::TimeSleep => time_sleep::call(shared, &arguments).await,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_builtin_has_a_schema() {
        for path in paths() {
            assert!(find(path).unwrap().schema().members().count() > 0, "{path}");
        }
    }

    #[test]
    fn knows_idem_aws() {
        assert!(is_idem_aws_path("aws.s3.bucket"));
        assert!(!is_idem_aws_path("aws.ec2.nothing"));
        assert!(IDEM_AWS_PATHS.lines().count() > 150);
    }
}
