//! What `validate` prints: the states as the compiler sees them, and the parameters they use.

use std::collections::HashMap;

use serde_json::json;
use wasmidem_contract::{Diagnostic, Object, Reference, RequisiteKind, Target, Value, references};

use super::program::{Scope, lower_files};
use super::{CompileRequest, on_own_stack};
use crate::include::gather;
use crate::order::{DEFAULT_FROM, Order};
use crate::parse::{Declaration, Lowered, StateDeclaration};
use crate::problems::Problems;
use crate::render::Recorder;

/// State files without running them, in the form of idem's `validate`: an object with
///
/// * `high`: the declarations, by id;
/// * `low`: the states, in their order;
/// * `meta`: what `META` says;
/// * `parameters`: those that templates ask for, with defaults, and which of them each state uses;
/// * `warnings`: parameters of a state that its `META` does not describe.
///
/// Parameters that are given have their values; others stand as `{{ params.get('name') }}`, are
/// false in conditions and one element in loops.
///
/// # Errors
/// All errors that were found, and the warnings, in the order they were found.
pub fn validate(request: &CompileRequest) -> Result<Value, Vec<Diagnostic>> {
    let (value, ..) = on_own_stack(&|problems| validated(request, problems))?;
    Ok(value)
}

fn validated(request: &CompileRequest, problems: &mut Problems) -> Option<Value> {
    let mut renderer = request.renderer(problems)?;
    let recorder = Recorder::default();
    renderer.recorder = Some(recorder.clone());
    let files = gather(&request.references, &renderer, problems);
    let lowered = lower_files(&files, Scope::Whole, problems);
    if problems.has_errors() {
        return None;
    }
    let high = high(&lowered.declarations, &lowered.states);
    let low = low(&lowered.declarations, &lowered.states);
    let used = used(&high, &recorder);
    let warnings = warnings(&used, lowered.meta.get("ID_DECS").unwrap_or(&Value::Null));
    let mut asked = recorder.asked_for();
    if let Some(asked) = asked.as_object_mut() {
        asked.extend(renderer.params.iter().map(|(name, value)| (name.clone(), value.clone())));
    }
    let all = json!({
        "high": high,
        "low": low,
        "meta": lowered.meta,
        "parameters": {"GLOBAL": asked, "ID_DECS": used},
        "warnings": {"GLOBAL": {}, "ID_DECS": warnings},
    });
    Some(shown(&all, &recorder))
}

type Key<'a> = (&'a str, &'a str);

/// The states by id and path; those of `names` together.
fn by_declaration(states: &[Lowered]) -> HashMap<Key<'_>, Vec<&Lowered>> {
    let mut found: HashMap<Key<'_>, Vec<&Lowered>> = HashMap::new();
    for lowered in states {
        let address = &lowered.state.address;
        found.entry((&address.id, &address.path)).or_default().push(lowered);
    }
    found
}

fn high(declarations: &[Declaration], states: &[Lowered]) -> Object {
    let by_declaration = by_declaration(states);
    let mut high = Object::new();
    let mut numbers = DEFAULT_FROM..;
    for declaration in declarations {
        let mut shown = Object::new();
        for state in &declaration.states {
            let lowered = by_declaration.get(&(declaration.id.as_str(), state.path.as_str()));
            let lowered = lowered.and_then(|states| states.first()).copied();
            let arguments = arguments(state, lowered);
            let mut list: Vec<Value> = Vec::new();
            let mut added: Vec<Value> = Vec::new();
            for (name, value) in arguments {
                let given = state.arguments.iter().any(|argument| argument.name == name);
                let item = json!({ name: value });
                if given { list.push(item) } else { added.push(item) }
            }
            if !state.arguments.iter().any(|argument| argument.name == "order") {
                list.push(json!({"order": numbers.next()}));
            }
            list.push(state.function.clone().into());
            list.append(&mut added);
            shown.insert(state.path.clone(), list.into());
        }
        shown.insert("__sls__".to_owned(), declaration.sls.clone().into());
        high.insert(declaration.id.clone(), shown.into());
    }
    high
}

