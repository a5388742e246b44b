use wasmidem_contract::Effect;

use crate::{Decision, Denial, Grounds, Policy, Request, services};

/// The policy in force when none is given: what a module imports it may do, and nothing else;
/// writes only in the apply phase; of the services of the host, the hub.
#[derive(Debug, Clone, Copy, Default)]
pub struct Imported;

impl Policy for Imported {
    fn decide(&self, request: &Request<'_>) -> Decision {
        stands(request)?;
        services::without_policy(request)?;
        Ok(Grounds::Imports)
    }
}

/// What no policy can change.
pub(crate) fn stands(request: &Request<'_>) -> Result<(), Denial> {
    let Request { module, operation, .. } = request;
    if !request.declared {
        return Err(Denial {
            code: "policy.undeclared",
            message: format!("module `{module}` asked for `{operation}`, which it does not import"),
            help: format!("`wasmidem module inspect {module}.wasm` lists what it may ask for"),
            policies: Vec::new(),
        });
    }
    if request.effect == Effect::Write && !request.phase.may_write() {
        return Err(Denial {
            code: "policy.phase",
            message: format!(
                "module `{module}` asked for `{operation}`, which changes something, in the {} phase",
                request.phase
            ),
            help: "only a run without --test may write; a module that writes while it reads is defective"
                .to_owned(),
            policies: Vec::new(),
        });
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use wasmidem_contract::{ModuleId, OperationName, Phase, Value};

    fn decide(declared: bool, effect: Effect, phase: Phase) -> Result<(), &'static str> {
        let module = ModuleId { name: "m".into(), digest: "0".into(), signer: None };
        let operation = OperationName::new("ec2", "CreateVpc");
        let request = Request {
            module: &module,
            declared,
            operation: &operation,
            effect,
            phase,
            profile: "default",
            region: "r",
            account: None,
            state: None,
            input: &Value::Null,
        };
        Imported.decide(&request).map(drop).map_err(|denial| denial.code)
    }

    #[test]
    fn allows_just_what_is_imported() {
        for phase in [Phase::Plan, Phase::Apply, Phase::Drift, Phase::Describe] {
            assert_eq!(decide(true, Effect::Read, phase), Ok(()));
            assert_eq!(decide(false, Effect::Read, phase), Err("policy.undeclared"));
            assert_eq!(decide(false, Effect::Write, phase), Err("policy.undeclared"));
            let expected = if phase == Phase::Apply { Ok(()) } else { Err("policy.phase") };
            assert_eq!(decide(true, Effect::Write, phase), expected);
        }
    }
}
