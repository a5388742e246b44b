//! Bytes in inputs and answers: as texts where they are texts, and as `{base64: …}` where they are not.

use std::fs::File;
use std::io::Read;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde_json::json;
use wasmidem_contract::{Blame, Cause, Failure, Object, Value};
use wasmidem_models::{Kind, Operation, Service, ShapeId, Structure};

/// The largest file that is sent, in bytes.
const LARGEST: u64 = 64 << 20;

/// The member that bytes which are no text are under.
const BASE64: &str = "base64";

/// Whether inputs may name files of this machine: those of the command line may, those of state files and
/// templates may not.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Files {
    /// `file://PATH` stands for what is in the file.
    Read,
    /// It is a text like any other.
    Never,
}

/// Makes the bytes of an input what the models take, base64. A text is its UTF-8, as in boto3.
///
/// # Errors
/// When a file cannot be read, or what is said to be base64 is none.
pub fn encode(
    service: &Service,
    operation: &Operation,
    input: &mut Object,
    files: Files,
) -> Result<(), Failure> {
    match service.input(operation) {
        Some(structure) => encode_members(service, structure, input, files),
        None => Ok(()),
    }
}

fn encode_members(
    service: &Service,
    structure: &Structure,
    members: &mut Object,
    files: Files,
) -> Result<(), Failure> {
    for (name, value) in members {
        if let Some(member) = structure.member(name) {
            encode_value(service, member.shape, value, files)?;
        }
    }
    Ok(())
}

fn encode_value(service: &Service, shape: ShapeId, value: &mut Value, files: Files) -> Result<(), Failure> {
    match (&service.shape(shape).kind, &mut *value) {
        (Kind::Structure(structure), Value::Object(members)) => {
            encode_members(service, structure, members, files)
        }
        (Kind::List(element), Value::Array(items)) => {
            items.iter_mut().try_for_each(|item| encode_value(service, element.shape, item, files))
        }
        (Kind::Map(entry), Value::Object(members)) => {
            let values = members.iter_mut().map(|(_, value)| value);
            values.into_iter().try_for_each(|value| encode_value(service, entry.1.shape, value, files))
        }
        (Kind::Blob, given) => {
            if let Some(bytes) = given_bytes(given, files)? {
                *value = Value::String(bytes);
            }
            Ok(())
        }
        _ => Ok(()),
    }
}

/// The base64 of what is given; `None` for what cannot be bytes, which is told with all else that is wrong.
fn given_bytes(given: &Value, files: Files) -> Result<Option<String>, Failure> {
    match given {
        Value::String(text) => {
            let path = text.strip_prefix("file://").or_else(|| text.strip_prefix("fileb://"));
            match path.filter(|_| files == Files::Read) {
                Some(path) => read(path).map(|bytes| Some(STANDARD.encode(bytes))),
                None => Ok(Some(STANDARD.encode(text))),
            }
        }
        Value::Object(members) if members.len() == 1 => {
            let Some(text) = members.get(BASE64).and_then(Value::as_str) else { return Ok(None) };
            match STANDARD.decode(text) {
                Ok(_) => Ok(Some(text.to_owned())),
                Err(error) => Err(wrong(format!("`base64` has no base64: {error}"))),
            }
        }
        _ => Ok(None),
    }
}

fn read(path: &str) -> Result<Vec<u8>, Failure> {
    let unreadable = |error: std::io::Error| wrong(format!("the file `{path}` cannot be read: {error}"));
    let file = File::open(path).map_err(unreadable)?;
    if file.metadata().map_err(unreadable)?.is_dir() {
        return Err(wrong(format!("`{path}` is a folder, not a file")));
    }
    let mut bytes = Vec::new();
    file.take(LARGEST + 1).read_to_end(&mut bytes).map_err(unreadable)?;
    if bytes.len() as u64 > LARGEST {
        let most = LARGEST >> 20;
        let failure = wrong(format!("the file `{path}` is larger than {most} MiB, the most that is sent"));
        return Err(failure.with_help("send it in parts, or with a tool that is made for large files"));
    }
    Ok(bytes)
}

fn wrong(message: String) -> Failure {
    Failure::new(Cause::Invalid, Blame::Author, "exec-argument", message)
}

/// Makes the bytes of an answer readable: a body is a text if it is one; all other bytes are
/// `{base64: …}`, which an input takes again.
pub fn decode(service: &Service, operation: &Operation, output: &mut Value) {
    let (Some(structure), Value::Object(members)) = (service.output(operation), output) else { return };
    let body = structure.payload().map(|member| &*member.name);
    for (name, value) in members {
        let Some(member) = structure.member(name) else { continue };
        let text = if member.streaming || body == Some(name) { as_text(value) } else { None };
        match text {
            Some(text) => *value = Value::String(text),
            None => decode_value(service, member.shape, value),
        }
    }
}

