//! `#[exec]` and `#[state]`.

use proc_macro2::{Span, TokenStream};
use quote::quote;
use syn::{
    Error, FnArg, GenericArgument, Ident, ItemFn, LitStr, Pat, PathArguments, Result, ReturnType, Type,
    spanned::Spanned,
};

use crate::document;

struct Parameter {
    name: String,
    kind: Type,
    description: String,
}

pub fn expand(path: &LitStr, kind: &str, mut item: ItemFn) -> Result<TokenStream> {
    let parameters = item.sig.inputs.iter_mut().map(parameter).collect::<Result<Vec<_>>>()?;
    let is_test = |parameter: &&Parameter| parameter.name == "test";
    let members = parameters.iter().filter(|parameter| !is_test(parameter)).map(|Parameter { name, kind, description }| {
        quote!(::wasmidem_guest::json::Member::of::<#kind>(#name, #description, false))
    });
    let values = parameters.iter().map(|parameter| {
        let name = &parameter.name;
        if is_test(&parameter) { quote!(test) } else { quote!(members.take(#name)?) }
    });
    let output = output(&item.sig.output)?;
    let (name, visibility) = (&item.sig.ident, &item.vis);
    let kind = Ident::new(kind, Span::call_site());
    let description = document::description(&item.attrs);
    let summary = format!("`{}`, for `export!`.", path.value());
    Ok(quote! {
        #item

        // A struct with braces lives beside the function: types and values have names of their own.
        #[doc = #summary]
        #[allow(non_camel_case_types)]
        #visibility struct #name {}

        impl ::wasmidem_guest::Function for #name {
            const PATH: &'static str = #path;
            const KIND: ::wasmidem_guest::FunctionKind = ::wasmidem_guest::FunctionKind::#kind;
            fn schema() -> ::std::string::String {
                ::wasmidem_guest::json::function_schema::<#output>(#description, &[#(#members),*])
            }
            #[allow(unused_mut, unused_variables)]
            fn call(arguments: ::wasmidem_guest::Value, test: bool) -> ::wasmidem_guest::Result<::std::string::String> {
                let mut members = ::wasmidem_guest::json::Members::of(arguments)?;
                ::core::result::Result::Ok(::wasmidem_guest::json::to_text(&#name(#(#values),*)?))
            }
        }
    })
}

/// The `T` of the `Result<T>` that a function returns.
fn output(output: &ReturnType) -> Result<Type> {
    if let ReturnType::Type(_, returned) = output
        && let Type::Path(path) = &**returned
        && let Some(last) = path.path.segments.last()
        && let PathArguments::AngleBracketed(arguments) = &last.arguments
        && let Some(GenericArgument::Type(inner)) = arguments.args.first()
    {
        return Ok(inner.clone());
    }
    Err(Error::new(output.span(), "an exported function returns a `Result<…>`"))
}

fn parameter(input: &mut FnArg) -> Result<Parameter> {
    let FnArg::Typed(input) = input else {
        return Err(Error::new(input.span(), "a method cannot be exported, only a function"));
    };
    let Pat::Ident(name) = &*input.pat else {
        return Err(Error::new(input.pat.span(), "an argument needs a name"));
    };
    let plain = name.ident.to_string();
    // Rust does not take doc comments on parameters, so they end here.
    let attributes = std::mem::take(&mut input.attrs);
    Ok(Parameter {
        name: plain.strip_prefix("r#").unwrap_or(&plain).to_owned(),
        kind: (*input.ty).clone(),
        description: document::description(&attributes),
    })
}
