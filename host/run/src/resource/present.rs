use std::time::Duration;

use wasmidem_contract::{Action, Blame, Cause, Failure, Object, ResourceType, Schema, State, Step, Value};

use super::{ID_AFTER_PRESENT, comments, has_unknown, ignore, name_tag, named, resource_id, unseen};
use crate::desired::{Difference, differences, predicted};
use crate::esm::{Binding, Intent};
use crate::recover::{self, Interrupted};
use crate::state::{Shared, Verdict};

/// Between a creation whose answer was lost, and the look for what came of it.
const PAUSE: Duration = Duration::from_millis(500);
/// How often a creation that AWS answers with an error of its own is tried.
const CREATIONS: u32 = 4;

/// Makes a resource what the arguments say.
pub(crate) async fn present(
    shared: &Shared<'_>,
    state: &State,
    step: &Step,
    kind: &ResourceType,
    arguments: Object,
) -> Verdict {
    let mut arguments = arguments;
    kind.schema.normalise(&mut arguments);
    let enforced = shared.store().get(&state.address).cloned();
    let name = name_tag::name_of(state, &arguments, enforced.as_ref());
    let synced = (shared.sync_name_tag && name_tag::is_held(kind))
        .then(|| name_tag::sync(&name, &mut arguments, enforced.as_ref()))
        .flatten();
    let state = &State { name: synced.unwrap_or(name), ..state.clone() };
    let present = Present { shared, state, step, kind, schema: &kind.schema };
    match present.enforce(arguments, enforced).await {
        Ok(verdict) => verdict,
        Err(failure) => Verdict::failed(failure),
    }
}

pub(super) struct Present<'a> {
    pub(super) shared: &'a Shared<'a>,
    pub(super) state: &'a State,
    pub(super) step: &'a Step,
    pub(super) kind: &'a ResourceType,
    schema: &'a Schema,
}

