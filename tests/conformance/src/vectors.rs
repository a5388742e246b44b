//! The cases that botocore has for its protocols, which are those of Smithy and older ones of its own.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result};
use base64::Engine;
use base64::prelude::BASE64_STANDARD;
use serde_json::{Map, Value, json};
use wasmidem_models::{Kind, Member, Operation, Protocol, Service, Structure, import};
use wasmidem_wire::Codec;

use crate::differences;
use crate::report::Report;
use crate::responses::{lower_headers, response};

/// The folders of cases.
const FOLDERS: [&str; 4] = ["input", "output", "legacy/input", "legacy/output"];

/// The value of idempotency tokens in the cases.
const TOKEN: &str = "00000000-0000-4000-8000-000000000000";

/// Runs all cases of a folder.
pub fn run(protocols: &Path) -> Result<()> {
    let mut report = Report::new("vectors");
    for folder in FOLDERS {
        for file in files(&protocols.join(folder))? {
            let told = || format!("cannot read {}", file.display());
            let suites: Vec<Value> =
                serde_json::from_slice(&fs::read(&file).with_context(told)?).with_context(told)?;
            let stem = file.file_stem().unwrap_or_default().to_string_lossy();
            for (number, suite) in suites.iter().enumerate() {
                let cases = suite.get("cases").and_then(Value::as_array).into_iter().flatten();
                for (index, case) in cases.enumerate() {
                    let id = text(case, "id").map_or_else(|| format!("{number}.{index}"), str::to_owned);
                    let key = format!("{folder}/{stem}/{id}");
                    let title = format!("{key}: {}", text(suite, "description").unwrap_or_default());
                    let found = compare(suite, case).unwrap_or_else(|error| vec![format!("{error:#}")]);
                    report.enter(&stem, &key, &title, &found);
                }
            }
        }
    }
    report.finish()
}

fn files(folder: &Path) -> Result<Vec<PathBuf>> {
    let told = || format!("cannot read {}", folder.display());
    let entries: Result<Vec<_>, _> = fs::read_dir(folder).with_context(told)?.collect();
    let mut files: Vec<PathBuf> = entries.with_context(told)?.iter().map(fs::DirEntry::path).collect();
    files.sort();
    Ok(files)
}

fn text<'a>(value: &'a Value, name: &str) -> Option<&'a str> {
    value.get(name)?.as_str()
}

/// How what we do in a case differs.
fn compare(suite: &Value, case: &Value) -> Result<Vec<String>> {
    let mut given = case.get("given").cloned().context("nothing is given")?;
    let name = text(&given, "name").unwrap_or("OperationName").to_owned();
    let metadata = suite.get("metadata").cloned().unwrap_or_default();
    wrapped(&mut given, suite, &name);
    let mut model = json!({"metadata": metadata, "operations": {}, "shapes": suite.get("shapes").cloned().unwrap_or(json!({}))});
    if let Some(operations) = model.get_mut("operations").and_then(Value::as_object_mut) {
        operations.insert(name.clone(), given);
    }
    let service = import::service("example", &model)?;
    let operation = service.operation(&name).context("the operation is lost")?;
    let mut found = Vec::new();
    if let Some(expected) = case.get("serialized") {
        request((suite, case), &service, operation, expected, &mut found)?;
    } else {
        answer(&service, operation, case, &mut found)?;
    }
    Ok(found)
}

/// Results of the query protocol are in an element that the newer cases leave out of their models.
fn wrapped(given: &mut Value, suite: &Value, name: &str) {
    let protocol = suite.get("metadata").and_then(|metadata| text(metadata, "protocol"));
    let output = given.get("output").and_then(|output| text(output, "shape"));
    let members = output.and_then(|shape| suite.get("shapes")?.get(shape)?.get("members")?.as_object());
    if protocol == Some("query")
        && members.is_some_and(|members| !members.is_empty())
        && let Some(output) = given.get_mut("output").and_then(Value::as_object_mut)
        && !output.contains_key("resultWrapper")
    {
        output.insert("resultWrapper".to_owned(), format!("{name}Result").into());
    }
}

