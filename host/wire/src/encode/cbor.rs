//! Bodies in CBOR, with the operation in the path.

use aws_smithy_cbor::Encoder;
use aws_smithy_types::DateTime;
use serde_json::Value;
use wasmidem_models::{Kind, Member, Operation, Service};

use super::{Draft, EncodeError, Input, all, given, mistyped};
use crate::{number, time};

pub(super) fn request(
    service: &Service,
    operation: &Operation,
    input: &Input<'_>,
) -> Result<Draft, EncodeError> {
    let target = service.target_prefix.as_deref().unwrap_or_default();
    let uri = format!("/service/{target}/operation/{}", operation.wire_name());
    let mut draft = Draft { method: "POST".to_owned(), uri, ..Draft::default() };
    draft.header("smithy-protocol", "rpc-v2-cbor");
    draft.header("Accept", "application/cbor");
    if service.query_compatible {
        draft.header("x-amzn-query-mode", "true");
    }
    if operation.input.is_some() {
        draft.header("Content-Type", "application/cbor");
        let mut writer = Writer { service, out: Encoder::new(Vec::new()) };
        writer.structure(input.len(), all(input))?;
        draft.body = writer.out.into_writer();
    }
    Ok(draft)
}

struct Writer<'s> {
    service: &'s Service,
    out: Encoder,
}

impl Writer<'_> {
    fn structure<'a>(
        &mut self,
        count: usize,
        members: impl Iterator<Item = Result<(&'a Member, &'a Value), EncodeError>>,
    ) -> Result<(), EncodeError> {
        self.out.map(count);
        for member in members {
            let (member, value) = member?;
            self.out.str(member.wire_name());
            self.value(member, value).map_err(|error| error.inside(&member.name))?;
        }
        Ok(())
    }

    fn value(&mut self, member: &Member, value: &Value) -> Result<(), EncodeError> {
        let kind = &self.service.shape(member.shape).kind;
        match (kind, value) {
            (_, Value::Null) => {
                self.out.null();
            }
            (Kind::Structure(structure), Value::Object(members)) => {
                let count = members.values().filter(|value| !value.is_null()).count();
                return self.structure(count, given(structure, members));
            }
            (Kind::List(element), Value::Array(items)) => {
                self.out.array(items.len());
                for (index, item) in items.iter().enumerate() {
                    self.value(element, item).map_err(|error| error.at(index))?;
                }
            }
            (Kind::Map(entry), Value::Object(members)) => {
                self.out.map(members.len());
                for (key, item) in members {
                    self.out.str(key);
                    self.value(&entry.1, item).map_err(|error| error.inside(key))?;
                }
            }
            _ => return self.scalar(member, kind, value),
        }
        Ok(())
    }

    fn scalar(&mut self, member: &Member, kind: &Kind, value: &Value) -> Result<(), EncodeError> {
        let mistyped = || mistyped(kind);
        match (kind, value) {
            (Kind::String(_), Value::String(text)) => self.out.str(text),
            (Kind::String(_), _) if member.json_value => self.out.str(&value.to_string()),
            (Kind::Boolean, Value::Bool(flag)) => self.out.boolean(*flag),
            (Kind::Integer | Kind::Long, Value::Number(number)) => {
                self.out.long(number.as_i64().ok_or_else(mistyped)?)
            }
            #[expect(clippy::cast_possible_truncation, reason = "what single precision is")]
            (Kind::Float, _) => self.out.float(number::given(value).ok_or_else(mistyped)? as f32),
            (Kind::Double, _) => self.out.double(number::given(value).ok_or_else(mistyped)?),
            (Kind::Blob, _) => self.out.blob_bytes(&super::bytes(value)?),
            (Kind::Timestamp, _) => {
                let time = time::given(value).ok_or_else(mistyped)?;
                let time = DateTime::from_secs_and_nanos(time.secs(), time.subsec_nanos());
                self.out.timestamp(&time)
            }
            _ => return Err(mistyped()),
        };
        Ok(())
    }
}
