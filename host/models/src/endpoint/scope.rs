//! The values that rules work with.

use std::borrow::Cow;

use super::functions::{self, Arn, Url};
use super::partitions::{Partition, Partitions};
use super::resolve::EndpointError;
use super::rules::{Attribute, Call, Operand, Part, Selector, Text};

/// A value while rules are evaluated. What belongs to the rules and the parameters is borrowed from them.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Value<'a> {
    Absent,
    Text(Cow<'a, str>),
    Flag(bool),
    Texts(Cow<'a, [String]>),
    Partition(&'a Partition),
    Url(Cow<'a, Url>),
    Arn(Cow<'a, Arn>),
}

impl Value<'_> {
    /// Whether a condition with this value holds.
    pub(super) fn holds(&self) -> bool {
        !matches!(self, Self::Absent | Self::Flag(false))
    }

    fn kind(&self) -> &'static str {
        match self {
            Self::Absent => "nothing",
            Self::Text(_) => "a string",
            Self::Flag(_) => "a boolean",
            Self::Texts(_) => "a list",
            Self::Partition(_) => "a partition",
            Self::Url(_) => "a URL",
            Self::Arn(_) => "an ARN",
        }
    }

    /// The same value, borrowed.
    fn borrowed(&self) -> Value<'_> {
        match self {
            Self::Absent => Value::Absent,
            Self::Text(text) => Value::Text(Cow::Borrowed(text)),
            Self::Flag(flag) => Value::Flag(*flag),
            Self::Texts(texts) => Value::Texts(Cow::Borrowed(texts)),
            Self::Partition(partition) => Value::Partition(partition),
            Self::Url(url) => Value::Url(Cow::Borrowed(url)),
            Self::Arn(arn) => Value::Arn(Cow::Borrowed(arn)),
        }
    }

    fn attribute(&self, attribute: Attribute) -> Value<'_> {
        let text = |text| Value::Text(Cow::Borrowed(text));
        match self {
            Self::Partition(partition) => match attribute {
                Attribute::Name => text(&partition.id),
                Attribute::DnsSuffix => text(&partition.dns_suffix),
                Attribute::DualStackDnsSuffix => text(&partition.dual_stack_dns_suffix),
                Attribute::ImplicitGlobalRegion => text(&partition.implicit_global_region),
                Attribute::SupportsFips => Value::Flag(partition.supports_fips),
                Attribute::SupportsDualStack => Value::Flag(partition.supports_dual_stack),
                _ => Value::Absent,
            },
            Self::Arn(arn) => match attribute {
                Attribute::Partition => text(&arn.partition),
                Attribute::Service => text(&arn.service),
                Attribute::Region => text(&arn.region),
                Attribute::AccountId => text(&arn.account_id),
                Attribute::ResourceId => Value::Texts(Cow::Borrowed(&arn.resource_id)),
                _ => Value::Absent,
            },
            Self::Url(url) => match attribute {
                Attribute::Scheme => text(&url.scheme),
                Attribute::Authority => text(&url.authority),
                Attribute::Path => text(&url.path),
                Attribute::NormalizedPath => text(&url.normalized_path),
                Attribute::IsIp => Value::Flag(url.is_ip),
                _ => Value::Absent,
            },
            _ => Value::Absent,
        }
    }

    /// An element of a list; of anything else there is none.
    fn element(self, index: i16) -> Self {
        let Self::Texts(texts) = self else { return Self::Absent };
        let distance = usize::from(index.unsigned_abs());
        let position = if index < 0 { texts.len().checked_sub(distance) } else { Some(distance) };
        let Some(position) = position else { return Self::Absent };
        let found = match texts {
            Cow::Borrowed(texts) => texts.get(position).map(|text| Cow::Borrowed(text.as_str())),
            Cow::Owned(mut texts) => {
                (position < texts.len()).then(|| Cow::Owned(texts.swap_remove(position)))
            }
        };
        found.map_or(Self::Absent, Self::Text)
    }
}

fn unfit(found: &Value<'_>, needed: &'static str) -> EndpointError {
    EndpointError::Unfit { found: found.kind(), needed }
}

/// The values of all slots.
pub(super) struct Scope<'a> {
    values: Vec<Value<'a>>,
    partitions: &'a Partitions,
}

impl<'a> Scope<'a> {
    pub(super) fn new(slots: u16, partitions: &'a Partitions) -> Self {
        Self { values: vec![Value::Absent; usize::from(slots)], partitions }
    }

    pub(super) fn set(&mut self, slot: u16, value: Value<'a>) {
        if let Some(place) = self.values.get_mut(usize::from(slot)) {
            *place = value;
        }
    }