fn request(
    (suite, case): (&Value, &Value),
    service: &Service,
    operation: &Operation,
    expected: &Value,
    found: &mut Vec<String>,
) -> Result<()> {
    let mut input = case.get("params").and_then(Value::as_object).cloned().unwrap_or_default();
    if let Some(structure) = service.input(operation) {
        encode_bytes(service, structure, &mut input);
    }
    let encoded = match Codec::of(service).encode(operation, &input, &mut || TOKEN.to_owned()) {
        Ok(encoded) => encoded,
        Err(error) => {
            found.push(format!("refused: {error}"));
            return Ok(());
        }
    };
    let ours = encoded.request;
    if let Some(method) = text(expected, "method")
        && ours.method() != method
    {
        found.push(format!("method is {}, not {method}", ours.method()));
    }
    let uri = text(expected, "uri").unwrap_or("/");
    let (path, query) = ours.uri().split_once('?').unwrap_or((ours.uri(), ""));
    let (expected_path, expected_query) = uri.split_once('?').unwrap_or((uri, ""));
    // Where the endpoint has a path, the path of the operation comes after it.
    let endpoint = text(case, "clientEndpoint").or_else(|| text(suite, "clientEndpoint")).unwrap_or_default();
    let (host, base) = endpoint.trim_start_matches("https://").split_once('/').unwrap_or((endpoint, ""));
    let path =
        if base.is_empty() { path.to_owned() } else { format!("/{}{path}", base.trim_end_matches('/')) };
    if path != expected_path {
        found.push(format!("path is {path}, not {expected_path}"));
    }
    differences::pairs("query", &differences::form(query), &differences::form(expected_query), found);
    let headers = expected.get("headers").and_then(Value::as_object).into_iter().flatten();
    for (name, value) in headers {
        let given = ours.headers().get_all(name).collect::<Vec<_>>().join(",");
        let value = value.as_str().unwrap_or_default();
        // botocore sends no type of what is no document, and S3 keeps the type that is sent.
        let untyped = name.eq_ignore_ascii_case("content-type") && given.is_empty();
        if untyped && service.protocol != Protocol::RpcV2Cbor && !value.contains("json") {
            continue;
        }
        if !differences::is_same_header(&given, value) {
            found.push(format!("header {name} is {given:?}, not {value:?}"));
        }
    }
    for name in expected.get("forbidHeaders").and_then(Value::as_array).into_iter().flatten() {
        let name = name.as_str().unwrap_or_default();
        // The length is the transport's matter in botocore.
        if ours.headers().contains_key(name) && !name.eq_ignore_ascii_case("content-length") {
            found.push(format!("header {name} must not be there"));
        }
    }
    if let Some(expected) = text(expected, "host")
        && !host.is_empty()
    {
        let ours =
            format!("{}{}", encoded.host_prefix.unwrap_or_default(), host.trim_start_matches("https://"));
        if ours != expected.split('/').next().unwrap_or_default() {
            found.push(format!("host is {ours}, not {expected}"));
        }
    }
    if let Some(theirs) = text(expected, "body") {
        body(service, ours.body().bytes().unwrap_or_default(), theirs, found);
    }
    Ok(())
}

fn body(service: &Service, ours: &[u8], theirs: &str, found: &mut Vec<String>) {
    match service.protocol {
        Protocol::Json10 | Protocol::Json11 | Protocol::RestJson => {
            differences::json(ours, theirs.as_bytes(), found);
        }
        Protocol::RestXml => differences::xml(ours, theirs.as_bytes(), found),
        Protocol::RpcV2Cbor => {
            differences::cbor(ours, &BASE64_STANDARD.decode(theirs).unwrap_or_default(), found);
        }
        Protocol::Query | Protocol::Ec2 => {
            let ours = String::from_utf8_lossy(ours);
            differences::pairs("form", &differences::form(&ours), &differences::form(theirs), found);
        }
    }
}