/// The arguments as they are written, with what others and `${…}` add to them.
fn arguments(state: &StateDeclaration, lowered: Option<&Lowered>) -> Object {
    let mut found = Object::new();
    for argument in &state.arguments {
        match (found.get_mut(&argument.name), argument.value.to_json()) {
            // Of requisites there may be several, which add up.
            (Some(Value::Array(before)), Value::Array(more)) => before.extend(more),
            (_, value) => {
                found.insert(argument.name.clone(), value);
            }
        }
    }
    let Some(lowered) = lowered else { return found };
    for requisite in lowered.state.requisites.get(lowered.own_requisites..).unwrap_or_default() {
        let (path, pattern) = match &requisite.target {
            Target::State { path, pattern } => (path.as_str(), pattern),
            Target::Sls { pattern } => ("sls", pattern),
        };
        add(&mut found, requisite.kind.keyword(), json!({ path: pattern }));
    }
    for (reference, destination) in bindings(state) {
        bind(&mut found, &reference, destination);
    }
    found
}

fn add(arguments: &mut Object, keyword: &str, item: Value) {
    let list = arguments.entry(keyword).or_insert_with(|| Value::Array(Vec::new()));
    if let Some(list) = list.as_array_mut().filter(|list| !list.contains(&item)) {
        list.push(item);
    }
}

/// The `${…}` of a state, with the places of its arguments they stand at.
fn bindings(state: &StateDeclaration) -> Vec<(Reference, String)> {
    fn collect(value: &Value, place: &str, found: &mut Vec<(Reference, String)>) {
        match value {
            Value::String(_) => {
                found.extend(references(value).into_iter().map(|reference| (reference, place.to_owned())));
            }
            Value::Array(items) => {
                for (index, item) in items.iter().enumerate() {
                    collect(item, &format!("{place}[{index}]"), found);
                }
            }
            Value::Object(members) => {
                for (key, member) in members {
                    collect(member, &format!("{place}:{key}"), found);
                }
            }
            _ => {}
        }
    }
    let mut found = Vec::new();
    for argument in &state.arguments {
        collect(&argument.value.to_json(), &argument.name, &mut found);
    }
    found
}

/// Adds a reference to `arg_bind`: `[{path: [{id: [{from: to}]}]}]`.
fn bind(arguments: &mut Object, reference: &Reference, destination: String) {
    let id = match &reference.resource_name {
        Some(name) => format!("{}[{name}]", reference.id),
        None => reference.id.clone(),
    };
    let list = arguments.entry("arg_bind").or_insert_with(|| Value::Array(Vec::new()));
    let Some(ids) = member(list, &reference.path) else { return };
    let Some(bindings) = member(ids, &id).and_then(Value::as_array_mut) else { return };
    bindings.push(json!({ reference.attribute_text(): destination }));
}

/// The list under a key of a list of mappings, which is added if there is none.
fn member<'v>(list: &'v mut Value, key: &str) -> Option<&'v mut Value> {
    let items = list.as_array_mut()?;
    let at = match items.iter().position(|item| item.get(key).is_some()) {
        Some(at) => at,
        None => {
            items.push(json!({ key: [] }));
            items.len() - 1
        }
    };
    items.get_mut(at)?.get_mut(key)
}

fn low(declarations: &[Declaration], states: &[Lowered]) -> Vec<Value> {
    let declared: HashMap<Key<'_>, &StateDeclaration> = declarations
        .iter()
        .flat_map(|declaration| {
            declaration.states.iter().map(|state| ((declaration.id.as_str(), state.path.as_str()), state))
        })
        .collect();
    let numbers = numbers(declarations, states);
    let present: HashMap<Key<'_>, ()> = states
        .iter()
        .filter(|lowered| lowered.state.address.function == "present")
        .map(|lowered| ((lowered.state.address.path.as_str(), lowered.state.address.id.as_str()), ()))
        .collect();
    let mut low = Vec::new();
    let mut of_names: HashMap<Key<'_>, u32> = HashMap::new();
    for lowered in states {
        let state = &lowered.state;
        let key = (state.address.id.as_str(), state.address.path.as_str());
        let mut shown = Object::new();
        shown.insert("state".to_owned(), state.address.path.clone().into());
        shown.insert("name".to_owned(), state.name.clone().into());
        shown.insert("__sls__".to_owned(), state.sls.clone().into());
        shown.insert("__id__".to_owned(), state.address.id.clone().into());
        if let Some(declaration) = declared.get(&key) {
            let given = arguments(declaration, Some(lowered));
            shown.extend(given.into_iter().filter(|(name, _)| name != "names" && name != "name"));
        }
        let number = numbers.get(&key).copied().unwrap_or(DEFAULT_FROM);
        shown.insert("order".to_owned(), number.into());
        if let Some(name) = &state.address.resource_name {
            let position = of_names.entry(key).or_default();
            *position += 1;
            // As idem numbers them: ten thousand names fit between two states.
            shown.insert("order".to_owned(), json!(fraction(number, *position)));
            shown.insert("resource_name".to_owned(), name.clone().into());
        }
        shown.insert("fun".to_owned(), state.address.function.clone().into());
        if state.address.function == "present" {
            // Resources wait for the resources they refer to.
            for reference in &state.references {
                if present.contains_key(&(reference.path.as_str(), reference.id.as_str())) {
                    let item = json!({ reference.path.as_str(): reference.id });
                    add(&mut shown, RequisiteKind::Require.keyword(), item);
                }
            }
            shown.insert("recreate_if_deleted".to_owned(), json!([]));
        }
        low.push(shown.into());
    }
    low
}

