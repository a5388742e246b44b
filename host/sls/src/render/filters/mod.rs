//! The filters of templates: the engine's own within limits, and those of Jinja that it lacks.

mod added;
mod limits;

use std::sync::Arc;

use minijinja::value::{Kwargs, Rest, ValueKind, ValueOrKwargs, from_args};
use minijinja::{Environment, Error, ErrorKind, State, UndefinedBehavior, Value, filters, tests};

use super::meter::{Meter, bytes};
use super::operators::mapping_bytes;
use super::python;
use super::recorder::is_stand_in;
use super::values::List;

use limits::Limit;
pub(super) use limits::check_format;

/// How a filter of the engine is called.
struct Rule {
    name: &'static str,
    /// It works on text: lists and mappings are written out for it first, as Python does.
    of_text: bool,
    /// It compares or writes what is in its argument.
    deep: bool,
    /// It hands out what it was given, so nothing is made.
    hands_out: bool,
    limit: Limit,
}

const fn of_text(name: &'static str, limit: Limit) -> Rule {
    Rule { name, of_text: true, deep: false, hands_out: false, limit }
}

const fn of_lists(name: &'static str, limit: Limit) -> Rule {
    Rule { name, of_text: false, deep: false, hands_out: false, limit }
}

const fn comparing(name: &'static str) -> Rule {
    Rule { name, of_text: false, deep: true, hands_out: false, limit: Limit::Elements }
}

const fn handing_out(name: &'static str) -> Rule {
    Rule { name, of_text: false, deep: false, hands_out: true, limit: Limit::None }
}

const RULES: [Rule; 46] = [
    of_text("upper", Limit::Times(3)),
    of_text("lower", Limit::Times(3)),
    of_text("title", Limit::Times(3)),
    of_text("capitalize", Limit::Times(3)),
    of_text("trim", Limit::Times(1)),
    of_text("escape", Limit::Times(6)),
    of_text("e", Limit::Times(6)),
    of_text("safe", Limit::Times(1)),
    of_text("replace", Limit::Replace),
    of_text("split", Limit::Elements),
    of_text("lines", Limit::Elements),
    of_text("indent", Limit::Indent),
    of_lists("list", Limit::Elements),
    of_lists("reverse", Limit::Elements),
    of_lists("items", Limit::Elements),
    of_lists("batch", Limit::Groups),
    of_lists("slice", Limit::Groups),
    of_lists("chain", Limit::Elements),
    of_lists("zip", Limit::Elements),
    of_lists("map", Limit::Elements),
    of_lists("select", Limit::Elements),
    of_lists("reject", Limit::Elements),
    of_lists("selectattr", Limit::Elements),
    of_lists("rejectattr", Limit::Elements),
    of_lists("sum", Limit::Numbers),
    comparing("sort"),
    comparing("unique"),
    comparing("groupby"),
    comparing("dictsort"),
    Rule { name: "min", of_text: false, deep: true, hands_out: true, limit: Limit::None },
    Rule { name: "max", of_text: false, deep: true, hands_out: true, limit: Limit::None },
    Rule { name: "tojson", of_text: false, deep: false, hands_out: false, limit: Limit::Json },
    Rule { name: "pprint", of_text: false, deep: false, hands_out: false, limit: Limit::Json },
    handing_out("first"),
    handing_out("last"),
    handing_out("attr"),
    handing_out("default"),
    handing_out("d"),
    handing_out("length"),
    handing_out("count"),
    handing_out("bool"),
    handing_out("int"),
    handing_out("float"),
    handing_out("abs"),
    handing_out("round"),
    handing_out("striptags"),
];

/// Tests that compare.
const COMPARING_TESTS: [&str; 17] = [
    "eq",
    "equalto",
    "==",
    "ne",
    "!=",
    "lt",
    "lessthan",
    "<",
    "le",
    "<=",
    "gt",
    "greaterthan",
    ">",
    "ge",
    ">=",
    "in",
    "sameas",
];

