use serde_json::{Map, Value, json};

use crate::{Pages, Paginator};

fn paginator(definition: Value) -> Paginator {
    let mut file = json!({ "pagination": { "List": definition } });
    file["pagination"]["Other"] = json!({ "input_token": "a", "output_token": "b", "result_key": "c" });
    Paginator::import(&file).unwrap().remove("List").unwrap()
}

fn object(value: Value) -> Map<String, Value> {
    value.as_object().cloned().unwrap()
}

#[test]
fn tokens_go_into_the_next_input() {
    let paginator = paginator(json!({
        "input_token": ["Marker", "Version"], "output_token": ["NextMarker", "Next.Version"],
        "more_results": "IsTruncated", "limit_key": "Max", "result_key": ["Items"],
    }));
    assert_eq!(paginator.limit(), Some("Max"));
    let first = object(json!({ "Bucket": "b" }));
    let page = json!({ "IsTruncated": true, "NextMarker": "m", "Next": { "Version": "v" } });
    let second = paginator.next(&first, &page).unwrap().unwrap();
    assert_eq!(Value::Object(second.clone()), json!({ "Bucket": "b", "Marker": "m", "Version": "v" }));
    let page = json!({ "IsTruncated": true, "NextMarker": "n", "Next": { "Version": "" } });
    let third = paginator.next(&second, &page).unwrap().unwrap();
    assert_eq!(Value::Object(third.clone()), json!({ "Bucket": "b", "Marker": "n" }));
    let problem = paginator.next(&third, &page).unwrap_err().to_string();
    assert!(problem.ends_with(r#"twice: {"Marker":"n","Version":null}"#), "{problem}");
    assert_eq!(paginator.next(&third, &json!({ "IsTruncated": false, "NextMarker": "o" })), Ok(None));
    assert_eq!(paginator.next(&third, &json!({ "IsTruncated": true })), Ok(None));
}

#[test]
fn pages_become_one_answer() {
    let paginator = paginator(json!({
        "input_token": "Token", "output_token": "NextToken",
        "result_key": ["List.Items", "Count", "Log", "Absent"], "non_aggregate_keys": ["Owner", "List.Name", "None"],
    }));
    let mut pages = Pages::new(&paginator);
    pages.add(json!({ "List": { "Items": [1], "Name": "n" }, "Count": 1, "Log": "a", "Owner": "me", "NextToken": "t" }));
    pages
        .add(json!({ "List": { "Items": [2, 3], "Name": "other" }, "Count": 2, "Log": "b", "Owner": "you" }));
    pages.add(json!({ "List": {}, "Count": 0.5 }));
    let whole = json!({
        "List": { "Items": [1, 2, 3], "Name": "n" }, "Count": 3.5, "Log": "ab", "Owner": "me", "None": null,
    });
    assert_eq!(pages.whole(), whole);
    assert_eq!(Pages::new(&paginator).whole(), json!({}));
}

#[test]
fn tokens_may_be_worked_out() {
    let paginator = paginator(json!({
        "input_token": "Marker", "output_token": "NextMarker || Contents[-1].Key", "result_key": "Contents",
    }));
    let page = json!({ "Contents": [{ "Key": "a" }, { "Key": "b" }] });
    let next = paginator.next(&Map::new(), &page).unwrap().unwrap();
    assert_eq!(Value::Object(next), json!({ "Marker": "b" }));
    assert_eq!(paginator.next(&Map::new(), &json!({ "Contents": [] })), Ok(None));
}

#[test]
fn what_is_not_understood_is_said_with_its_place() {
    let refused = |definition: Value| {
        Paginator::import(&json!({ "pagination": { "List": definition } })).unwrap_err().to_string()
    };
    assert_eq!(
        refused(json!({ "input_token": ["a", "b"], "output_token": "c" })),
        "pagination.List.output_token: there are not as many tokens of the output as of the input"
    );
    assert_eq!(
        refused(json!({ "input_token": "a", "output_token": "c", "result_key": "x[0]" })),
        "pagination.List.result_key: `x[0]` is more than names with dots between them"
    );
    assert!(
        refused(json!({ "input_token": "a", "output_token": "c[" }))
            .starts_with("pagination.List.output_token: ")
    );
    assert!(
        refused(json!({ "input_token": "a", "output_token": "c", "new": 1 })).contains("`new` is not known")
    );
}
