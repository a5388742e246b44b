//! The states that come with the program, as they do with idem. One file each.

mod acct_profile;
mod data_write;
mod exec_run;
mod exec_stateful;
mod module_function;
mod render_block;
mod sls_run;
mod template_render;
mod time_sleep;
mod trigger_build;

use wasmidem_contract::{FunctionInfo, Object, Schema, State, Step, Value};

pub(crate) use module_function::module_function;

use crate::state::{Call, Shared, Verdict};

/// A built-in state function.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Function {
    AcctProfile,
    DataWrite,
    ExecRun,
    ExecStateful,
    RenderBlock,
    SlsRun,
    TemplateRender,
    TimeSleep,
    TriggerBuild,
}

const ALL: [(&str, Function); 9] = [
    ("acct.profile", Function::AcctProfile),
    ("data.write", Function::DataWrite),
    ("exec.run", Function::ExecRun),
    ("exec.stateful", Function::ExecStateful),
    ("render.block", Function::RenderBlock),
    ("sls.run", Function::SlsRun),
    ("template.render", Function::TemplateRender),
    ("time.sleep", Function::TimeSleep),
    ("trigger.build", Function::TriggerBuild),
];

/// The paths of idem-aws's state modules, so that a resource without a module can be told from a
/// misspelt one.
const IDEM_AWS_PATHS: &str = include_str!("idem_aws_paths.txt");

/// The built-in at a full path.
pub(crate) fn find(full_path: &str) -> Option<Function> {
    ALL.iter().find(|(path, _)| *path == full_path).map(|(_, function)| *function)
}

/// The full paths of all built-ins.
pub(crate) fn paths() -> impl Iterator<Item = &'static str> {
    ALL.iter().map(|(path, _)| *path)
}

/// The built-in states with the schemas of their arguments.
pub fn schemas() -> impl Iterator<Item = (&'static str, Schema)> {
    ALL.iter().map(|(path, function)| (*path, function.schema()))
}

/// Whether idem-aws has a state module of this path.
pub(crate) fn is_idem_aws_path(path: &str) -> bool {
    IDEM_AWS_PATHS.lines().any(|line| line == path)
}

/// Gives a function what its last try left for this one, if it takes it.
fn with_rerun_data(function: &FunctionInfo, arguments: &mut Object, rerun_data: Value) {
    if !rerun_data.is_null() && function.schema.member("rerun_data").is_some() {
        arguments.insert("rerun_data".to_owned(), rerun_data);
    }
}

impl Function {
    pub(crate) fn schema(self) -> Schema {
        let schema = match self {
            Self::AcctProfile => acct_profile::schema(),
            Self::DataWrite => data_write::schema(),
            Self::ExecRun => exec_run::schema(),
            Self::ExecStateful => exec_stateful::schema(),
            Self::RenderBlock => render_block::schema(),
            Self::SlsRun => sls_run::schema(),
            Self::TemplateRender => template_render::schema(),
            Self::TimeSleep => time_sleep::schema(),
            Self::TriggerBuild => trigger_build::schema(),
        };
        Schema::parse(&schema.to_string()).unwrap_or_default()
    }

    /// Whether any argument is taken, also those that the schema does not name.
    pub(crate) fn is_open(self) -> bool {
        matches!(self, Self::AcctProfile | Self::SlsRun)
    }

    pub(crate) async fn call(self, shared: &Shared<'_>, state: &State, step: &Step, call: Call) -> Verdict {
        match self {
            Self::AcctProfile => acct_profile::call(shared, state, call.arguments),
            Self::DataWrite => data_write::call(shared, &call.arguments).await,
            Self::ExecRun => exec_run::call(shared, state, step, call).await,
            Self::ExecStateful => exec_stateful::call(shared, state, step, call).await,
            Self::RenderBlock => render_block::call(shared, state, call).await,
            Self::SlsRun => sls_run::call(shared, state, call).await,
            Self::TemplateRender => template_render::call(shared, &call.arguments).await,
            Self::TimeSleep => time_sleep::call(shared, &call.arguments).await,
            Self::TriggerBuild => trigger_build::call(shared, state, &call.arguments),
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
