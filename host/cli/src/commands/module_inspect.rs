//! `wasmidem module inspect`.

use std::collections::BTreeMap;

use wasmidem_contract::{FunctionInfo, ResourceType};

use super::conclude;
use crate::args::Inspect;
use crate::compose::{Modules, Offer, Stop, start_runtime};
use crate::exit_code::Exit;
use crate::provenance::Trust;
use crate::report::{Console, inspect_human, inspect_json};
use crate::{module_files, offline};

/// Prints what a module is and may ask for.
pub fn run(args: &Inspect, console: &Console) -> Exit {
    conclude(inspect(args, console), args.json, console)
}

fn inspect(args: &Inspect, console: &Console) -> Result<Exit, Stop> {
    let refused = |problem| Stop::new(Exit::ModuleRejected, problem);
    let path = module_files::find_module(&args.file).map_err(refused)?;
    let named = BTreeMap::from([(module_files::name_of(&path), path)]);
    let modules = Modules::find(named, Vec::new(), Offer::All, &args.provenance)?;
    modules.warnings.iter().for_each(|warning| console.diagnostic(warning));
    let trust = Trust::load(&args.provenance)?;
    let lock = modules.files.first().map_or("", |file| trust.state(file));
    let (library, rejected) = offline::load(modules, None, &start_runtime()?)?;
    if let Some(problem) = rejected.into_iter().next() {
        return Err(refused(problem));
    }
    let resources: Vec<&ResourceType> = library.resource_types().collect();
    let functions: Vec<&FunctionInfo> = library.functions().collect();
    for manifest in library.manifests() {
        console.out(&if args.json {
            inspect_json(manifest, lock, &resources, &functions)
        } else {
            inspect_human(manifest, lock, (resources.as_slice(), functions.as_slice()), console.colour_out())
        });
    }
    Ok(Exit::Done)
}
