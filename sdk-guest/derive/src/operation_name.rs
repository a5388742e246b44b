//! What the functions of the model-driven door are called: as the methods of boto3, with dashes.

/// Words that count as one, written so that the rule finds one.
const WORDS: [(&str, &str); 6] = [
    ("WhatsApp", "Whatsapp"),
    ("PartiQL", "Partiql"),
    ("OAuth2", "Oauth2"),
    ("iSCSI", "Iscsi"),
    ("OTel", "Otel"),
    ("HITsFor", "HitsFor"),
];

/// The one operation whose word is taken apart all the same.
const AS_IT_IS: &str = "CreateOAuth2TokenWithTokenExchange";

/// `CreateBucket` as `create-bucket`, `ListWebACLs` as `list-web-acls`.
pub fn function_of(operation: &str) -> String {
    let mut name = operation.to_owned();
    if operation != AS_IT_IS {
        for (word, one) in WORDS {
            name = name.replace(word, one);
        }
    }
    let (begin, plural) = name.split_at(plural_of_capitals(&name));
    let mut function = dashed(begin);
    if !plural.is_empty() {
        function.push('-');
        function.push_str(&plural.to_ascii_lowercase());
    }
    function
}

/// Where capitals with an `s` begin that end the name, as the `ARNs` of `GatewayARNs`.
fn plural_of_capitals(name: &str) -> usize {
    let Some(singular) = name.strip_suffix('s') else { return name.len() };
    let begin = singular.trim_end_matches(|letter: char| letter.is_ascii_uppercase()).len();
    if singular.len() - begin < 2 { name.len() } else { begin }
}

/// A dash before each capital that begins a word or follows one.
fn dashed(name: &str) -> String {
    let letters: Vec<char> = name.chars().collect();
    let mut out = String::new();
    for (index, letter) in letters.iter().enumerate() {
        let after_word = index
            .checked_sub(1)
            .and_then(|before| letters.get(before))
            .is_some_and(|before| before.is_ascii_lowercase() || before.is_ascii_digit());
        let begins_word = letters.get(index + 1).is_some_and(char::is_ascii_lowercase);
        if index > 0 && letter.is_ascii_uppercase() && (after_word || begins_word) {
            out.push('-');
        }
        out.push(letter.to_ascii_lowercase());
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_those_of_boto3() {
        for (operation, function) in [
            ("CreateBucket", "create-bucket"),
            ("ListObjectsV2", "list-objects-v2"),
            ("DescribeDBInstances", "describe-db-instances"),
            ("ListWebACLs", "list-web-acls"),
            ("CreateSAMLProvider", "create-saml-provider"),
            ("DescribeVpcs", "describe-vpcs"),
            ("CreateCachediSCSIVolume", "create-cached-iscsi-volume"),
            ("ExecutePartiQLStatement", "execute-partiql-statement"),
            ("ListHITsForQualificationType", "list-hits-for-qualification-type"),
            ("ListHITs", "list-hits"),
            ("CreateOAuth2Token", "create-oauth2-token"),
            ("CreateOAuth2TokenWithTokenExchange", "create-o-auth2-token-with-token-exchange"),
            ("GetWhatsAppFlow", "get-whatsapp-flow"),
            ("Publish", "publish"),
        ] {
            assert_eq!(function_of(operation), function);
        }
    }
}
