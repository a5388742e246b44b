//! Answers are understood alike.

use std::fs;
use std::path::Path;

use crate::clients::{self, Answer, HERE};
use crate::interfaces::{Offer, Type, offers};
use crate::json::Known;
use crate::xml::{self, Style};
use crate::{inputs, ours};

/// Understands an answer in both ways, and compares; what the client can know.
fn compare(offer: &Offer, body: String) -> Known {
    let Offer { service, name, input, .. } = offer;
    let input = inputs::of(input).swap_remove(0);
    let answer = Answer::ok(body);
    let ours = ours::understood(service, name, &answer);
    let theirs = clients::call(service, name, &input, answer.clone(), HERE).result;
    let theirs = theirs.unwrap_or_else(|refused| panic!("{name}: {refused:?}\n{}", answer.body));
    assert_eq!(theirs.known.of(&ours), theirs.output, "{name}: ours and theirs of\n{}", answer.body);
    theirs.known
}

/// Whether callers of the typed door can get no more than what is compared here.
fn covers(known: &Known, kind: &Type) -> bool {
    match (known, kind) {
        (_, Type::Optional(inner)) => covers(known, inner),
        (Known::Value, Type::Text | Type::Flag | Type::Number) => true,
        (Known::List(known), Type::List(element)) => covers(known, element),
        (Known::Members(known), Type::Record(members)) => members
            .iter()
            .all(|(name, kind)| known.iter().any(|(one, known)| one == name && covers(known, kind))),
        _ => false,
    }
}

#[test]
fn answers_are_understood_as_by_the_clients() {
    for offer in offers() {
        let known = compare(&offer, xml::empty(&offer.service, &offer.name));
        if let Some(output) = &offer.output {
            // the door leaves out the structure around the one member that callers want
            let Known::Members(members) = &known else { panic!("{}: no members", offer.name) };
            let inner = members.iter().any(|(_, member)| covers(member, output));
            assert!(inner || covers(&known, output), "{}: the mapping lacks members", offer.name);
        }
        for items in [0, 1, 3] {
            for (odd, spaced) in [(false, false), (true, false), (false, true)] {
                let style = Style { items, odd, spaced };
                compare(&offer, xml::answer(&offer.service, &offer.name, &known, style));
            }
        }
    }
}

#[test]
fn recorded_answers_are_understood_as_by_the_clients() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("answers");
    let offers = offers();
    let mut read = 0;
    for offer in &offers {
        let file = folder.join(format!("{}.xml", offer.name));
        let recorded = fs::read_to_string(&file);
        if offer.output.is_none() && recorded.is_err() {
            continue;
        }
        compare(offer, recorded.unwrap_or_else(|error| panic!("{}: {error}", file.display())));
        read += 1;
    }
    println!("{read} answers");
}
