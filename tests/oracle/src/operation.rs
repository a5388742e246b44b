//! How an operation is written down: its name, the client's method, which member of the JSON input
//! goes to which setter, and which member of the output comes from which field.

use std::future::Future;
use std::pin::Pin;

use wasmidem_contract::{Failure, Value};
use wasmidem_gateway::Response;

use super::failure::{Call, sanitise};

/// Describes are read to the last page, but not for ever.
pub(super) const MOST_PAGES: usize = 1000;

type Sending<'a> = Pin<Box<dyn Future<Output = Result<Response, Failure>> + Send + 'a>>;

/// An output with AWS's name of its request. That name is the one text of an answer that is kept in
/// logs, so it is cleaned as those of failures are.
pub(super) fn response(output: Value, request_id: Option<&str>) -> Response {
    Response { output, request_id: request_id.map(sanitise).filter(|id| !id.is_empty()), status: None }
}

/// One operation of the client `C`.
pub(super) struct Operation<C> {
    pub(super) name: &'static str,
    pub(super) send: for<'a> fn(&'a C, &'a Call<'a>, &'a Value) -> Sending<'a>,
}

impl<C> Operation<C> {
    pub(super) fn send<'a>(&self, client: &'a C, call: &'a Call<'a>, input: &'a Value) -> Sending<'a> {
        (self.send)(client, call, input)
    }
}

/// Defines `OPERATIONS`. `once` makes one request; `pages` repeats it until there is no `NextToken`
/// and joins the one member of the output, a list.
macro_rules! operations {
    ($client:ty; $(
        $how:ident $name:ident = $method:ident { $($member:ident: $setter:ident),* $(,)? }
            -> { $($out:ident: $field:ident),* $(,)? }
    )*) => {
        pub(in crate::transport) const OPERATIONS: &[$crate::transport::operation::Operation<$client>] = &[$(
            $crate::transport::operation::Operation {
                name: stringify!($name),
                send: |client, call, input| Box::pin(async move {
                    let request = $crate::transport::json::Members::read(input, |members| {
                        // an operation without input takes nothing
                        let _ = &members;
                        Ok(client.$method()$(.$setter(members.take(stringify!($member))?))*)
                    });
                    let request = request.map_err(|problem| call.invalid(&problem))?;
                    $crate::transport::operation::send!($how, call, request, $($out: $field),*)
                }),
            }
        ),*];
    };
}

macro_rules! send {
    (once, $call:ident, $request:ident, $($out:ident: $field:ident),*) => {{
        let answer = $request.send().await.map_err(|error| $call.failure(error))?;
        let request_id = ::aws_types::request_id::RequestId::request_id(&answer).map(str::to_owned);
        // an operation without output uses nothing of it
        let _ = &answer;
        let output = $crate::transport::json::object([$((stringify!($out), $crate::transport::json::member(answer.$field))),*]);
        Ok($crate::transport::operation::response(output, request_id.as_deref()))
    }};
    (pages, $call:ident, $request:ident, $out:ident: $field:ident) => {{
        let mut items = Vec::new();
        let mut token: Option<String> = None;
        for _ in 0..$crate::transport::operation::MOST_PAGES {
            let request = $request.clone().set_next_token(token.clone());
            let page = request.send().await.map_err(|error| $call.failure(error))?;
            let request_id = ::aws_types::request_id::RequestId::request_id(&page).map(str::to_owned);
            items.extend(page.$field.into_iter().flatten().map($crate::transport::json::ToJson::to_json));
            let next = page.next_token.filter(|token| !token.is_empty());
            if next.is_none() {
                let output = $crate::transport::json::object([(stringify!($out), Some(items.into()))]);
                return Ok($crate::transport::operation::response(output, request_id.as_deref()));
            }
            if next == token {
                break;
            }
            token = next;
        }
        Err($call.unreadable("the pages of the answer do not end", None))
    }};
    // A list that comes whole.
    (whole, $call:ident, $request:ident, $out:ident: $field:ident) => {{
        let answer = $request.send().await.map_err(|error| $call.failure(error))?;
        let request_id = ::aws_types::request_id::RequestId::request_id(&answer).map(str::to_owned);
        let items = $crate::transport::json::ToJson::to_json(answer.$field.unwrap_or_default());
        let output = $crate::transport::json::object([(stringify!($out), Some(items))]);
        Ok($crate::transport::operation::response(output, request_id.as_deref()))
    }};
}

pub(super) use {operations, send};
