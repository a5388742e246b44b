use crate::{Cause, Failure, Members, Result, Value};

/// Of a call that EC2 carries out for several resources: a failure if it was not for one of them. Such
/// calls succeed and tell in `Unsuccessful` what did not.
///
/// # Errors
/// When the call failed, or tells of a resource.
pub fn all_of(answer: Result<Value>) -> Result<Members> {
    let mut answer = Members::of(answer?)?;
    let failed: Option<Vec<Members>> = answer.take("Unsuccessful")?;
    let Some(mut first) = failed.into_iter().flatten().next() else { return Ok(answer) };
    let code: Option<String> = first.at("Error.Code")?;
    let message: Option<String> = first.at("Error.Message")?;
    let code = code.unwrap_or_default();
    let cause = if code.ends_with("NotFound") { Cause::NotFound } else { Cause::Other };
    Err(Failure::new(cause, format!("aws.ec2.{code}"), message.unwrap_or_else(|| "AWS refused".to_owned())))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Gone, Progress, json};

    #[test]
    fn what_was_not_done_is_a_failure() {
        let answer = |code: &str| {
            Ok(json!({"Unsuccessful": [{"ResourceId": "x", "Error": {"Code": code, "Message": "no"}}]}))
        };
        assert_eq!(all_of(answer("InvalidVpcEndpoint.NotFound")).gone().unwrap(), Progress::Done);
        assert_eq!(all_of(answer("InUse")).unwrap_err().code, "aws.ec2.InUse");
        assert!(all_of(Ok(json!({"Unsuccessful": []}))).is_ok());
        assert!(all_of(Ok(json!({}))).is_ok());
    }
}
