//! What the function returns.

#![allow(clippy::unwrap_used, reason = "a test fails by a panic")]

use wasmidem_guest::{Function, Value, fake::Fake, json, sts};

#[test]
fn the_members_have_the_names_of_the_aws_api() {
    let aws = Fake::new();
    let identity = sts::CallerIdentity {
        account: "123456789012".into(),
        arn: "arn:aws:iam::123456789012:root".into(),
        user_id: "A".into(),
    };
    aws.answer(sts::operation::GetCallerIdentity, identity);
    let returned: Value = sts_identity::get::call(json!({}), false).unwrap().parse().unwrap();
    assert_eq!(
        returned,
        json!({"UserId": "A", "Account": "123456789012", "Arn": "arn:aws:iam::123456789012:root"})
    );
    assert_eq!(aws.calls(), ["sts:GetCallerIdentity"]);
    assert_eq!(aws.writes(), Vec::<&str>::new());
}
