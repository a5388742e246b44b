//! What a shell asks for while a command line is typed: commands and options, and with them the names of
//! services, operations and resources of AWS.

use std::ffi::OsStr;

use clap::CommandFactory;
use clap_complete::CompletionCandidate;
use clap_complete::env::{CompleteEnv, EnvCompleter, Shells};
use wasmidem_models::Catalogue;

use crate::args::Cli;
use crate::builtin::{PLAIN, resources, with_resources};

/// The variable by which a shell asks; its value is the name of the shell.
const VARIABLE: &str = "WASMIDEM_COMPLETE";
const PROGRAM: &str = "wasmidem";

/// Answers a shell that asks, and ends the program then. Nothing may have been printed yet.
pub fn answer() {
    CompleteEnv::with_factory(Cli::command).var(VARIABLE).complete();
}

/// The script by which a shell asks; `None` for a shell that none is known for.
pub fn script(shell: &str) -> Option<Vec<u8>> {
    let mut script = Vec::new();
    let shells = Shells::builtins();
    let shell: &dyn EnvCompleter = shells.completer(shell)?;
    shell.write_registration(VARIABLE, PROGRAM, PROGRAM, PROGRAM, &mut script).ok()?;
    Some(script)
}

/// The paths of exec functions that come with the program, one step at a time: services first, then what
/// the only one of them has.
pub fn functions(typed: &OsStr) -> Vec<CompletionCandidate> {
    let Some(typed) = typed.to_str() else { return Vec::new() };
    let (before, typed) = typed.strip_prefix("exec.").map_or(("", typed), |rest| ("exec.", rest));
    paths(typed).into_iter().map(|path| CompletionCandidate::new(format!("{before}{path}"))).collect()
}

/// The services of AWS.
pub fn services(typed: &OsStr) -> Vec<CompletionCandidate> {
    let Some(typed) = typed.to_str() else { return Vec::new() };
    let all = Catalogue::shipped().services();
    all.filter(|service| service.starts_with(typed)).map(CompletionCandidate::new).collect()
}

fn paths(typed: &str) -> Vec<String> {
    const CLIENT: &str = "boto3.client.";
    const RESOURCE: &str = "boto3.resource.";
    if let Some(rest) = typed.strip_prefix(CLIENT) {
        let services: Vec<&str> = Catalogue::shipped().services().collect();
        return below(CLIENT, rest, &services, operations);
    }
    if let Some(rest) = typed.strip_prefix(RESOURCE) {
        let services: Vec<&str> = with_resources().collect();
        return below(RESOURCE, rest, &services, of_resources);
    }
    let plain = PLAIN.iter().map(|(path, _)| *path);
    let all = plain.chain([CLIENT, RESOURCE]);
    all.filter(|path| path.starts_with(typed)).map(str::to_owned).collect()
}

fn below(head: &str, typed: &str, services: &[&str], names: fn(&str) -> Vec<String>) -> Vec<String> {
    let (service, name) = match typed.split_once('.') {
        Some((service, name)) => (Some(service), name),
        None => (None, ""),
    };
    let fits = |known: &&&str| match service {
        Some(service) => **known == service,
        None => known.starts_with(typed),
    };
    let fitting: Vec<&&str> = services.iter().filter(fits).collect();
    match fitting.as_slice() {
        [only] => {
            let names = names(only).into_iter().filter(|known| known.starts_with(name));
            names.map(|name| format!("{head}{only}.{name}")).collect()
        }
        several => several.iter().map(|service| format!("{head}{service}.")).collect(),
    }
}

fn operations(service: &str) -> Vec<String> {
    let summary = Catalogue::shipped().summary(service);
    let operations = summary.into_iter().flat_map(|summary| &summary.operations);
    operations.map(|operation| operation.method.to_string()).collect()
}

/// The resources of a service, and what each of them has.
fn of_resources(service: &str) -> Vec<String> {
    let Some(resources) = resources(service) else { return Vec::new() };
    let of_service = resources.members(None).chain(resources.types()).map(str::to_owned);
    let of_types = resources
        .types()
        .flat_map(|name| resources.members(Some(name)).map(move |member| format!("{name}.{member}")));
    of_service.chain(of_types).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_step_leads_to_the_next() {
        assert_eq!(paths("boto3."), ["boto3.client.", "boto3.resource."]);
        assert_eq!(paths("aws.arn."), ["aws.arn.build", "aws.arn.parse"]);
        let with_s3 = paths("boto3.client.s3");
        assert!(with_s3.contains(&"boto3.client.s3.".to_owned()), "{with_s3:?}");
        assert!(with_s3.contains(&"boto3.client.s3control.".to_owned()), "{with_s3:?}");
        assert_eq!(
            paths("boto3.client.s3.create_bucket_m"),
            [
                "boto3.client.s3.create_bucket_metadata_configuration",
                "boto3.client.s3.create_bucket_metadata_table_configuration"
            ]
        );
        // What is typed leads to one service only.
        assert!(
            paths("boto3.client.secretsm").contains(&"boto3.client.secretsmanager.get_secret_value".into())
        );
        assert_eq!(paths("boto3.resource.sqs.Queue.purg"), ["boto3.resource.sqs.Queue.purge"]);
        assert!(paths("boto3.client.nosuch.x").is_empty());
        assert!(paths("é").is_empty());
    }
}