/// The text that bytes are.
fn as_text(value: &Value) -> Option<String> {
    String::from_utf8(STANDARD.decode(value.as_str()?).ok()?).ok()
}

fn decode_value(service: &Service, shape: ShapeId, value: &mut Value) {
    match (&service.shape(shape).kind, &mut *value) {
        (Kind::Structure(structure), Value::Object(members)) => {
            for (name, value) in members {
                if let Some(member) = structure.member(name) {
                    decode_value(service, member.shape, value);
                }
            }
        }
        (Kind::List(element), Value::Array(items)) => {
            items.iter_mut().for_each(|item| decode_value(service, element.shape, item));
        }
        (Kind::Map(entry), Value::Object(members)) => {
            members.iter_mut().for_each(|(_, value)| decode_value(service, entry.1.shape, value));
        }
        (Kind::Blob, Value::String(_)) => *value = json!({ BASE64: value.take() }),
        _ => {}
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use wasmidem_models::Catalogue;

    fn encoded(service: &str, operation: &str, input: Value, files: Files) -> Result<Value, String> {
        let service = Catalogue::shipped().service(service).unwrap();
        let operation = service.operation(operation).unwrap();
        let mut input = input.as_object().unwrap().clone();
        encode(service, operation, &mut input, files).map_err(|failure| failure.message)?;
        Ok(Value::Object(input))
    }

    fn decoded(service: &str, operation: &str, mut output: Value) -> Value {
        let service = Catalogue::shipped().service(service).unwrap();
        decode(service, service.operation(operation).unwrap(), &mut output);
        output
    }

    #[test]
    fn texts_are_their_bytes() {
        let put =
            |body: Value, files| encoded("s3", "PutObject", json!({"Bucket": "b", "Body": body}), files);
        assert_eq!(put(json!("hé"), Files::Never).unwrap()["Body"], "aMOp");
        assert_eq!(put(json!({"base64": "/wA="}), Files::Never).unwrap()["Body"], "/wA=");
        assert!(put(json!({"base64": "?"}), Files::Never).unwrap_err().contains("no base64"));
        assert_eq!(put(json!(7), Files::Never).unwrap()["Body"], 7);
        let item = json!({"TableName": "t", "Item": {"k": {"B": "x"}, "s": {"BS": ["y"]}, "t": {"S": "x"}}});
        let item = encoded("dynamodb", "PutItem", item, Files::Never).unwrap();
        assert_eq!(item["Item"], json!({"k": {"B": "eA=="}, "s": {"BS": ["eQ=="]}, "t": {"S": "x"}}));
    }

    #[test]
    fn files_are_read_on_the_command_line_alone() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("body");
        std::fs::write(&file, b"\xff\x00").unwrap();
        let put = |path: String, files| encoded("s3", "PutObject", json!({"Body": path}), files);
        let shown = file.display();
        assert_eq!(put(format!("file://{shown}"), Files::Read).unwrap()["Body"], "/wA=");
        assert_eq!(put(format!("fileb://{shown}"), Files::Read).unwrap()["Body"], "/wA=");
        assert_eq!(put("file://x".into(), Files::Never).unwrap()["Body"], STANDARD.encode("file://x"));
        assert!(put("file:///no/such".into(), Files::Read).unwrap_err().contains("cannot be read"));
        let folder = format!("file://{}", folder.path().display());
        assert!(put(folder, Files::Read).unwrap_err().contains("is a folder"));
        let large = File::create(&file).unwrap();
        large.set_len(LARGEST + 1).unwrap();
        assert!(put(format!("file://{shown}"), Files::Read).unwrap_err().contains("larger than 64 MiB"));
    }

    #[test]
    fn bodies_are_texts_and_other_bytes_are_not() {
        let body = |base64: &str| decoded("s3", "GetObject", json!({"Body": base64, "ETag": "e"}));
        assert_eq!(body("aMOp"), json!({"Body": "hé", "ETag": "e"}));
        assert_eq!(body("/wA="), json!({"Body": {"base64": "/wA="}, "ETag": "e"}));
        assert_eq!(decoded("lambda", "Invoke", json!({"Payload": "e30="}))["Payload"], "{}");
        let cipher = decoded("kms", "Encrypt", json!({"CiphertextBlob": "eA==", "KeyId": "k"}));
        assert_eq!(cipher, json!({"CiphertextBlob": {"base64": "eA=="}, "KeyId": "k"}));
    }
}