fn fraction(number: i64, position: u32) -> f64 {
    format!("{number}.{:04}", position % 10_000).parse().unwrap_or_default()
}

/// What `order` comes to, by id and path.
fn numbers<'d>(declarations: &'d [Declaration], states: &[Lowered]) -> HashMap<Key<'d>, i64> {
    let by_declaration = by_declaration(states);
    let mut next = DEFAULT_FROM..;
    let mut found = HashMap::new();
    let mut open = Vec::new();
    let mut highest = DEFAULT_FROM;
    for declaration in declarations {
        for state in &declaration.states {
            let key = (declaration.id.as_str(), state.path.as_str());
            let order = by_declaration.get(&key).and_then(|states| states.first());
            let number = match order.map_or(Order::Default, |lowered| lowered.order) {
                Order::Default => next.next().unwrap_or(DEFAULT_FROM),
                Order::First => 0,
                Order::At(number) if number >= 0 => number,
                order => {
                    open.push((key, order));
                    continue;
                }
            };
            highest = highest.max(number);
            found.insert(key, number);
        }
    }
    // The end comes a good way after all others.
    let end = highest.saturating_add(1_000_100);
    for (key, order) in open {
        let before = if let Order::At(number) = order { number.saturating_add(1) } else { 0 };
        found.insert(key, end.saturating_add(before));
    }
    found
}

/// The parameters each declaration uses, by `<sls>.<id>`.
fn used(high: &Object, recorder: &Recorder) -> Object {
    fn texts(value: &Value, found: &mut dyn FnMut(&str)) {
        match value {
            Value::String(text) => found(text),
            Value::Array(items) => items.iter().for_each(|item| texts(item, found)),
            Value::Object(members) => {
                for (key, member) in members {
                    found(key);
                    texts(member, found);
                }
            }
            _ => {}
        }
    }
    let mut used = Object::new();
    for (id, declaration) in high {
        let mut tree = json!({});
        recorder.used_in(id, &mut tree);
        texts(declaration, &mut |text| recorder.used_in(text, &mut tree));
        let sls = declaration.get("__sls__").and_then(Value::as_str).unwrap_or_default();
        used.insert(format!("{sls}.{id}"), tree);
    }
    used
}

/// The parameters of declarations that their `META` does not describe under `params`.
fn warnings(used: &Object, meta: &Value) -> Object {
    let mut warnings = Object::new();
    for (id, tree) in used {
        let described = meta.get(id).and_then(|meta| meta.get("params"));
        let mut missing = Vec::new();
        undescribed(tree, described, "", &mut missing);
        if !missing.is_empty() {
            warnings.insert(id.clone(), json!({"params_meta_missing": missing}));
        }
    }
    warnings
}

fn undescribed(tree: &Value, described: Option<&Value>, before: &str, missing: &mut Vec<String>) {
    match tree {
        Value::Object(members) => {
            for (key, member) in members {
                let name = if before.is_empty() { key.clone() } else { format!("{before}.{key}") };
                let here = described.and_then(|described| described.get(key));
                if here.is_none() {
                    missing.push(name.clone());
                }
                let below = if member.is_array() { "items" } else { "properties" };
                undescribed(member, here.and_then(|here| here.get(below)), &name, missing);
            }
        }
        Value::Array(items) => {
            for item in items {
                undescribed(item, described, &format!("{before}[]"), missing);
            }
        }
        _ => {}
    }
}

/// The value with parameters as templates write them.
fn shown(value: &Value, recorder: &Recorder) -> Value {
    match value {
        Value::String(text) => recorder.shown(text).into(),
        Value::Array(items) => items.iter().map(|item| shown(item, recorder)).collect(),
        Value::Object(members) => Value::Object(
            members.iter().map(|(key, member)| (recorder.shown(key), shown(member, recorder))).collect(),
        ),
        other => other.clone(),
    }
}
