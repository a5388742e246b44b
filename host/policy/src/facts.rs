//! A request in Cedar's terms.

use std::collections::{BTreeMap, HashSet};

use cedar_policy::{
    Context, Entities, Entity, EntityId, EntityTypeName, EntityUid, Request as CedarRequest,
    RestrictedExpression,
};
use wasmidem_contract::{StateAddress, Value};

use crate::named::Named;
use crate::reads::View;
use crate::vocabulary::Vocabulary;
use crate::{Request, services};

/// The entity types of the schema.
#[derive(Debug, Clone)]
pub(crate) struct Types {
    module: EntityTypeName,
    action: EntityTypeName,
    profile: EntityTypeName,
    region: EntityTypeName,
    account: EntityTypeName,
    resource: EntityTypeName,
    texts: EntityTypeName,
}

impl Types {
    /// `None` never: the names are words.
    pub(crate) fn new() -> Option<Self> {
        let name = |word: &str| word.parse().ok();
        Some(Self {
            module: name("Module")?,
            action: name("Action")?,
            profile: name("Profile")?,
            region: name("Region")?,
            account: name("Account")?,
            resource: name("Resource")?,
            texts: name("Texts")?,
        })
    }
}

impl Types {
    /// The principal that a module is.
    pub(crate) fn principal(&self, module: &str) -> EntityUid {
        uid(&self.module, module)
    }
}

fn uid(kind: &EntityTypeName, id: &str) -> EntityUid {
    EntityUid::from_type_name_and_id(kind.clone(), EntityId::new(id))
}

fn text(value: &str) -> RestrictedExpression {
    RestrictedExpression::new_string(value.to_owned())
}

/// What is the same for all calls of one module, operation, phase and profile.
#[derive(Debug, Clone)]
pub(crate) struct Facts {
    pub principal: EntityUid,
    pub action: EntityUid,
    /// The groups the action is in.
    pub groups: Vec<EntityUid>,
    pub resource: EntityUid,
    /// The account and region the resource is in.
    pub places: Vec<EntityUid>,
    entities: Entities,
    steady: Context,
    types: Types,
    /// It is a service of the host that is asked for, which names no resources of AWS.
    pub of_host: bool,
}

impl Facts {
    pub(crate) fn new(
        request: &Request<'_>,
        types: &Types,
        vocabulary: &Vocabulary,
        run: &BTreeMap<String, String>,
    ) -> Result<Self, String> {
        let operation = request.operation.to_string();
        let groups: Vec<EntityUid> =
            vocabulary.groups(&operation).iter().map(|group| uid(&types.action, group)).collect();
        let (principal, action) = (types.principal(&request.module.name), uid(&types.action, &operation));
        let service = services::resource(request);
        let (resource, places) = match service {
            Some((kind, name)) => {
                let kind = kind.parse().map_err(|_| format!("`{kind}` is no kind"))?;
                (uid(&kind, name), Vec::new())
            }
            None => {
                let account = request.account.map(|account| uid(&types.account, account));
                let region = uid(&types.region, request.region);
                (uid(&types.profile, request.profile), std::iter::once(region).chain(account).collect())
            }
        };
        let digest = text(&format!("sha256:{}", request.module.digest));
        let mut module = vec![("name".to_owned(), text(&request.module.name)), ("digest".to_owned(), digest)];
        module.extend(request.module.signer.iter().map(|signer| ("signer".to_owned(), text(signer))));
        let entities = vec![
            Entity::new(principal.clone(), module.into_iter().collect(), HashSet::new())
                .map_err(|error| error.to_string())?,
            Entity::new_no_attrs(action.clone(), groups.iter().cloned().collect()),
            Entity::new_no_attrs(resource.clone(), places.iter().cloned().collect()),
            texts(&types.texts, "run", run.iter().map(|(name, value)| (name.as_str(), value.as_str())))?,
        ];
        let entity = |id: &str| RestrictedExpression::new_entity_uid(uid(&types.texts, id));
        let mut steady = vec![
            ("phase".to_owned(), text(&request.phase.to_string())),
            ("profile".to_owned(), text(request.profile)),
            ("region".to_owned(), text(request.region)),
            ("run".to_owned(), entity("run")),
            ("input".to_owned(), entity("input")),
            ("tags".to_owned(), entity("tags")),
        ];
        steady.extend(request.account.map(|account| ("account".to_owned(), text(account))));
        let entities = Entities::from_entities(entities, None).map_err(|error| error.to_string())?;
        let steady = Context::from_pairs(steady).map_err(|error| error.to_string())?;
        Ok(Self {
            principal,
            action,
            groups,
            resource,
            places,
            entities,
            steady,
            types: types.clone(),
            of_host: service.is_some(),
        })
    }

    /// The question for policies that look at nothing of the single request.
    pub(crate) fn steady(&self) -> Result<(CedarRequest, Entities), String> {
        self.question(None, &Value::Null, None)
    }

