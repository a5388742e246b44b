//! `aws!`.

use std::{
    collections::BTreeSet,
    env,
    fmt::Write,
    sync::atomic::{AtomicUsize, Ordering},
};

use proc_macro2::TokenStream;
use quote::{format_ident, quote};
use syn::{
    Error, Ident, Result, Token, bracketed,
    parse::{Parse, ParseStream},
    punctuated::Punctuated,
};

use crate::operation_name::function_of;

/// The words that all interfaces share, which the SDK has bindings for.
const TYPES: &str = include_str!("../../../wit/v0.1/deps/host/types.wit");
const TYPES_HEAD: &str = "package wasmidem:host@0.1.0;";

/// `iam: [CreateRole, GetRole], s3: […]`.
pub struct Doors(Vec<Door>);

struct Door {
    /// The Rust module.
    module: Ident,
    operations: Vec<Operation>,
}

struct Operation {
    /// As in the AWS API.
    name: Ident,
    /// As in the interface, with dashes.
    function: String,
}

impl Door {
    /// The service as botocore names it: no Rust module can have dashes.
    fn service(&self) -> String {
        self.module.to_string().replace('_', "-")
    }
}

impl Operation {
    fn method(&self) -> Ident {
        format_ident!("{}", self.function.replace('-', "_"), span = self.name.span())
    }
}

impl Parse for Doors {
    fn parse(input: ParseStream<'_>) -> Result<Self> {
        let doors = Punctuated::<Door, Token![,]>::parse_terminated(input)?;
        let mut services = BTreeSet::new();
        match doors.iter().find(|door| !services.insert(door.service())) {
            Some(door) => Err(Error::new(door.module.span(), "the service is there twice")),
            None => Ok(Self(doors.into_iter().collect())),
        }
    }
}

impl Parse for Door {
    fn parse(input: ParseStream<'_>) -> Result<Self> {
        let module: Ident = input.parse()?;
        input.parse::<Token![:]>()?;
        let list;
        bracketed!(list in input);
        let mut operations = Vec::new();
        let mut functions = BTreeSet::new();
        for name in Punctuated::<Ident, Token![,]>::parse_terminated(&list)? {
            let text = name.to_string();
            if !text.starts_with(|letter: char| letter.is_ascii_uppercase()) {
                return Err(Error::new(
                    name.span(),
                    "operations are named as in the AWS API, such as `CreateRole`",
                ));
            }
            let function = function_of(&text);
            if !functions.insert(function.clone()) {
                return Err(Error::new(name.span(), "the operation is there twice"));
            }
            operations.push(Operation { name, function });
        }
        Ok(Self { module, operations })
    }
}

pub fn expand(Doors(doors): &Doors) -> TokenStream {
    let bindings = bindings(doors);
    let modules = doors.iter().map(module);
    quote! {
        #bindings
        #(#modules)*
    }
}

/// The generated bindings, which only a component has. The lints of the author's crate do not
/// concern them.
fn bindings(doors: &[Door]) -> TokenStream {
    // INVARIANT: no two sections of a component that say what it imports have the same name.
    static EXPANSIONS: AtomicUsize = AtomicUsize::new(0);
    let number = EXPANSIONS.fetch_add(1, Ordering::Relaxed);
    let suffix = format!("{}-{number}", env::var("CARGO_CRATE_NAME").unwrap_or_default());
    let wit = wit(doors, &suffix);
    quote! {
        #[cfg(target_arch = "wasm32")]
        #[doc(hidden)]
        #[allow(warnings, unsafe_code, clippy::all, clippy::pedantic, clippy::restriction)]
        mod aws_bindings {
            ::wasmidem_guest::wit_bindgen::generate!({
                inline: #wit,
                path: [],
                with: { "wasmidem:host/types@0.1.0": ::wasmidem_guest::bindings::wasmidem::host::types },
                generate_all,
                runtime_path: "::wasmidem_guest::wit_bindgen::rt",
                type_section_suffix: #suffix,
            });
        }
    }
}