/// Adds filters and tests to an engine.
pub(super) fn add_to(environment: &mut Environment<'static>, meter: &Arc<Meter>) {
    add_originals(environment);
    for rule in RULES {
        let meter = Arc::clone(meter);
        environment.add_filter(rule.name, move |state: &mut State, args: Rest<ValueOrKwargs>| {
            metered(&rule, state, args.into_values(), &meter)
        });
    }
    for name in COMPARING_TESTS {
        let meter = Arc::clone(meter);
        environment.add_test(name, move |state: &mut State, args: Rest<Value>| {
            args.iter().try_for_each(|arg| meter.look_into(arg))?;
            state.perform_test(&original(name), &args)
        });
    }
    environment.add_test("sequence", |value: &Value| {
        // In Python a text is one too, and a mapping can be indexed as well.
        matches!(value.kind(), ValueKind::String | ValueKind::Seq | ValueKind::Map | ValueKind::Iterable)
    });
    added::add_to(environment, meter);
}

/// Filters whose arguments the engine takes only by name, with Jinja's order of them.
const POSITIONAL: [(&str, &[&str]); 5] = [
    ("sort", &["reverse", "case_sensitive", "attribute"]),
    ("dictsort", &["case_sensitive", "by", "reverse"]),
    ("unique", &["case_sensitive", "attribute"]),
    ("min", &["case_sensitive", "attribute"]),
    ("max", &["case_sensitive", "attribute"]),
];

/// Arguments after the first, with names.
fn by_name(args: Vec<Value>, names: &[&str]) -> Vec<Value> {
    let mut args = args.into_iter();
    let first = args.next();
    let mut named: Vec<(String, Value)> = Vec::new();
    let mut rest = Vec::new();
    let mut names = names.iter();
    for arg in args {
        if arg.is_kwargs() {
            let keys = arg.try_iter().into_iter().flatten();
            named.extend(keys.map(|key| (key.to_string(), arg.get_item(&key).unwrap_or_default())));
        } else if let Some(name) = names.next() {
            named.push(((*name).to_owned(), arg));
        } else {
            rest.push(arg);
        }
    }
    let keywords = (!named.is_empty()).then(|| Value::from(named.into_iter().collect::<Kwargs>()));
    first.into_iter().chain(rest).chain(keywords).collect()
}

/// The name of the engine's own filter or test, which no template can write.
fn original(name: &str) -> String {
    format!("={name}")
}

fn metered(
    rule: &Rule,
    state: &mut State<'_, '_>,
    mut args: Vec<Value>,
    meter: &Arc<Meter>,
) -> Result<Value, Error> {
    if matches!(rule.name, "default" | "d") {
        args = default_arguments(&args)?;
    } else if let Some((_, names)) = POSITIONAL.iter().find(|(name, _)| *name == rule.name) {
        args = by_name(args, names);
    }
    refuse_undefined(rule.name, state, &args)?;
    for (number, arg) in args.iter_mut().enumerate() {
        if rule.of_text && is_container(arg) {
            *arg = Value::from(python::text(arg, meter)?);
        }
        if rule.of_text {
            meter.read(arg)?;
        } else if number > 0 || rule.deep {
            meter.look_into(arg)?;
        } else {
            meter.look(arg)?;
        }
    }
    rule.limit.check(&args, meter)?;
    let result = state.apply_filter(&original(rule.name), &args)?;
    if rule.hands_out { Ok(result) } else { counted(result, meter) }
}

/// Refuses to take what is undefined, where that is an error: some filters would make something of it.
fn refuse_undefined(name: &str, state: &State<'_, '_>, args: &[Value]) -> Result<(), Error> {
    let strict = state.undefined_behavior() == UndefinedBehavior::Strict;
    let takes_it = matches!(name, "default" | "d" | "pprint");
    if strict && !takes_it && args.first().is_some_and(Value::is_undefined) {
        let detail = format!("the value before `| {name}` is undefined");
        return Err(Error::new(ErrorKind::UndefinedError, detail));
    }
    Ok(())
}

fn is_container(value: &Value) -> bool {
    matches!(value.kind(), ValueKind::Seq | ValueKind::Iterable | ValueKind::Map)
        && !value.is_kwargs()
        && !is_stand_in(value)
}

/// Counts a value that was made; lists become such that can be changed.
///
/// # Errors
/// When it is too much.
pub(super) fn counted(value: Value, meter: &Arc<Meter>) -> Result<Value, Error> {
    match value.kind() {
        ValueKind::String => meter.make(bytes(value.as_str().map_or(0, str::len)))?,
        ValueKind::Seq | ValueKind::Iterable if is_made_list(&value) => return List::of(&value, meter),
        ValueKind::Map => meter.make(mapping_bytes(value.len().unwrap_or(0)))?,
        _ => {}
    }
    Ok(value)
}

