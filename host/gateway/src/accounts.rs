//! Which account a profile belongs to, found out when a policy looks at it.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

use tokio::sync::OnceCell;
use wasmidem_contract::{Cause, Failure, Value};

/// The accounts that were asked for, by profile.
#[derive(Default)]
pub(crate) struct Accounts(Mutex<HashMap<String, Arc<OnceCell<String>>>>);

impl Accounts {
    /// The account of a profile. Asked for once; who asks meanwhile waits for that answer.
    pub(crate) async fn of(
        &self,
        profile: &str,
        ask: impl AsyncFnOnce() -> Result<Value, Failure>,
    ) -> Result<String, Failure> {
        let cell = {
            let mut known = self.0.lock().unwrap_or_else(PoisonError::into_inner);
            Arc::clone(known.entry(profile.to_owned()).or_default())
        };
        let account = cell.get_or_try_init(async || {
            let identity = ask().await.map_err(|failure| unknown(profile, failure))?;
            identity.get("Account").and_then(Value::as_str).map(str::to_owned).ok_or_else(|| {
                let text = "AWS did not say it";
                unknown(
                    profile,
                    Failure::new(Cause::Other, wasmidem_contract::Blame::Aws, "policy.account", text),
                )
            })
        });
        account.await.cloned()
    }
}

/// INVARIANT: without the account no call is made: a policy that forbids one could not see it.
fn unknown(profile: &str, failure: Failure) -> Failure {
    let reason = &failure.message;
    let message = format!(
        "the policy needs the account of the profile `{profile}`, which cannot be found out: {reason}"
    );
    Failure { message, ..failure }
}
