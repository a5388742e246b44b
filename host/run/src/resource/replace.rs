//! `recreate_on_update`: a new resource in the place of one that differs.

use wasmidem_contract::{Action, Failure, Object, Recreate, Value};

use super::absent::{delete, forget};
use super::named;
use super::present::Present;
use crate::esm::Binding;
use crate::join::{delete_old, deletion_of_old};
use crate::recover::{self, Interrupted};
use crate::state::Verdict;

impl Present<'_> {
    /// Replaces a resource.
    pub(super) async fn replace(
        &self,
        order: Recreate,
        id: &str,
        actual: Object,
        desired: &Object,
        mut comments: Vec<String>,
    ) -> Result<Verdict, Failure> {
        let (path, name) = (&self.kind.path, &self.state.name);
        comments.push(format!("The resource {name} will be recreated."));
        let old_state = Value::Object(named(actual.clone(), name));
        let joins = match order {
            Recreate::CreateFirst => vec![deletion_of_old(self.state, id)],
            Recreate::DestroyFirst => Vec::new(),
        };
        if self.shared.preview {
            if order == Recreate::DestroyFirst {
                comments.push(format!("Would delete {path} '{name}'"));
            }
            let verdict = self.create(desired, comments).await?;
            return Ok(Verdict { action: Action::Replace, old_state, joins, ..verdict });
        }
        let verdict = match order {
            // As in idem it reports what it made; the state that joins reports what is gone.
            Recreate::CreateFirst => self.create_beside(id, Value::Null, desired, comments).await?,
            Recreate::DestroyFirst => {
                delete(self.shared, self.step, path, id, &actual).await?;
                forget(self.shared, self.state)?;
                comments.push(format!("Deleted {path} '{name}'"));
                let verdict = self.create(desired, comments).await?;
                let action = if verdict.failure.is_none() { Action::Replace } else { Action::Fail };
                Verdict { action, old_state, ..verdict }
            }
        };
        let joins = if verdict.failure.is_none() { joins } else { Vec::new() };
        Ok(Verdict { joins, ..verdict })
    }

    /// Makes the new resource while the old one is still there.
    ///
    /// INVARIANT: the old id is remembered for its deletion before the new resource exists, and only
    /// counts once the state's own record has another id: whatever stops the run, nothing in use is
    /// deleted, and nothing is forgotten.
    async fn create_beside(
        &self,
        old_id: &str,
        old_state: Value,
        desired: &Object,
        mut comments: Vec<String>,
    ) -> Result<Verdict, Failure> {
        let address = &self.state.address;
        let record = Object::from_iter([
            ("name".to_owned(), Value::String(delete_old(address).id)),
            ("resource_id".to_owned(), Value::String(old_id.to_owned())),
        ]);
        let bound = Some(Binding::of(self.step));
        self.shared.store().put(&delete_old(address), &record, bound).map_err(recover::store_failure)?;
        let interrupted = self.shared.store().open_intent(address).cloned();
        let found = match interrupted {
            Some(intent) => recover::settle(self.shared, self.step, self.kind, desired, &intent).await?,
            None => Interrupted::Nothing,
        };
        let made = match found {
            Interrupted::Made(id) => Ok(id),
            Interrupted::Nothing => self.make(desired, &mut comments).await,
        };
        let id = match made {
            Ok(id) => id,
            Err(failure) => {
                // With the intent still open there may be a new resource: the next run looks.
                if self.shared.store().open_intent(address).is_none() {
                    self.shared.store().remove(&delete_old(address)).map_err(recover::store_failure)?;
                }
                return Err(failure);
            }
        };
        self.remember(&id, None)?;
        let finished = self.finish(&id, desired, &mut comments).await;
        self.conclude(&id, Action::Replace, old_state, comments, finished).await
    }
}