    fn read(&self, selector: Selector) -> Value<'_> {
        let Some(value) = self.values.get(usize::from(selector.slot)) else { return Value::Absent };
        let value = match selector.attribute {
            Some(attribute) => value.attribute(attribute),
            None => value.borrowed(),
        };
        match selector.index {
            Some(index) => value.element(index),
            None => value,
        }
    }

    fn operand<'s>(&'s self, operand: &'s Operand) -> Result<Value<'s>, EndpointError> {
        Ok(match operand {
            Operand::Read(selector) => self.read(*selector),
            Operand::Text(text) => Value::Text(self.filled(text)?),
            Operand::Flag(flag) => Value::Flag(*flag),
        })
    }

    /// The operand in a form that can be kept.
    fn kept(&self, operand: &'a Operand) -> Result<Value<'a>, EndpointError> {
        if let Operand::Read(Selector { slot, attribute: None, index: None }) = operand {
            return Ok(self.values.get(usize::from(*slot)).cloned().unwrap_or(Value::Absent));
        }
        Ok(match self.operand(operand)? {
            Value::Text(text) => Value::Text(Cow::Owned(text.into_owned())),
            Value::Flag(flag) => Value::Flag(flag),
            Value::Texts(texts) => Value::Texts(Cow::Owned(texts.into_owned())),
            // Attributes and elements are never records.
            _ => Value::Absent,
        })
    }

    /// A string, if the operand is set.
    pub(super) fn text<'s>(&'s self, operand: &'s Operand) -> Result<Option<Cow<'s, str>>, EndpointError> {
        match self.operand(operand)? {
            Value::Text(text) => Ok(Some(text)),
            Value::Absent => Ok(None),
            other => Err(unfit(&other, "a string")),
        }
    }

    fn flag(&self, operand: &Operand) -> Result<Option<bool>, EndpointError> {
        match self.operand(operand)? {
            Value::Flag(flag) => Ok(Some(flag)),
            Value::Absent => Ok(None),
            other => Err(unfit(&other, "a boolean")),
        }
    }

    /// A text with its places filled in.
    pub(super) fn filled<'s>(&'s self, text: &'s Text) -> Result<Cow<'s, str>, EndpointError> {
        let parts = match text {
            Text::Constant(text) => return Ok(Cow::Borrowed(text)),
            Text::Template(parts) => parts,
        };
        let mut filled = String::with_capacity(64);
        for part in parts {
            match part {
                Part::Literal(literal) => filled.push_str(literal),
                Part::Read(selector) => match self.read(*selector) {
                    Value::Text(text) => filled.push_str(&text),
                    other => return Err(unfit(&other, "a string")),
                },
            }
        }
        Ok(Cow::Owned(filled))
    }

    fn both<T: PartialEq>(first: Option<T>, second: Option<T>) -> Value<'a> {
        match (first, second) {
            (Some(first), Some(second)) => Value::Flag(first == second),
            _ => Value::Absent,
        }
    }

    fn test_label(
        &self,
        text: &Operand,
        subdomains: &Operand,
        test: fn(&str, bool) -> bool,
    ) -> Result<Value<'a>, EndpointError> {
        let subdomains = self.flag(subdomains)?.unwrap_or(false);
        Ok(Value::Flag(self.text(text)?.is_some_and(|text| test(&text, subdomains))))
    }

    /// The value of a call. A function that lacks what it needs has no value.
    pub(super) fn call(&self, call: &'a Call) -> Result<Value<'a>, EndpointError> {
        let text = |text: Option<String>| text.map_or(Value::Absent, |text| Value::Text(Cow::Owned(text)));
        Ok(match call {
            Call::Value(operand) => self.kept(operand)?,
            Call::IsSet(operand) => Value::Flag(!matches!(self.operand(operand)?, Value::Absent)),
            Call::Not(operand) => Value::Flag(!self.operand(operand)?.holds()),
            Call::BooleanEquals(first, second) => Self::both(self.flag(first)?, self.flag(second)?),
            Call::StringEquals(first, second) => Self::both(self.text(first)?, self.text(second)?),
            Call::Substring { text: of, start, stop, reverse } => {
                let of = self.text(of)?;
                let part =
                    of.and_then(|of| functions::substring(&of, *start, *stop, *reverse).map(str::to_owned));
                text(part)
            }
            Call::UriEncode(of) => text(self.text(of)?.map(|of| functions::uri_encode(&of))),
            Call::ParseUrl(of) => {
                let url = self.text(of)?.and_then(|of| functions::parse_url(&of));
                url.map_or(Value::Absent, |url| Value::Url(Cow::Owned(url)))
            }
            Call::ParseArn(of) => {
                let arn = self.text(of)?.and_then(|of| functions::parse_arn(&of));
                arn.map_or(Value::Absent, |arn| Value::Arn(Cow::Owned(arn)))
            }
            Call::Partition(region) => {
                let region = self.text(region)?;
                let partition = self.partitions.of(region.as_deref().unwrap_or_default());
                partition.map_or(Value::Absent, Value::Partition)
            }
            Call::IsValidHostLabel { text, subdomains } => {
                self.test_label(text, subdomains, functions::is_host_label)?
            }
            Call::IsVirtualHostableS3Bucket { text, subdomains } => {
                self.test_label(text, subdomains, functions::is_virtual_hostable)?
            }
            Call::Coalesce(operands) => self.first_set(operands)?,
            Call::IfThenElse { condition, then, otherwise } => {
                self.kept(if self.flag(condition)? == Some(true) { then } else { otherwise })?
            }
            Call::Split { text, delimiter, limit } => match (self.text(text)?, self.text(delimiter)?) {
                (Some(text), Some(delimiter)) if !delimiter.is_empty() => {
                    Value::Texts(Cow::Owned(functions::split(&text, &delimiter, *limit)))
                }
                _ => Value::Absent,
            },
        })
    }

    fn first_set(&self, operands: &'a [Operand]) -> Result<Value<'a>, EndpointError> {
        for operand in operands {
            let value = self.kept(operand)?;
            if value != Value::Absent {
                return Ok(value);
            }
        }
        Ok(Value::Absent)
    }
}
