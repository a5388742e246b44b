//! The `wasmidem` program: arguments, composition of the rooms, reports, exit codes. No business
//! rules live here.

mod args;
mod audit;
mod builtin;
mod codes;
mod commands;
mod completion;
mod compose;
mod config;
mod exit_code;
mod filter;
mod graph;
mod limits;
mod module_files;
mod offered;
mod offline;
mod output;
mod policy;
mod ports;
mod private_file;
mod provenance;
mod report;
mod session;
mod sources;
mod stored_state;
mod templates;
mod world;

use std::process::ExitCode;
use std::sync::Arc;

use args::{AuditCommand, Cli, Command, Module, PolicyCommand};
use config::Asked;
use exit_code::Exit;

fn main() -> ExitCode {
    completion::answer();
    match config::asked() {
        Asked::Command(cli, warnings) => {
            let console = Arc::new(report::Console::new(&cli.global));
            warnings.iter().for_each(|warning| console.diagnostic(warning));
            carry_out(*cli, &console)
        }
        Asked::Template(text, warnings) => {
            let console = report::Console::usual();
            warnings.iter().for_each(|warning| console.diagnostic(warning));
            console.out(&text);
            written(Exit::Done, &console)
        }
        Asked::Refused(exit, problem) => {
            report::Console::usual().diagnostic(&problem);
            exit.into()
        }
    }
}

fn carry_out(cli: Cli, console: &Arc<report::Console>) -> ExitCode {
    let audit = cli.command.limits().map(|limits| limits.audit.clone());
    let exit = match cli.command {
        Command::Run(run) => commands::run::run(&run, compose::Offer::All, console),
        Command::State(run) => commands::run::run(&run, compose::Offer::LikeIdem, console),
        Command::Preview(preview) => commands::preview::run(preview, console),
        Command::Describe(describe) => commands::describe::run(&describe, console),
        Command::Drift(drift) => commands::drift::run(&drift, console),
        Command::Refresh(refresh) => commands::refresh::run(&refresh, console),
        Command::Restore(restore) => commands::restore::run(&restore, console),
        Command::Validate(validate) => commands::validate::run(&validate, console),
        Command::Graph(graph) => commands::graph::run(&graph, console),
        Command::Exec(exec) => commands::exec::run(&exec, console),
        Command::Doc(doc) => commands::doc::run(&doc, console),
        Command::Wit(wit) => commands::wit::run(&wit, console),
        Command::Encrypt(encrypt) => commands::encrypt::run(&encrypt, console),
        Command::Decrypt(decrypt) => commands::decrypt::run(&decrypt, console),
        Command::AcctEdit(edit) => commands::acct_edit::run(&edit, console),
        Command::Module(Module::Inspect(inspect)) => commands::module_inspect::run(&inspect, console),
        Command::Policy(PolicyCommand::Check(check)) => commands::policy_check::run(&check, console),
        Command::Policy(PolicyCommand::Explain(explain)) => commands::policy_explain::run(&explain, console),
        Command::Policy(PolicyCommand::Derive(derive)) => commands::policy_derive::run(&derive, console),
        Command::Policy(PolicyCommand::Test(test)) => commands::policy_test::run(&test, console),
        Command::Policy(PolicyCommand::Schema) => commands::policy_schema::run(console),
        Command::Audit(AuditCommand::Verify(verify)) => commands::audit_verify::run(&verify, console),
        Command::Audit(AuditCommand::Schema) => commands::audit_schema::run(console),
        Command::Module(Module::New(new)) => commands::module_new::run(&new, console),
        Command::Module(Module::Component(component)) => commands::module_component::run(&component, console),
        Command::Module(Module::Lock(lock)) => commands::module_lock::run(&lock, console),
        Command::Module(Module::Verify(verify)) => commands::module_verify::run(&verify, console),
        Command::Module(Module::Keygen(keygen)) => commands::module_keygen::run(&keygen, console),
        Command::Module(Module::Sign(sign)) => commands::module_sign::run(&sign, console),
        Command::Explain(explain) => commands::explain::run(&explain, console),
        Command::Completions(completions) => commands::completions::run(&completions, console),
        Command::Man(man) => commands::man::run(&man, console),
    };
    written(audit.map_or(exit, |audit| audit.close(exit, console)), console)
}

/// The exit code, if stdout took everything.
fn written(exit: Exit, console: &report::Console) -> ExitCode {
    if console.lost_output() {
        console.err("error: the outcome could not be written to stdout");
        return Exit::Internal.into();
    }
    exit.into()
}
