//! Requests are alike.

use crate::clients::{self, Answer, HERE};
use crate::interfaces::{Offer, offers};
use crate::{inputs, ours, xml};

#[test]
fn requests_are_those_of_the_clients() {
    let offers = offers();
    assert!(offers.len() >= 40, "{} operations", offers.len());
    let mut inputs = 0;
    let mut different = Vec::new();
    for Offer { service, name, input, .. } in &offers {
        for input in inputs::of(input) {
            inputs += 1;
            let theirs = clients::call(service, name, &input, Answer::ok(xml::empty(service, name)), HERE);
            let ours = ours::request(service, name, &input);
            if ours != theirs.sent {
                different.push(format!("{name} {input}\nours   {ours:?}\ntheirs {:?}\n", theirs.sent));
            }
        }
    }
    println!("{} operations, {inputs} inputs", offers.len());
    assert!(different.is_empty(), "{} differ:\n{}", different.len(), different.join("\n"));
}
