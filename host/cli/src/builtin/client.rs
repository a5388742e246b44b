//! `boto3.client.SERVICE.…`: operations, and searches in what they list.

use regex::Regex;
use wasmidem_contract::{Blame, Cause, Failure, Object, Pages, Value};
use wasmidem_models::{Catalogue, Expression, OperationSummary};

use super::Reply;
use super::call::{Calls, with_metadata};

/// What is searched for without an expression: the first thing there is.
pub const ANYTHING: &str = "*[]";

/// How many pages are searched at most.
const MOST_PAGES: usize = 1000;

/// Calls an operation, as idem does: what comes in pages is the whole list, and anything else has what boto3
/// says of the answer besides.
pub async fn operation(
    calls: &Calls<'_>,
    service: &str,
    operation: &OperationSummary,
    input: Object,
) -> Result<Reply, Failure> {
    let paginated = paginated(service, &operation.name);
    let pages = if paginated { Pages::All } else { Pages::One };
    let answered = calls.call(service, &operation.name, input, pages).await?;
    let ret = if paginated { answered.response.output } else { with_metadata(answered) };
    Ok(Reply { comments: members(&ret), result: is_something(&ret), ret })
}

/// What has pages only since versions of boto3 later than idem-aws's. Asked for as before it tells all at
/// once, and what reads its answer knows that form.
const ONE_PAGE: [(&str, &str); 1] = [("s3", "ListBuckets")];

fn paginated(service: &str, operation: &str) -> bool {
    if ONE_PAGE.contains(&(service, operation)) {
        return false;
    }
    Catalogue::shipped().extras(service).is_some_and(|extras| extras.paginators.contains_key(operation))
}

/// The names of an answer's members, sorted.
pub fn members(value: &Value) -> Vec<String> {
    let mut names: Vec<String> =
        value.as_object().map(|members| members.keys().cloned().collect()).unwrap_or_default();
    names.sort_unstable();
    names
}

/// Whether Python takes the value for true.
pub fn is_something(value: &Value) -> bool {
    match value {
        Value::Null => false,
        Value::Bool(flag) => *flag,
        Value::Number(number) => number.as_f64() != Some(0.0),
        Value::String(text) => !text.is_empty(),
        Value::Array(items) => !items.is_empty(),
        Value::Object(members) => !members.is_empty(),
    }
}

/// The first thing that an expression finds in a list, null if there is none. Which operation lists a
/// collection is told by its name, as idem does: `describe_vpcs` lists `vpc`.
pub async fn search(
    calls: &Calls<'_>,
    service: &str,
    collection: &str,
    expression: &str,
) -> Result<Value, Failure> {
    let operation = lists(service, collection)?;
    let expression = match expression {
        ANYTHING => None,
        text => Some(Expression::parse(text).map_err(|error| {
            Failure::new(Cause::Invalid, Blame::Author, "exec-argument", error.to_string())
        })?),
    };
    let paginator =
        Catalogue::shipped().extras(service).and_then(|extras| extras.paginators.get(&*operation.name));
    let mut input = Object::new();
    for _ in 0..MOST_PAGES {
        let answered = calls.call(service, &operation.name, input.clone(), Pages::One).await?;
        let next =
            paginator.and_then(|paginator| paginator.next(&input, &answered.response.output).ok().flatten());
        let page = with_metadata(answered);
        let found = match &expression {
            // The library does not keep the order of members.
            None => first_of_any(&page),
            Some(expression) => match expression.search(&page).into_owned() {
                Value::Array(found) => found.into_iter().next(),
                other => Some(other),
            },
        };
        match (found, next) {
            (Some(found), _) => return Ok(found),
            (None, Some(next)) => input = next,
            (None, None) => return Ok(Value::Null),
        }
    }
    Ok(Value::Null)
}

/// What `*[]` finds first: of the first member that is no empty list, the first element, or itself.
fn first_of_any(page: &Value) -> Option<Value> {
    page.as_object()?.values().find_map(|member| match member {
        Value::Array(items) => items.first().cloned(),
        Value::Null => None,
        other => Some(other.clone()),
    })
}

/// The operation that lists a collection.
fn lists(service: &str, collection: &str) -> Result<&'static OperationSummary, Failure> {
    let catalogue = Catalogue::shipped();
    let summary = catalogue.summary(service);
    let all = summary.map(|summary| summary.operations.as_slice()).unwrap_or_default();
    let mut listing = all.iter().filter(|operation| paginated(service, &operation.name));
    let pattern = Regex::new(&format!("^[a-z]+_{}s?$", regex::escape(&collection.to_lowercase())));
    let found =
        pattern.ok().and_then(|pattern| listing.find(|operation| pattern.is_match(&operation.method)));
    found.ok_or_else(|| {
        let text = format!("nothing lists `{collection}` of the service `{service}`");
        let failure = Failure::new(Cause::NotFound, Blame::Author, "exec-argument", text);
        failure.with_help("name it as in an operation that gives pages: `vpc` is that of `describe_vpcs`")
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn the_operation_that_lists_is_told_by_its_name() {
        let name = |service, collection| lists(service, collection).map(|operation| &*operation.name);
        assert_eq!(name("ec2", "vpc").unwrap(), "DescribeVpcs");
        assert_eq!(name("iam", "role").unwrap(), "ListRoles");
        assert!(name("ec2", "nothing.*").unwrap_err().help().is_some());
    }

    #[test]
    fn anything_is_the_first_there_is() {
        assert_eq!(first_of_any(&json!({"A": [], "B": [1, 2], "C": {}})), Some(json!(1)));
        assert_eq!(first_of_any(&json!({"A": [], "M": {"x": 1}})), Some(json!({"x": 1})));
        assert_eq!(first_of_any(&json!({"A": []})), None);
    }

    #[test]
    fn truth_is_that_of_python() {
        for (value, truth) in
            [(json!({}), false), (json!({"A": []}), true), (json!(0), false), (json!("x"), true)]
        {
            assert_eq!(is_something(&value), truth, "{value}");
        }
        assert_eq!(members(&json!({"b": 1, "A": 2, "a": 3})), ["A", "a", "b"]);
    }
}
