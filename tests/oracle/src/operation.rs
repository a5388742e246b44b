//! How an operation is written down: its name, the client's method, which member of the JSON input goes
//! to which setter, and which member of the output comes from which field.

use std::future::Future;
use std::pin::Pin;

use aws_sdk_ec2::error::{DisplayErrorContext, ProvideErrorMetadata};
use serde_json::Value;

use crate::json::Known;

/// What a client understands of an answer.
#[derive(Debug)]
pub struct Understood {
    /// The members of the output.
    pub output: Value,
    /// All that could be there.
    pub known: Known,
}

/// What a client understands of an error.
#[derive(Debug, PartialEq)]
pub struct Refused {
    /// The code.
    pub code: String,
    /// The message.
    pub message: Option<String>,
}

type Sending<'a> = Pin<Box<dyn Future<Output = Result<Understood, Refused>> + 'a>>;

/// One operation of the client `C`.
pub struct Operation<C> {
    /// Its name.
    pub name: &'static str,
    /// Sends it.
    pub send: for<'a> fn(&'a C, &'a Value) -> Sending<'a>,
}

/// What the client says of an error of AWS. Anything else is not expected here.
pub fn refused<E>(error: E) -> Refused
where
    E: ProvideErrorMetadata + std::error::Error,
{
    let Some(code) = error.code() else { panic!("{}", DisplayErrorContext(error)) };
    Refused { code: code.to_owned(), message: error.message().map(str::to_owned) }
}

/// Defines `OPERATIONS`.
macro_rules! operations {
    ($client:ty; $(
        $name:ident = $method:ident { $($member:ident: $setter:ident),* $(,)? }
            -> { $($out:ident: $field:ident),* $(,)? }
    )*) => {
        /// The operations.
        pub const OPERATIONS: &[$crate::operation::Operation<$client>] = &[$(
            $crate::operation::Operation {
                name: stringify!($name),
                send: |client, input| Box::pin(async move {
                    let members = $crate::json::members(input, &[$(stringify!($member)),*]);
                    // an operation without input takes nothing
                    let _ = members;
                    let request = client.$method()$(.$setter($crate::json::take(members, stringify!($member))))*;
                    let answer = request.send().await.map_err($crate::operation::refused)?;
                    // an operation without output uses nothing of it
                    let _ = &answer;
                    Ok($crate::operation::Understood {
                        known: $crate::json::Known::Members(vec![
                            $((stringify!($out), $crate::json::known(&answer.$field))),*
                        ]),
                        output: $crate::json::object([
                            $((stringify!($out), $crate::json::member(answer.$field))),*
                        ]),
                    })
                }),
            }
        ),*];
    };
}

pub(crate) use operations;
