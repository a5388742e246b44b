//! Inputs of an operation, made from the types of its members.

use serde_json::{Map, Value};

use crate::interfaces::Type;

/// What is hard to write in a form, or to keep as it is.
const ODD: &str = " a+b&c=d%20/e?f#g;h~i*j'k\"l<m>ä€😀\t\r\n\\0 ";

/// Numbers at the ends of what there is.
const NUMBERS: [i32; 5] = [0, -1, 1, i32::MAX, i32::MIN];

/// Some inputs of each kind: as few members as may be, all, each optional one alone, all without anything
/// in their lists, and all with hard values.
pub fn of(members: &[(String, Type)]) -> Vec<Value> {
    let plain = Maker::default();
    let mut inputs = vec![plain.clone().record(members, |_| false), plain.clone().record(members, |_| true)];
    for (alone, kind) in members {
        if matches!(kind, Type::Optional(_)) {
            inputs.push(plain.clone().record(members, |name| name == alone));
        }
    }
    inputs.push(Maker { items: 0, ..plain.clone() }.record(members, |_| true));
    inputs.push(Maker { items: 12, ..plain.clone() }.record(members, |_| true));
    inputs.push(Maker { odd: true, ..plain }.record(members, |_| true));
    inputs.dedup();
    inputs
}

/// Makes values, each another.
#[derive(Clone)]
struct Maker {
    /// How many there are in each list.
    items: usize,
    odd: bool,
    made: usize,
}

impl Default for Maker {
    fn default() -> Self {
        Self { items: 2, odd: false, made: 0 }
    }
}

impl Maker {
    /// The members that are not optional, and those of the others that `wanted` says.
    fn record(&mut self, members: &[(String, Type)], wanted: impl Fn(&str) -> bool) -> Value {
        let given = members.iter().filter(|(name, kind)| !matches!(kind, Type::Optional(_)) || wanted(name));
        let made = given.map(|(name, kind)| (name.clone(), self.value(name, kind)));
        Value::Object(made.collect::<Map<String, Value>>())
    }

    fn value(&mut self, name: &str, kind: &Type) -> Value {
        self.made += 1;
        match kind {
            Type::Text if self.odd && self.made.is_multiple_of(7) => "".into(),
            Type::Text if self.odd => format!("{ODD}{}", self.made).into(),
            Type::Text => format!("{name}-{}", self.made).into(),
            Type::Flag => self.made.is_multiple_of(2).into(),
            Type::Number if self.odd => NUMBERS[self.made % NUMBERS.len()].into(),
            Type::Number => self.made.into(),
            Type::List(element) => (0..self.items).map(|_| self.value(name, element)).collect(),
            Type::Optional(inner) => self.value(name, inner),
            Type::Record(members) => self.record(members, |_| true),
        }
    }
}