/// The interfaces with just these operations, in a package of this expansion of the macro.
fn wit(doors: &[Door], expansion: &str) -> String {
    let mut imports = String::new();
    let mut interfaces = String::new();
    for door in doors {
        let service = door.service();
        // Writing to a string cannot fail.
        let _ = writeln!(imports, "import wasmidem:aws/%{service}@0.1.0;");
        let _ =
            writeln!(interfaces, "interface %{service} {{ use wasmidem:host/types@0.1.0.{{json, failure}};");
        for operation in &door.operations {
            let function = &operation.function;
            let _ = writeln!(interfaces, "%{function}: func(input: json) -> result<json, failure>;");
        }
        interfaces.push_str("}\n");
    }
    let name: String = expansion.chars().filter(char::is_ascii_alphanumeric).collect();
    let name = name.to_ascii_lowercase();
    let types = TYPES.replace(TYPES_HEAD, "");
    format!(
        "package wasmidem:asks-aws-{name};\nworld asks {{\n{imports}}}\n\
         package wasmidem:host@0.1.0 {{\n{types}}}\n\
         package wasmidem:aws@0.1.0 {{\n{interfaces}}}\n"
    )
}

fn module(door: &Door) -> TokenStream {
    let service = door.service();
    let module = &door.module;
    let doc = format!("The operations of `{service}` that are asked for: one function each.");
    let functions = door.operations.iter().map(|operation| function(door, operation));
    let markers = door.operations.iter().map(|operation| marker(&service, operation));
    quote! {
        #[doc = #doc]
        pub mod #module {
            #(#functions)*

            /// The operations by name, to say what the fake answers.
            #[cfg(not(target_arch = "wasm32"))]
            pub mod operation {
                #(#markers)*
            }
        }
    }
}

fn function(door: &Door, operation: &Operation) -> TokenStream {
    let Operation { name, .. } = operation;
    let module = &door.module;
    let method = operation.method();
    let doc = format!("`{}:{name}`: members of input and output are those of the AWS API.", door.service());
    quote! {
        #[doc = #doc]
        ///
        /// # Errors
        /// When AWS refuses, or no policy permits it.
        #[allow(clippy::needless_return)]
        pub fn #method(input: ::wasmidem_guest::Value) -> ::wasmidem_guest::Result<::wasmidem_guest::Value> {
            #[cfg(target_arch = "wasm32")]
            return ::wasmidem_guest::aws::asked(input, super::aws_bindings::wasmidem::aws::#module::#method);
            #[cfg(not(target_arch = "wasm32"))]
            return ::wasmidem_guest::aws::faked(operation::#name, input);
        }
    }
}

fn marker(service: &str, operation: &Operation) -> TokenStream {
    let Operation { name, .. } = operation;
    let called = format!("{service}:{name}");
    let doc = format!("`{called}`.");
    quote! {
        #[doc = #doc]
        #[derive(Debug, Clone, Copy)]
        pub struct #name;

        impl ::wasmidem_guest::Operation for #name {
            const NAME: &'static str = #called;
            type Input = ::wasmidem_guest::Value;
            type Output = ::wasmidem_guest::Value;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn doors(text: &str) -> Result<Doors> {
        syn::parse_str(text)
    }

    #[test]
    fn interfaces_have_just_the_operations_named() {
        let Doors(doors) = doors("iam: [GetRole, ListRoles], resource_groups: [ListGroups],").unwrap();
        let wit = wit(&doors, "my_crate-0");
        assert!(wit.contains("import wasmidem:aws/%iam@0.1.0;\nimport wasmidem:aws/%resource-groups@0.1.0;"));
        assert!(wit.contains("%list-roles: func(input: json) -> result<json, failure>;"));
        assert_eq!(wit.matches("func(").count(), 3);
        assert!(wit.starts_with("package wasmidem:asks-aws-mycrate0;"), "worlds of one component differ");
        assert!(wit.contains("enum cause"), "the types of the host are in it");
        assert!(!wit.contains(TYPES_HEAD));
    }

    #[test]
    fn mistakes_are_told() {
        for (text, problem) in [
            ("iam: [GetRole], iam: [ListRoles]", "the service is there twice"),
            ("iam: [GetRole, GetRole]", "the operation is there twice"),
            ("iam: [get_role]", "such as `CreateRole`"),
            ("iam [GetRole]", "expected `:`"),
        ] {
            let error = doors(text).err().map(|error| error.to_string()).unwrap_or_default();
            assert!(error.contains(problem), "{text}: {error}");
        }
    }
}
