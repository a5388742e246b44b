//! The fields of a struct as members of a JSON object.

use syn::{
    Attribute, Data, DeriveInput, Error, Field, Fields, Ident, Lit, LitStr, Result, Type, spanned::Spanned,
};

use crate::document;

/// A field and the member it is.
pub struct Member<'a> {
    pub field: &'a Ident,
    pub kind: &'a Type,
    /// The name in JSON.
    pub name: String,
    /// Schema keywords beyond the type's, as JSON members without braces.
    pub keywords: String,
    pub computed: bool,
    pub nullable: bool,
}

/// The members of a struct with named fields. `naming` makes the member's name of the field's,
/// `helper` is the attribute with options.
pub fn of<'a>(input: &'a DeriveInput, helper: &str, naming: fn(&str) -> String) -> Result<Vec<Member<'a>>> {
    let Data::Struct(data) = &input.data else {
        return Err(Error::new(input.span(), "only a struct can be derived for"));
    };
    let Fields::Named(fields) = &data.fields else {
        return Err(Error::new(
            data.fields.span(),
            "the fields need names, since they become members of an object",
        ));
    };
    fields
        .named
        .iter()
        .filter_map(|field| Some((field, field.ident.as_ref()?)))
        .map(|(field, ident)| member(field, ident, helper, naming))
        .collect()
}

fn member<'a>(
    field: &'a Field,
    ident: &'a Ident,
    helper: &str,
    naming: fn(&str) -> String,
) -> Result<Member<'a>> {
    let plain = ident.to_string();
    let mut member = Member {
        field: ident,
        kind: &field.ty,
        name: naming(plain.strip_prefix("r#").unwrap_or(&plain)),
        keywords: document::description(&field.attrs),
        computed: false,
        nullable: false,
    };
    let add = |keyword: &str, keywords: &mut String| {
        keywords.push_str(if keywords.is_empty() { "" } else { "," });
        keywords.push_str(keyword);
    };
    for attribute in field.attrs.iter().filter(|attribute| attribute.path().is_ident(helper)) {
        attribute.parse_nested_meta(|meta| {
            if meta.path.is_ident("create_only") {
                add("\"x-create-only\":true", &mut member.keywords);
            } else if meta.path.is_ident("computed") {
                member.computed = true;
                add("\"x-computed\":true", &mut member.keywords);
            } else if meta.path.is_ident("write_only") {
                add("\"x-write-only\":true", &mut member.keywords);
            } else if meta.path.is_ident("sensitive") {
                add("\"x-sensitive\":true", &mut member.keywords);
            } else if meta.path.is_ident("nullable") {
                member.nullable = true;
            } else if meta.path.is_ident("unmanaged") {
                let json: LitStr = meta.value()?.parse()?;
                let text = json.value();
                if !(text.trim().starts_with('[') && text.trim().ends_with(']')) {
                    return Err(Error::new(json.span(), "a JSON list of objects is expected"));
                }
                add(&format!("\"x-unmanaged\":{text}"), &mut member.keywords);
            } else if meta.path.is_ident("preview") {
                let shown = match meta.value()?.parse::<Lit>()? {
                    Lit::Str(text) => document::json_string(&text.value()),
                    Lit::Bool(flag) => flag.value.to_string(),
                    other => return Err(Error::new(other.span(), "a text, `true` or `false` is expected")),
                };
                add(&format!("\"x-preview\":{shown}"), &mut member.keywords);
            } else if meta.path.is_ident("rename") {
                member.name = meta.value()?.parse::<LitStr>()?.value();
            } else {
                return Err(meta.error(
                    "unknown option; there are `create_only`, `computed`, `write_only`, `sensitive`, `nullable`, `unmanaged`, `preview` and `rename`",
                ));
            }
            Ok(())
        })?;
    }
    Ok(member)
}

/// What `#[resource(…)]` says of a kind of resource.
pub struct Kind {
    /// The state path.
    pub path: Option<LitStr>,
    /// The keyword for what its states are shown without.
    pub unnamed: &'static str,
}

/// `#[resource(path = "…")]`, or with `unnamed` or `nameless`.
pub fn kind_of(attributes: &[Attribute]) -> Result<Kind> {
    let mut kind = Kind { path: None, unnamed: "" };
    for attribute in attributes.iter().filter(|attribute| attribute.path().is_ident("resource")) {
        attribute.parse_nested_meta(|meta| {
            if meta.path.is_ident("path") {
                kind.path = Some(meta.value()?.parse()?);
            } else if meta.path.is_ident("unnamed") {
                kind.unnamed = r#""x-unnamed":true"#;
            } else if meta.path.is_ident("nameless") {
                kind.unnamed = r#""x-unnamed":"name""#;
            } else {
                return Err(meta.error("unknown option; there are `path`, `unnamed` and `nameless`"));
            }
            Ok(())
        })?;
    }
    Ok(kind)
}

/// `cidr_block` as `CidrBlock`.
pub fn aws_name(field: &str) -> String {
    field.split('_').map(capitalised).collect()
}

fn capitalised(word: &str) -> String {
    // The one abbreviation that the AWS API writes in capitals (the DNS record type).
    if word == "aaaa" {
        return word.to_uppercase();
    }
    let mut letters = word.chars();
    letters.next().map(|first| first.to_ascii_uppercase()).into_iter().chain(letters).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_those_of_the_aws_api() {
        for (field, name) in [
            ("vpc_id", "VpcId"),
            ("destination_ipv6_cidr_block", "DestinationIpv6CidrBlock"),
            ("enable_resource_name_dns_a_record", "EnableResourceNameDnsARecord"),
            ("enable_resource_name_dns_aaaa_record", "EnableResourceNameDnsAAAARecord"),
            ("enable_dns_64", "EnableDns64"),
        ] {
            assert_eq!(aws_name(field), name);
        }
    }

    #[test]
    fn unknown_options_are_refused() {
        let input = syn::parse_quote!(
            struct A {
                #[resource(tag)]
                a: String,
            }
        );
        let error = of(&input, "resource", str::to_owned).err().map(|error| error.to_string());
        assert!(error.is_some_and(|text| text.contains("`create_only`")));
    }

    #[test]
    fn descriptions_join_lines_and_keep_paragraphs() {
        let input = syn::parse_quote!(
            struct A {
                /// One `x`
                /// and "two".
                ///
                /// Three.
                #[resource(create_only)]
                a: String,
            }
        );
        let members = of(&input, "resource", str::to_owned).unwrap();
        assert_eq!(
            members[0].keywords,
            "\"description\":\"One `x` and \\\"two\\\".\\nThree.\",\"x-create-only\":true"
        );
    }
}
