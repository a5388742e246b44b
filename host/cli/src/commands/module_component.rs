//! `wasmidem module component`.

use std::fs;
use std::path::Path;

use wasmidem_contract::Diagnostic;
use wasmidem_sandbox::component_of;

use super::conclude;
use crate::args::Component;
use crate::compose::Stop;
use crate::exit_code::Exit;
use crate::module_files;
use crate::report::Console;

/// Makes a component of a core module.
pub fn run(args: &Component, console: &Console) -> Exit {
    conclude(convert(args), false, console)
}

fn convert(args: &Component) -> Result<Exit, Stop> {
    let refused = |problem| Stop::new(Exit::ModuleRejected, problem);
    let core = module_files::read(&args.file).map_err(refused)?;
    let component = component_of(&module_files::name_of(&args.file), &core)
        .map_err(|error| refused(Diagnostic::from(&error)))?;
    place(&args.out, &component).map_err(|error| {
        let message = format!("cannot write `{}`: {error}", args.out.display());
        Stop::new(Exit::Internal, Diagnostic::error("usage-file", message))
    })?;
    Ok(Exit::Done)
}

/// The file is whole, or as it was.
fn place(path: &Path, bytes: &[u8]) -> std::io::Result<()> {
    let mut beside = path.to_owned().into_os_string();
    beside.push(format!(".{}.part", std::process::id()));
    let written = fs::write(&beside, bytes).and_then(|()| fs::rename(&beside, path));
    if written.is_err() {
        let _ = fs::remove_file(&beside);
    }
    written
}