/// Whether the engine made a list, which does not change.
fn is_made_list(value: &Value) -> bool {
    !value.is_tuple() && !is_stand_in(value) && value.downcast_object_ref::<List>().is_none()
}

/// `default` takes its second argument by name too.
fn default_arguments(args: &[Value]) -> Result<Vec<Value>, Error> {
    let (Some((value, rest)), true) = (args.split_first(), args.last().is_some_and(Value::is_kwargs)) else {
        return Ok(args.to_vec());
    };
    let (default, boolean, names): (Option<Value>, Option<Value>, Kwargs) = from_args(rest)?;
    let default = default.or(names.get("default_value")?).unwrap_or_else(|| Value::from(""));
    let boolean = boolean.or(names.get("boolean")?).unwrap_or_else(|| Value::from(false));
    names.assert_all_used()?;
    Ok(vec![value.clone(), default, boolean])
}

fn add_originals(environment: &mut Environment<'static>) {
    let e = environment;
    e.add_filter("=upper", filters::upper);
    e.add_filter("=lower", filters::lower);
    e.add_filter("=title", filters::title);
    e.add_filter("=capitalize", filters::capitalize);
    e.add_filter("=trim", filters::trim);
    e.add_filter("=escape", filters::escape);
    e.add_filter("=e", filters::escape);
    e.add_filter("=safe", filters::safe);
    e.add_filter("=replace", filters::replace);
    e.add_filter("=split", filters::split);
    e.add_filter("=lines", filters::lines);
    e.add_filter("=indent", filters::indent);
    e.add_filter("=list", filters::list);
    e.add_filter("=reverse", filters::reverse);
    e.add_filter("=items", filters::items);
    e.add_filter("=batch", filters::batch);
    e.add_filter("=slice", filters::slice);
    e.add_filter("=chain", filters::chain);
    e.add_filter("=zip", filters::zip);
    e.add_filter("=map", filters::map);
    e.add_filter("=select", filters::select);
    e.add_filter("=reject", filters::reject);
    e.add_filter("=selectattr", filters::selectattr);
    e.add_filter("=rejectattr", filters::rejectattr);
    e.add_filter("=sum", filters::sum);
    e.add_filter("=sort", filters::sort);
    e.add_filter("=unique", filters::unique);
    e.add_filter("=groupby", filters::groupby);
    e.add_filter("=dictsort", filters::dictsort);
    e.add_filter("=min", filters::min);
    e.add_filter("=max", filters::max);
    e.add_filter("=tojson", filters::tojson);
    e.add_filter("=pprint", filters::pprint);
    e.add_filter("=first", filters::first);
    e.add_filter("=last", filters::last);
    e.add_filter("=attr", filters::attr);
    e.add_filter("=default", filters::default);
    e.add_filter("=d", filters::default);
    e.add_filter("=length", filters::length);
    e.add_filter("=count", filters::length);
    e.add_filter("=bool", filters::bool);
    e.add_filter("=int", filters::int);
    e.add_filter("=float", filters::float);
    e.add_filter("=abs", filters::abs);
    e.add_filter("=round", filters::round);
    e.add_filter("=striptags", minijinja_contrib::filters::striptags);
    for name in ["eq", "equalto", "=="] {
        e.add_test(original(name), tests::is_eq);
    }
    for name in ["ne", "!="] {
        e.add_test(original(name), tests::is_ne);
    }
    for name in ["lt", "lessthan", "<"] {
        e.add_test(original(name), tests::is_lt);
    }
    for name in ["le", "<="] {
        e.add_test(original(name), tests::is_le);
    }
    for name in ["gt", "greaterthan", ">"] {
        e.add_test(original(name), tests::is_gt);
    }
    for name in ["ge", ">="] {
        e.add_test(original(name), tests::is_ge);
    }
    e.add_test("=in", tests::is_in);
    e.add_test("=sameas", tests::is_sameas);
}

fn wrong(message: &'static str) -> Error {
    Error::new(ErrorKind::InvalidOperation, message)
}
