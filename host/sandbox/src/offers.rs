//! What a module says it offers, within bounds: it is kept, searched and printed as long as the
//! program runs.

use std::collections::BTreeSet;
use std::sync::Arc;

use wasmidem_contract::{FunctionInfo, FunctionKind, Phase, ResourceType, Schema, Step};

use crate::answer;
use crate::call::{Call, Module, Runner, offer_error};
use crate::error::{ModuleError, ModuleErrorKind};
use crate::store::Purpose;
use crate::wire::{self, Kind};

/// The longest path a module may offer, in bytes.
const PATH_BYTES: usize = 256;
/// Kinds of resource and functions of one module. AWS has some hundred operations in a service.
const OFFERS: usize = 10_000;
/// Levels of lists and objects in a schema.
const SCHEMA_DEPTH: usize = 64;
/// Values in all schemas of a module. A value takes some 70 bytes and more, whatever its text takes.
const SCHEMA_VALUES: usize = 200_000;

/// What a module says it offers.
pub(crate) struct Offers {
    pub(crate) resources: Vec<ResourceType>,
    pub(crate) functions: Vec<FunctionInfo>,
}

impl Offers {
    /// Asks a module.
    ///
    /// # Errors
    /// When it fails, or what it says is no offer.
    pub(crate) async fn ask(runner: &Arc<Runner>, module: &Module) -> Result<Self, ModuleError> {
        let step = Step {
            state: None,
            phase: Phase::Plan,
            profile: String::new(),
            region: String::new(),
            run_id: String::new(),
        };
        let call = Call {
            module,
            step: &step,
            path: "",
            via: &[],
            account: None,
            purpose: Purpose::Offer,
            test: false,
        };
        runner.check_exports(call).await?;
        let name = &module.manifest.id.name;
        let mut reader = Reader { module, values: 0 };
        let mut offers = Self { resources: Vec::new(), functions: Vec::new() };
        if let Some(exports) = &module.exports.resources {
            let types = runner.ask::<Vec<wire::ResourceType>>(call, exports.types).await;
            let types = types.map_err(|failure| offer_error(name, &failure))?;
            reader.check_number(types.len())?;
            let mut known = BTreeSet::new();
            for offered in types {
                let schema = reader.schema(&offered.path, &offered.schema)?;
                reader.check_new(known.insert(offered.path.clone()), &offered.path)?;
                let module = module.manifest.id.clone();
                offers.resources.push(ResourceType { path: offered.path, schema, module });
            }
        }
        if let Some(exports) = &module.exports.functions {
            let functions = runner.ask::<Vec<wire::FunctionInfo>>(call, exports.list_functions).await;
            let functions = functions.map_err(|failure| offer_error(name, &failure))?;
            reader.check_number(functions.len())?;
            let mut known = BTreeSet::new();
            for offered in functions {
                let kind = match offered.kind {
                    Kind::Exec => FunctionKind::Exec,
                    Kind::State => FunctionKind::State,
                };
                let schema = reader.schema(&offered.path, &offered.schema)?;
                let new = known.insert((offered.path.clone(), kind == FunctionKind::Exec));
                reader.check_new(new, &offered.path)?;
                let module = module.manifest.id.clone();
                offers.functions.push(FunctionInfo { path: offered.path, kind, schema, module });
            }
        }
        Ok(offers)
    }
}

/// Reads offers one by one.
struct Reader<'a> {
    module: &'a Module,
    /// How many values the schemas had so far.
    values: usize,
}

impl Reader<'_> {
    fn check_number(&self, number: usize) -> Result<(), ModuleError> {
        if number > OFFERS {
            return Err(self.error(format!("offers more than {OFFERS} kinds of resource or functions")));
        }
        Ok(())
    }

    fn check_new(&self, new: bool, path: &str) -> Result<(), ModuleError> {
        if new { Ok(()) } else { Err(self.error(format!("offers `{path}` twice"))) }
    }

    fn schema(&mut self, path: &str, schema: &str) -> Result<Schema, ModuleError> {
        let word = |word: &str| {
            !word.is_empty()
                && word.chars().all(|letter| letter.is_ascii_alphanumeric() || matches!(letter, '_' | '-'))
        };
        if path.len() > PATH_BYTES {
            let bytes = path.len();
            return Err(self.error(format!("offers a path of {bytes} bytes, more than {PATH_BYTES}")));
        }
        if !path.split('.').all(word) {
            return Err(self.error(format!(
                "offers `{path}`, which is no path: it must be words of letters, digits, `_` and `-`, joined by dots"
            )));
        }
        let (depth, values) = answer::extent(schema);
        self.values = self.values.saturating_add(values);
        if depth > SCHEMA_DEPTH {
            return Err(
                self.error(format!("offers `{path}` with a schema of more than {SCHEMA_DEPTH} levels"))
            );
        }
        if self.values > SCHEMA_VALUES {
            return Err(self.error(format!("offers schemas of more than {SCHEMA_VALUES} values in all")));
        }
        Schema::parse(schema)
            .map_err(|problem| self.error(format!("offers `{path}` with a wrong schema: {problem}")))
    }

    fn error(&self, problem: String) -> ModuleError {
        ModuleError::new(ModuleErrorKind::Offer, &self.module.manifest.id.name, problem)
    }
}