impl Present<'_> {
    async fn enforce(&self, mut arguments: Object, enforced: Option<Object>) -> Result<Verdict, Failure> {
        let given_id = resource_id(&arguments);
        arguments.remove("resource_id");
        let known_id = given_id.clone().or_else(|| enforced.as_ref().and_then(resource_id));
        let desired = self.complete(arguments.clone(), enforced.as_ref());
        self.shared.check(self.state, self.schema, &desired)?;

        let mut comments = Vec::new();
        let id = match known_id {
            Some(id) => Some(id),
            None => self.identify(&desired, &mut comments).await?,
        };
        let Some(id) = id else {
            return self.create(&desired, comments).await;
        };
        let found = self.shared.ports.modules.read(self.step, &self.kind.path, &id).await?;
        match found {
            Some(actual) => self.update(&id, actual, arguments, desired, comments).await,
            None if given_id.is_some() => Err(Failure::new(
                Cause::NotFound,
                Blame::Author,
                "run.no-such-resource",
                format!("{} with resource_id '{id}' does not exist", self.kind.path),
            )
            .with_help("remove `resource_id` to create a new one")),
            None if unseen::is_awaited(self.shared, &self.state.address) => {
                let actual = self.wait_for(&id).await?;
                self.update(&id, actual, arguments, desired, comments).await
            }
            None => {
                comments.push(format!(
                    "Resource {} with id {id} is not found in the cloud provider. Re-create the resource in the cloud.",
                    self.kind.path
                ));
                self.warn_if_elsewhere(&id);
                self.create(&desired, comments).await
            }
        }
    }

    /// A resource that was made somewhere else is left there, and nothing remembers it any more.
    fn warn_if_elsewhere(&self, id: &str) {
        let tag = self.state.address.esm_tag();
        let Some(made) = self.shared.store().binding(&tag).cloned() else { return };
        if made != Binding::of(self.step) {
            let text = format!(
                "{} '{id}' was made with {made}, and is looked for with {}: it may still be there",
                self.kind.path,
                Binding::of(self.step)
            );
            self.shared.warn(self.state, text);
        }
    }

    /// The arguments, with what was enforced last for those that are not given: idem's rule, used
    /// where a value is needed, never to change what the state file is silent about.
    fn complete(&self, mut arguments: Object, enforced: Option<&Object>) -> Object {
        for (member, value) in enforced.into_iter().flatten() {
            let settable = self.schema.member(member).is_some() && !self.schema.computed(member);
            if settable && !value.is_null() && !arguments.contains_key(member) {
                arguments.insert(member.clone(), value.clone());
            }
        }
        arguments.insert("name".to_owned(), Value::String(self.state.name.clone()));
        arguments
    }

    /// Looks for an existing resource: one that an interrupted run may have made, or one that the
    /// natural key of its kind points at.
    async fn identify(
        &self,
        desired: &Object,
        comments: &mut Vec<String>,
    ) -> Result<Option<String>, Failure> {
        if self.shared.preview && desired.values().any(has_unknown) {
            return Ok(None);
        }
        let open = self.shared.store().open_intent(&self.state.address).cloned();
        if let Some(intent) = open
            && let Interrupted::Made(id) =
                recover::settle(self.shared, self.step, self.kind, desired, &intent).await?
        {
            comments.push(format!("Found {} '{id}', which an interrupted run had created", self.kind.path));
            return Ok(Some(id));
        }
        if self.shared.only_by_id {
            return Ok(None);
        }
        let found = self.shared.ports.modules.find(self.step, &self.kind.path, desired).await?;
        if let Some(id) = &found {
            self.refuse_foreign(id)?;
            comments.push(format!("Found {} '{id}' by its natural key", self.kind.path));
        }
        Ok(found)
    }

    /// Two states of one program must not fight over a resource.
    fn refuse_foreign(&self, id: &str) -> Result<(), Failure> {
        let own = self.state.address.esm_tag();
        let owner = {
            let store = self.shared.store();
            // Kinds of resource may share ids: a bucket and its encryption are both named by the bucket.
            let of_kind = |tag: &str| tag.split("_|-").next() == Some(self.kind.path.as_str());
            let mut others = store.states().filter(|(tag, _)| *tag != own && of_kind(tag));
            others.find(|(_, state)| resource_id(state).as_deref() == Some(id)).map(|(tag, _)| tag.to_owned())
        };
        let rival = owner.and_then(|tag| self.shared.owner(&tag));
        let Some((rival, place)) = rival else { return Ok(()) };
        let text = format!(
            "{} '{id}' is what this state means, but it belongs to the state `{}`",
            self.kind.path, rival
        );
        Err(Failure::new(Cause::Conflict, Blame::Author, "run.two-states-one-resource", text)
            .with_help(format!("remove one of them; the other is at {place}")))
    }

    pub(super) async fn create(
        &self,
        desired: &Object,
        mut comments: Vec<String>,
    ) -> Result<Verdict, Failure> {
        let (path, name) = (&self.kind.path, &self.state.name);
        if self.shared.preview {
            let mut new_state = named(desired.clone(), name);
            for (member, shown) in self.schema.previewed(name) {
                if new_state.get(member).is_none_or(Value::is_null) {
                    new_state.insert(member.to_owned(), shown);
                }
            }
            new_state.insert("resource_id".to_owned(), Value::String(ID_AFTER_PRESENT.to_owned()));
            comments.push(format!("Would create {path} '{name}'"));
            let verdict = Verdict::new(Action::Create, Value::Null, Value::Object(new_state));
            return Ok(Verdict { comments, ..verdict });
        }
        let id = self.make(desired, &mut comments).await?;
        self.remember(&id, None)?;
        let finished = self.finish(&id, desired, &mut comments).await;
        self.conclude(&id, Action::Create, Value::Null, comments, finished).await
    }

    /// Creates, and returns the id. The write is announced before it is sent.
    pub(super) async fn make(&self, desired: &Object, comments: &mut Vec<String>) -> Result<String, Failure> {
        let (path, name) = (&self.kind.path, &self.state.name);
        let address = &self.state.address;
        let intent = Intent {
            tag: address.esm_tag(),
            action: "create".to_owned(),
            run_id: self.shared.run_id.to_owned(),
            at: jiff::Timestamp::now().as_second(),
        };
        self.shared.store().intend(intent).map_err(recover::store_failure)?;
        let mut attempts = 1;
        loop {
            let failure = match self.shared.ports.modules.create(self.step, path, desired).await {
                Ok(created) => {
                    comments.push(format!("Created {path} '{name}'"));
                    return Ok(created.id);
                }
                Err(failure) => failure,
            };
            if !recover::may_have_written(&failure) {
                self.shared.store().settle(address).map_err(recover::store_failure)?;
                return Err(failure);
            }
            tokio::time::sleep(PAUSE).await;
            match recover::look(self.shared, self.step, self.kind, desired).await {
                Ok(Interrupted::Made(id)) => {
                    comments.push(format!(
                        "Created {path} '{name}' (the answer was lost, the resource was found)"
                    ));
                    return Ok(id);
                }
                // AWS said that it failed, and nothing is there.
                Ok(Interrupted::Nothing) if recover::was_answered(&failure) && attempts < CREATIONS => {
                    attempts += 1;
                }
                // The intent stays open: the next run looks again.
                _ => {
                    let help = "it is not known whether the resource was created; the next run looks for it";
                    return Err(failure.with_help(help));
                }
            }
        }
    }

    /// Brings a new resource to what is desired: `create` need not set everything.
    pub(super) async fn finish(
        &self,
        id: &str,
        desired: &Object,
        comments: &mut Vec<String>,
    ) -> Result<Object, Failure> {
        let actual = self.wait_for(id).await?;
        let open = differences(self.schema, desired, &actual);
        if open.iter().all(|difference| difference.create_only) {
            return Ok(actual);
        }
        let done = self.shared.ports.modules.update(self.step, &self.kind.path, id, &actual, desired).await?;
        comments.extend(done);
        self.wait_for(id).await
    }

    async fn wait_for(&self, id: &str) -> Result<Object, Failure> {
        unseen::wait_for(self.shared, self.step, self.kind, id).await
    }

    async fn update(
        &self,
        id: &str,
        actual: Object,
        mut arguments: Object,
        desired: Object,
        mut comments: Vec<String>,
    ) -> Result<Verdict, Failure> {
        let (path, name) = (&self.kind.path, &self.state.name);
        for ignored in &self.state.ignore_changes {
            ignore::ignore(&mut arguments, &actual, ignored);
        }
        arguments.insert("name".to_owned(), Value::String(name.clone()));
        let all = differences(self.schema, &arguments, &actual);
        if let Some(order) = self.state.recreate_on_update
            && !all.is_empty()
        {
            return self.replace(order, id, actual, &desired, comments).await;
        }
        let (fixed, open): (Vec<&Difference>, Vec<&Difference>) =
            all.iter().partition(|difference| difference.create_only);
        let old_state = named(actual.clone(), name);
        comments.push(format!("{path} '{id}' already exists"));
        for difference in fixed {
            let comment = comments::of_create_only(difference);
            self.shared.warn(self.state, comment.clone());
            comments.push(comment);
        }
        comments.extend(comments::of_update(path, name, &open, self.shared.preview));
        let action = if open.is_empty() { Action::Unchanged } else { Action::Update };
        if open.is_empty() || self.shared.preview {
            let new_state = named(predicted(self.schema, &arguments, &actual), name);
            if !self.shared.preview {
                self.remember(id, Some(&new_state))?;
            }
            let verdict = Verdict::new(action, Value::Object(old_state), Value::Object(new_state));
            return Ok(Verdict { comments, ..verdict });
        }
        self.remember(id, Some(&old_state))?;
        let finished = match self.shared.ports.modules.update(self.step, path, id, &actual, &arguments).await
        {
            Ok(done) => {
                comments.extend(done);
                self.wait_for(id).await
            }
            Err(failure) => Err(failure),
        };
        self.conclude(id, action, Value::Object(old_state), comments, finished).await
    }

    /// Remembers and reports what came of a write, also when it stopped half-way.
    pub(super) async fn conclude(
        &self,
        id: &str,
        action: Action,
        old_state: Value,
        mut comments: Vec<String>,
        finished: Result<Object, Failure>,
    ) -> Result<Verdict, Failure> {
        let (action, actual, failure) = match finished {
            Ok(actual) => (action, Some(actual), None),
            Err(failure) => {
                let actual =
                    self.shared.ports.modules.read(self.step, &self.kind.path, id).await.ok().flatten();
                comments.push(failure.message.clone());
                (Action::Fail, actual, Some(failure))
            }
        };
        let new_state = actual.map(|actual| named(actual, &self.state.name));
        if let Some(new_state) = &new_state {
            self.remember(id, Some(new_state))?;
        }
        let verdict = Verdict::new(action, old_state, new_state.map_or(Value::Null, Value::Object));
        Ok(Verdict { comments, failure, ..verdict })
    }

    /// Writes to the store what is known of the resource: at least its id. Only when it was seen is its
    /// creation over.
    pub(super) fn remember(&self, id: &str, known: Option<&Object>) -> Result<(), Failure> {
        let mut record = known.cloned().unwrap_or_else(|| named(Object::new(), &self.state.name));
        record.entry("resource_id").or_insert_with(|| Value::String(id.to_owned()));
        let mut store = self.shared.store();
        let written = store.put(&self.state.address, &record, Some(Binding::of(self.step)));
        let settled = written.and_then(|()| match known {
            Some(_) => store.settle(&self.state.address),
            None => Ok(()),
        });
        settled.map_err(recover::store_failure)
    }
}
