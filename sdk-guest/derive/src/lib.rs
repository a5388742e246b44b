//! The macros of `wasmidem-guest`, where they are documented and meant to be used from.

mod aws;
mod document;
mod function;
mod members;
mod object;
mod operation_name;

use proc_macro::TokenStream;
use syn::{DeriveInput, ItemFn, LitStr, parse_macro_input};

/// Makes a struct the state of a kind of resource: its members are the arguments of the state
/// file, by the names of the fields.
///
/// `#[resource(path = "aws.ec2.vpc")]` on the struct is required; `unnamed` in it hides name and id of
/// what is shown, `nameless` the name. On a field, `#[resource(…)]`
/// takes
///
/// | word | meaning |
/// | --- | --- |
/// | `create_only` | can be set at creation only; `update` is not called for it |
/// | `computed` | set by AWS; never required, never enforced |
/// | `write_only` | AWS takes it and does not tell it again; never compared |
/// | `sensitive` | not shown in diffs, logs and reports |
/// | `nullable` | written as null, rather than left out, when it is `None` |
/// | `unmanaged = "[…]"` | JSON: elements of this list that contain one of these objects are left alone |
/// | `preview = …` | a text, `true` or `false`: what the preview of a creation shows when it is not given; `{name}` in a text is the state's name |
/// | `rename = "…"` | the member's name, when it cannot be the field's |
///
/// The doc comments are the descriptions people see; a field that is no `Option` must be given.
#[proc_macro_derive(Resource, attributes(resource))]
pub fn resource(input: TokenStream) -> TokenStream {
    let input = parse_macro_input!(input as DeriveInput);
    object::resource(&input).unwrap_or_else(syn::Error::into_compile_error).into()
}

/// Makes a struct a JSON object inside a state: members have the names of the AWS API
/// (`cidr_block` is `CidrBlock`). `#[object(…)]` on a field takes the same words as
/// `#[resource(…)]`.
#[proc_macro_derive(Object, attributes(object))]
pub fn object(input: TokenStream) -> TokenStream {
    let input = parse_macro_input!(input as DeriveInput);
    object::object(&input).unwrap_or_else(syn::Error::into_compile_error).into()
}

/// Makes a function reachable by `exec`, `exec.run` and templates: `#[exec("test.ping")]`.
///
/// Its parameters are the arguments (doc comments on them are the descriptions), it returns a
/// `Result` of anything that can be written as JSON, and is exported as `functions: [its_name]`.
#[proc_macro_attribute]
pub fn exec(attribute: TokenStream, item: TokenStream) -> TokenStream {
    let path = parse_macro_input!(attribute as LitStr);
    let item = parse_macro_input!(item as ItemFn);
    function::expand(&path, "Exec", item).unwrap_or_else(syn::Error::into_compile_error).into()
}

/// Makes a function a state that is no resource: `#[state("test.nop")]`. As [`macro@exec`], but it
/// returns a `Result<Outcome>`; a parameter `test: bool` is not an argument but true when nothing
/// may be changed.
#[proc_macro_attribute]
pub fn state(attribute: TokenStream, item: TokenStream) -> TokenStream {
    let path = parse_macro_input!(attribute as LitStr);
    let item = parse_macro_input!(item as ItemFn);
    function::expand(&path, "State", item).unwrap_or_else(syn::Error::into_compile_error).into()
}

/// Asks for operations of AWS by their names in the API: `aws! { iam: [CreateRole, GetRole] }` gives
/// the functions `iam::create_role` and `iam::get_role`, which take and return the JSON of the API
/// (blobs in base64, times as in RFC 3339). Services are named as by botocore, with `_` for `-`.
///
/// A component imports those of them that it calls, from `wasmidem:aws/iam`. Natively they go to the
/// fake of the thread, which knows them as `iam::operation::CreateRole`.
#[proc_macro]
pub fn aws(input: TokenStream) -> TokenStream {
    aws::expand(&parse_macro_input!(input as aws::Doors)).into()
}
