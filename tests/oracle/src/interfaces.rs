//! The typed doors: the operations of `wit/v0.1/deps` and the types of their inputs and outputs.

use std::path::Path;

use wit_parser::{Function, Resolve, Type as Wit, TypeDefKind};

/// A type, with the names of the AWS API.
#[derive(Debug, Clone, PartialEq)]
pub enum Type {
    /// A text.
    Text,
    /// True or false.
    Flag,
    /// A number of 32 bits.
    Number,
    /// A list.
    List(Box<Type>),
    /// Given or not.
    Optional(Box<Type>),
    /// Members.
    Record(Vec<(String, Type)>),
}

/// An operation of a typed door.
#[derive(Debug)]
pub struct Offer {
    /// `ec2` or `sts`.
    pub service: String,
    /// Its name in the AWS API.
    pub name: String,
    /// The members of its input.
    pub input: Vec<(String, Type)>,
    /// What of its output callers get, if anything.
    pub output: Option<Type>,
}

/// All operations of the typed doors.
pub fn offers() -> Vec<Offer> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../wit/v0.1");
    let mut resolve = Resolve::default();
    resolve.push_dir(folder).expect("the interfaces");
    let mut offers = Vec::new();
    for service in ["ec2", "sts"] {
        let of_service =
            |name: &wit_parser::PackageName| name.namespace == "wasmidem" && name.name == service;
        let package = resolve.packages.iter().find(|(_, package)| of_service(&package.name));
        let (_, package) = package.unwrap_or_else(|| panic!("there is no package `{service}`"));
        for id in package.interfaces.values() {
            let functions = resolve.interfaces[*id].functions.values();
            offers.extend(functions.map(|function| offer(&resolve, service, function)));
        }
    }
    offers
}

fn offer(resolve: &Resolve, service: &str, function: &Function) -> Offer {
    let parameters = function.params.iter().map(|one| (pascal(&one.name), of(resolve, &one.ty)));
    let mut input: Vec<(String, Type)> = parameters.collect();
    // an input with many members is one record
    if let [(name, Type::Record(members))] = input.as_slice()
        && name == "Input"
    {
        input = members.clone();
    }
    let Some(Wit::Id(id)) = function.result else { panic!("{}: no result", function.name) };
    let TypeDefKind::Result(result) = &resolve.types[id].kind else { panic!("{}: no result", function.name) };
    let output = result.ok.as_ref().map(|ok| of(resolve, ok));
    Offer { service: service.to_owned(), name: pascal(&function.name), input, output }
}

fn of(resolve: &Resolve, wit: &Wit) -> Type {
    let id = match wit {
        Wit::String => return Type::Text,
        Wit::Bool => return Type::Flag,
        Wit::S32 | Wit::U32 => return Type::Number,
        Wit::Id(id) => *id,
        other => panic!("{other:?} is new here"),
    };
    match &resolve.types[id].kind {
        TypeDefKind::Type(other) => of(resolve, other),
        TypeDefKind::List(element) => Type::List(Box::new(of(resolve, element))),
        TypeDefKind::Option(inner) => Type::Optional(Box::new(of(resolve, inner))),
        TypeDefKind::Record(record) => {
            Type::Record(record.fields.iter().map(|one| (pascal(&one.name), of(resolve, &one.ty))).collect())
        }
        other => panic!("{} is new here", other.as_str()),
    }
}

/// `enable-dns-64` is `EnableDns64`, `dns-AAAA-record` is `DnsAAAARecord`.
fn pascal(kebab: &str) -> String {
    let word = |word: &str| {
        let (first, rest) = word.split_at(1);
        first.to_ascii_uppercase() + rest
    };
    kebab.split('-').map(word).collect()
}