    /// The whole question, on one of the resources that it names or, for one that names none, on its
    /// profile.
    pub(crate) fn question(
        &self,
        state: Option<&StateAddress>,
        input: &Value,
        named: Option<&Named>,
    ) -> Result<(CedarRequest, Entities), String> {
        let (members, tags) = (members(input), tags(input));
        let mut entities = vec![
            texts(&self.types.texts, "input", pairs(&members))?,
            texts(&self.types.texts, "tags", pairs(&tags))?,
        ];
        let resource = match named {
            Some(named) => {
                entities.push(self.named(named)?);
                self.named_uid(named)
            }
            None => self.resource.clone(),
        };
        let entities =
            self.entities.clone().add_entities(entities, None).map_err(|error| error.to_string())?;
        let mut context = self.steady.clone();
        if let Some(state) = state {
            let members = [("id", &state.id), ("path", &state.path), ("function", &state.function)];
            let members = members.map(|(name, value)| (name.to_owned(), text(value)));
            let record = RestrictedExpression::new_record(members).map_err(|error| error.to_string())?;
            let state = Context::from_pairs([("state".to_owned(), record)]);
            let state = state.map_err(|error| error.to_string())?;
            context = context.merge(state).map_err(|error| error.to_string())?;
        }
        let (principal, action) = (self.principal.clone(), self.action.clone());
        let request = CedarRequest::new(principal, action, resource, context, None)
            .map_err(|error| error.to_string())?;
        Ok((request, entities))
    }

    /// Whether a kind of entity is that of resources of AWS.
    pub(crate) fn is_resource(&self, kind: &EntityTypeName) -> bool {
        *kind == self.types.resource
    }

    fn named_uid(&self, named: &Named) -> EntityUid {
        uid(&self.types.resource, &named.id)
    }

    fn named(&self, named: &Named) -> Result<Entity, String> {
        let attributes = [("id", &named.id), ("kind", &named.kind)];
        let attributes = attributes.map(|(name, value)| (name.to_owned(), text(value)));
        let parents = HashSet::from([self.resource.clone()]);
        Entity::new(self.named_uid(named), attributes.into(), parents).map_err(|error| error.to_string())
    }
}

/// The texts of a request that policies look at, as one: what is the same in it has the same answer.
pub(crate) fn seen(view: &View, request: &Request<'_>, named: Option<&Named>) -> Option<String> {
    if view.all {
        return None;
    }
    let mut seen = Vec::new();
    if !view.input.is_empty() {
        let members = members(request.input);
        seen.extend(view.input.iter().map(|name| members.get(name).cloned()));
    }
    if !view.tags.is_empty() {
        let tags = tags(request.input);
        seen.extend(view.tags.iter().map(|name| tags.get(name).cloned()));
    }
    if view.state {
        let state = request.state;
        let parts = state.map(|state| [&state.id, &state.path, &state.function]);
        seen.extend(parts.map_or([const { None }; 3], |parts| parts.map(|part| Some(part.clone()))));
    }
    seen.push(named.map(|named| named.id.clone()));
    // as JSON: no text can look like the end of another
    serde_json::to_string(&seen).ok()
}

fn texts<'a>(
    kind: &EntityTypeName,
    id: &str,
    tags: impl Iterator<Item = (&'a str, &'a str)>,
) -> Result<Entity, String> {
    let tags = tags.map(|(name, value)| (name.to_owned(), text(value)));
    Entity::new_with_tags(uid(kind, id), [], [], tags).map_err(|error| error.to_string())
}

fn pairs(texts: &BTreeMap<String, String>) -> impl Iterator<Item = (&str, &str)> {
    texts.iter().map(|(name, value)| (name.as_str(), value.as_str()))
}

/// The members of a request that are a single value, as texts.
fn members(input: &Value) -> BTreeMap<String, String> {
    let single = |value: &Value| match value {
        Value::String(text) => Some(text.clone()),
        Value::Number(number) => Some(number.to_string()),
        Value::Bool(flag) => Some(flag.to_string()),
        _ => None,
    };
    let members = input.as_object().into_iter().flatten();
    members.filter_map(|(name, value)| Some((name.clone(), single(value)?))).collect()
}

/// The tags of a request, of `Tags` and of `TagSpecifications`. Two values of one tag are joined by
/// a comma, so that neither passes for the only one.
fn tags(input: &Value) -> BTreeMap<String, String> {
    let list = |value: &Value, name: &str| value.get(name).and_then(Value::as_array).cloned();
    let specified = list(input, "TagSpecifications").unwrap_or_default();
    let all = list(input, "Tags").into_iter().chain(specified.iter().filter_map(|one| list(one, "Tags")));
    let mut tags: BTreeMap<String, String> = BTreeMap::new();
    for tag in all.flatten() {
        let member = |name: &str| tag.get(name).and_then(Value::as_str);
        let (Some(key), value) = (member("Key"), member("Value").unwrap_or_default()) else { continue };
        match tags.get_mut(key) {
            Some(known) if known == value => {}
            Some(known) => {
                known.push(',');
                known.push_str(value);
            }
            None => {
                tags.insert(key.to_owned(), value.to_owned());
            }
        }
    }
    tags
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn reads_members_and_tags() {
        let input = json!({
            "CidrBlock": "10.0.0.0/16", "DryRun": true, "Size": 3, "Nested": {"a": "b"},
            "Tags": [{"Key": "a", "Value": "1"}, {"Key": "b"}],
            "TagSpecifications": [{"ResourceType": "vpc", "Tags": [{"Key": "a", "Value": "2"}, 5]}],
        });
        let shown = |texts: BTreeMap<String, String>| Vec::from_iter(texts);
        let pair = |name: &str, value: &str| (name.to_owned(), value.to_owned());
        assert_eq!(
            shown(members(&input)),
            [pair("CidrBlock", "10.0.0.0/16"), pair("DryRun", "true"), pair("Size", "3")]
        );
        assert_eq!(shown(tags(&input)), [pair("a", "1,2"), pair("b", "")]);
        assert!(tags(&Value::Null).is_empty());
    }
}
