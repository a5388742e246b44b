//! `#[derive(Resource)]` and `#[derive(Object)]`.

use proc_macro2::TokenStream;
use quote::quote;
use syn::{DeriveInput, Error, Result, spanned::Spanned};

use crate::{
    document,
    members::{self, Member},
};

pub fn resource(input: &DeriveInput) -> Result<TokenStream> {
    let members = members::of(input, "resource", str::to_owned)?;
    let members::Kind { path, unnamed } = members::kind_of(&input.attrs)?;
    let path = path.ok_or_else(|| {
        Error::new(input.span(), "`#[resource(path = \"…\")]` with the state path is missing")
    })?;
    let description = document::description(&input.attrs);
    let name = &input.ident;
    let json = json(input, &members);
    Ok(quote! {
        #json
        #[automatically_derived]
        impl ::wasmidem_guest::Resource for #name {
            const PATH: &'static str = #path;
            const DESCRIPTION: &'static str = #description;
            const KEYWORDS: &'static str = #unnamed;
        }
    })
}

pub fn object(input: &DeriveInput) -> Result<TokenStream> {
    Ok(json(input, &members::of(input, "object", members::aws_name)?))
}

/// The conversion of the struct from and to JSON.
fn json(input: &DeriveInput, members: &[Member<'_>]) -> TokenStream {
    let name = &input.ident;
    let schemas = members.iter().map(|Member { kind, name, keywords, computed, .. }| {
        quote!(::wasmidem_guest::json::Member::of::<#kind>(#name, #keywords, #computed))
    });
    let reads = members.iter().map(|Member { field, name, .. }| quote!(#field: members.take(#name)?));
    let writes = members.iter().map(|Member { field, name, nullable, .. }| {
        let method = if *nullable { quote!(nullable) } else { quote!(member) };
        quote!(object.#method(#name, &self.#field);)
    });
    quote! {
        #[automatically_derived]
        impl ::wasmidem_guest::json::Json for #name {
            fn schema() -> ::std::string::String {
                ::wasmidem_guest::json::object_schema("", &[#(#schemas),*])
            }
            fn from_json(value: ::wasmidem_guest::Value) -> ::core::result::Result<Self, ::wasmidem_guest::json::Mismatch> {
                let mut members = ::wasmidem_guest::json::Members::of(value)?;
                ::core::result::Result::Ok(Self { #(#reads),* })
            }
            fn to_json(&self, out: &mut ::std::string::String) {
                let mut object = ::wasmidem_guest::json::Writer::object(out);
                #(#writes)*
                object.end();
            }
        }
    }
}
