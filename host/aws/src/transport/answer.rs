//! Checks answers that say 200.
//!
//! The clients believe too much: an answer cut off between two elements is read as a complete one
//! with less in it, and the answer to an operation without output is not looked at, so that a
//! proxy's login page counts as success. A write believed done, or a list believed empty, does harm.

use std::fmt;

use aws_smithy_runtime_api::box_error::BoxError;
use aws_smithy_runtime_api::client::interceptors::Intercept;
use aws_smithy_runtime_api::client::interceptors::context::FinalizerInterceptorContextMut;
use aws_smithy_runtime_api::client::orchestrator::{Metadata, OrchestratorError};
use aws_smithy_runtime_api::client::runtime_components::RuntimeComponents;
use aws_smithy_types::config_bag::ConfigBag;
use xmlparser::{ElementEnd, Token, Tokenizer};

/// Turns the success of an attempt into a failure if the answer is not whole.
#[derive(Debug)]
pub(super) struct CheckAnswers;

impl Intercept for CheckAnswers {
    fn name(&self) -> &'static str {
        "check answers"
    }

    fn modify_before_attempt_completion(
        &self,
        context: &mut FinalizerInterceptorContextMut<'_>,
        _: &RuntimeComponents,
        settings: &mut ConfigBag,
    ) -> Result<(), BoxError> {
        if !matches!(context.output_or_error(), Some(Ok(_))) {
            return Ok(());
        }
        let operation = settings.load::<Metadata>().map(Metadata::name).unwrap_or_default();
        let body = context.response().and_then(|response| response.body().bytes());
        if let Err(defect) = check(body.unwrap_or_default(), operation)
            && let Some(result) = context.output_or_error_mut()
        {
            *result = Err(OrchestratorError::response(Box::new(defect)));
        }
        Ok(())
    }
}

/// What is wrong with an answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Defect {
    NotXml,
    NotWhole,
    WrongRoot,
}

impl fmt::Display for Defect {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::NotXml => "the answer is not well-formed XML",
            Self::NotWhole => "the answer is cut off",
            Self::WrongRoot => "the answer does not belong to the operation",
        })
    }
}

impl std::error::Error for Defect {}

/// Checks that a body is one whole element `<OperationResponse>`.
fn check(body: &[u8], operation: &str) -> Result<(), Defect> {
    let text = std::str::from_utf8(body).map_err(|_| Defect::NotXml)?;
    let mut open = Vec::new();
    let mut root = None;
    for token in Tokenizer::from(text) {
        let Ok(token) = token else {
            return Err(if open.is_empty() { Defect::NotXml } else { Defect::NotWhole });
        };
        match token {
            Token::ElementStart { prefix, local, .. } => {
                if open.is_empty() && root.replace(local.as_str()).is_some() {
                    return Err(Defect::NotXml);
                }
                open.push((prefix.as_str(), local.as_str()));
            }
            Token::ElementEnd { end: ElementEnd::Empty, .. } => {
                open.pop();
            }
            Token::ElementEnd { end: ElementEnd::Close(prefix, local), .. } => {
                let opened = open.pop();
                if opened != Some((prefix.as_str(), local.as_str())) {
                    return Err(Defect::NotXml);
                }
            }
            Token::DtdStart { .. } | Token::EmptyDtd { .. } | Token::EntityDeclaration { .. } => {
                return Err(Defect::NotXml);
            }
            _ => {}
        }
    }
    if !open.is_empty() {
        return Err(Defect::NotWhole);
    }
    match root.and_then(|root| root.strip_suffix("Response")) {
        Some(name) if name == operation => Ok(()),
        Some(_) => Err(Defect::WrongRoot),
        None => Err(if root.is_some() { Defect::WrongRoot } else { Defect::NotXml }),
    }
}

/// The request's id that EC2 writes into the body of an error.
pub(super) fn request_id(body: &[u8]) -> Option<String> {
    let text = std::str::from_utf8(body).ok()?;
    let mut inside = false;
    for token in Tokenizer::from(text) {
        match token.ok()? {
            Token::ElementStart { local, .. } => inside = matches!(local.as_str(), "RequestID" | "RequestId"),
            Token::Text { text } if inside => return Some(text.as_str().trim().to_owned()),
            _ => {}
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn accepts_whole_answers_only() {
        let good = "<?xml version=\"1.0\"?>\n<DeleteVpcResponse xmlns=\"u\"><return>true</return><a/></DeleteVpcResponse>\n";
        assert_eq!(check(good.as_bytes(), "DeleteVpc"), Ok(()));
        let end = good.trim_end().len();
        let start = good.find("<DeleteVpc").unwrap();
        for cut in 0..end {
            assert!(check(&good.as_bytes()[..cut], "DeleteVpc").is_err(), "cut at {cut}");
        }
        assert_eq!(check(&good.as_bytes()[..start + 40], "DeleteVpc"), Err(Defect::NotWhole));
        for (body, defect) in [
            ("", Defect::NotXml),
            ("{\"Vpcs\": []}", Defect::NotXml),
            ("<html>oops", Defect::NotWhole),
            ("<html>login</html>", Defect::WrongRoot),
            ("<!DOCTYPE html><html></html>", Defect::NotXml),
            ("<DeleteVpcResponse></b></DeleteVpcResponse>", Defect::NotXml),
            ("<DeleteVpcResponse/><DeleteVpcResponse/>", Defect::NotXml),
            ("<DeleteSubnetResponse/>", Defect::WrongRoot),
            ("<Response><Errors/></Response>", Defect::WrongRoot),
        ] {
            assert_eq!(check(body.as_bytes(), "DeleteVpc"), Err(defect), "{body}");
        }
        assert_eq!(check(b"\xff", "DeleteVpc"), Err(Defect::NotXml));
    }

    #[test]
    fn finds_request_ids() {
        let body =
            b"<Response><Errors><Error><Code>c</Code></Error></Errors><RequestID>r-1</RequestID></Response>";
        assert_eq!(request_id(body).as_deref(), Some("r-1"));
        assert_eq!(request_id(b"<html>"), None);
    }
}