fn answer(service: &Service, operation: &Operation, case: &Value, found: &mut Vec<String>) -> Result<()> {
    let described = case.get("response").context("there is no answer")?;
    let status = described.get("status_code").and_then(Value::as_u64).unwrap_or(200);
    let headers: BTreeMap<String, String> = match described.get("headers") {
        Some(headers) => serde_json::from_value(headers.clone())?,
        None => BTreeMap::new(),
    };
    let body = text(described, "body").unwrap_or_default();
    let body = match service.protocol {
        Protocol::RpcV2Cbor => BASE64_STANDARD.decode(body)?,
        // Answers in these protocols are never empty; the cases leave out what nobody reads.
        Protocol::Query | Protocol::Ec2 if body.is_empty() => {
            format!("<{}Response/>", operation.wire_name()).into_bytes()
        }
        Protocol::Query | Protocol::Ec2 => renamed(body, operation).into_bytes(),
        _ => body.as_bytes().to_vec(),
    };
    let response = response(u16::try_from(status)?, &headers, body)?;
    let codec = Codec::of(service);
    let (mut ours, structure) = if case.get("error").is_some() {
        let error = codec.error(operation, &response);
        for (what, ours, theirs) in
            [("code", &error.code, "errorCode"), ("message", &error.message, "errorMessage")]
        {
            let theirs = text(case, theirs);
            if theirs.is_some_and(|theirs| theirs != ours) {
                found.push(format!("{what} is {ours:?}, not {theirs:?}"));
            }
        }
        let structure = service.error(&error.code).and_then(|(id, _)| service.structure(id));
        (error.members, structure)
    } else {
        match codec.decode(operation, &response) {
            Ok(output) => (output, service.output(operation)),
            Err(error) => {
                found.push(format!("refused: {error}"));
                return Ok(());
            }
        }
    };
    if let Some(structure) = structure {
        decode_bytes(service, structure, &mut ours);
    }
    let theirs = case.get("error").or_else(|| case.get("result"));
    let mut theirs = theirs.and_then(Value::as_object).cloned().unwrap_or_default();
    if let Some(structure) = structure {
        lower_headers(structure, &mut theirs);
    }
    differences::values("output", &Value::Object(ours), &Value::Object(theirs), found);
    Ok(())
}

/// The older cases have roots that no service sends.
fn renamed(body: &str, operation: &Operation) -> String {
    let owned = format!("{}Response", operation.wire_name());
    let name = body.trim_start().strip_prefix('<').unwrap_or_default();
    let end = name.find([' ', '>', '/']).unwrap_or(0);
    let name = name.get(..end).unwrap_or_default();
    if name.is_empty() || name == owned || body.contains("<Error>") || body.contains("<ErrorResponse") {
        return body.to_owned();
    }
    body.replacen(&format!("<{name}"), &format!("<{owned}"), 1)
        .replace(&format!("</{name}>"), &format!("</{owned}>"))
}

/// Bytes of the cases are texts; ours are base64.
fn encode_bytes(service: &Service, structure: &Structure, members: &mut Map<String, Value>) {
    convert_members(service, structure, members, &|text| BASE64_STANDARD.encode(text));
}

fn decode_bytes(service: &Service, structure: &Structure, members: &mut Map<String, Value>) {
    convert_members(service, structure, members, &|text| {
        String::from_utf8_lossy(&BASE64_STANDARD.decode(text).unwrap_or_default()).into_owned()
    });
}

fn convert_members(
    service: &Service,
    structure: &Structure,
    members: &mut Map<String, Value>,
    with: &dyn Fn(&str) -> String,
) {
    for member in &structure.members {
        if let Some(value) = members.get_mut(&*member.name) {
            convert(service, member, value, with);
        }
    }
}

fn convert(service: &Service, member: &Member, value: &mut Value, with: &dyn Fn(&str) -> String) {
    match (&service.shape(member.shape).kind, value) {
        (Kind::Structure(structure), Value::Object(members)) => {
            convert_members(service, structure, members, with)
        }
        (Kind::List(element), Value::Array(items)) => {
            items.iter_mut().for_each(|item| convert(service, element, item, with));
        }
        (Kind::Map(entry), Value::Object(members)) => {
            members.values_mut().for_each(|item| convert(service, &entry.1, item, with));
        }
        (Kind::Blob, Value::String(text)) => *text = with(text),
        _ => {}
    }
}
