use std::path::Path;

use wasmidem_contract::{Diagnostic, Sources, nearest};

use super::archive::Archive;
use super::folder::Folder;
use super::inline::Inline;

/// Where idem reads from besides folders and archives; each needs what wasmidem does not have.
const UNSUPPORTED: [&str; 4] = ["git", "epkg", "s3", "https"];

/// A place named on the command line: `proto://data`.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum SourceUri<'a> {
    /// `file://DIR`, or `file://X.zip`.
    File(&'a str),
    /// `zip://FILE`.
    Zip(&'a str),
    /// `json://{"location": …}`.
    Json(&'a str),
}

impl<'a> SourceUri<'a> {
    /// Reads `protocol[+transport]://[profile@]data`, as idem writes it.
    ///
    /// # Errors
    /// What of it is not available.
    pub(super) fn parse(text: &'a str) -> Result<Self, Diagnostic> {
        let problem = |message: String| Diagnostic::error("usage-source", message);
        let Some((protocol, data)) = text.split_once("://") else {
            let message = format!("`{text}` is no place that state files can come from");
            return Err(problem(message).with_help(format!("write `file://{text}` if it is a folder")));
        };
        if let Some((protocol, transport)) = protocol.split_once('+') {
            let message = format!(
                "state files cannot be fetched by `{transport}`, as `{protocol}+{transport}://` asks"
            );
            return Err(problem(message).with_help("fetch them first, and name their folder: `file://DIR`"));
        }
        let make = match protocol {
            "file" => Self::File,
            "zip" => Self::Zip,
            "json" => return if data.is_empty() { Err(no_data(text)) } else { Ok(Self::Json(data)) },
            other => {
                let message = if UNSUPPORTED.contains(&other) {
                    format!("state files cannot come from `{other}://`")
                } else {
                    format!("there is no source `{other}://` of state files")
                };
                let help = match nearest(other, ["file", "zip", "json"]) {
                    Some(meant) => format!("`{meant}://` may be meant"),
                    None => {
                        "there are `file://DIR`, `file://X.zip`, `zip://FILE` and `json://{…}`".to_owned()
                    }
                };
                return Err(problem(message).with_help(help));
            }
        };
        let is_profile = |c: char| c.is_alphanumeric() || matches!(c, '_' | '-' | '.');
        if let Some((profile, path)) = data.split_once('@')
            && !profile.is_empty()
            && profile.chars().all(is_profile)
        {
            let message = format!("`{text}` names the profile `{profile}`, but reading files needs none");
            let help = format!(
                "write `{protocol}://{path}`, or `{protocol}://./{data}` if the `@` is part of the name"
            );
            return Err(problem(message).with_help(help));
        }
        if data.is_empty() { Err(no_data(text)) } else { Ok(make(data)) }
    }

    /// The place itself.
    ///
    /// # Errors
    /// Why it cannot be used.
    pub(super) fn open(self) -> Result<Box<dyn Sources>, Diagnostic> {
        let opened: Result<Box<dyn Sources>, String> = match self {
            Self::File(path) if Path::new(path).is_file() => {
                Archive::open(Path::new(path)).map(|archive| Box::new(archive) as Box<dyn Sources>)
            }
            Self::File(path) => {
                Folder::open(Path::new(path)).map(|folder| Box::new(folder) as Box<dyn Sources>)
            }
            Self::Zip(path) => {
                Archive::open(Path::new(path)).map(|archive| Box::new(archive) as Box<dyn Sources>)
            }
            Self::Json(text) => Inline::parse(text).map(|inline| Box::new(inline) as Box<dyn Sources>),
        };
        opened.map_err(|message| Diagnostic::error("usage-source", message))
    }
}

fn no_data(text: &str) -> Diagnostic {
    Diagnostic::error("usage-source", format!("`{text}` names nothing after `://`"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_sources() {
        assert_eq!(SourceUri::parse("file://a/b").unwrap(), SourceUri::File("a/b"));
        assert_eq!(SourceUri::parse("file:///a@b").unwrap(), SourceUri::File("/a@b"));
        assert_eq!(SourceUri::parse("file://./a@b").unwrap(), SourceUri::File("./a@b"));
        assert_eq!(SourceUri::parse("zip://a.zip").unwrap(), SourceUri::Zip("a.zip"));
        assert_eq!(SourceUri::parse("json://{\"a@b\": 1}").unwrap(), SourceUri::Json("{\"a@b\": 1}"));
    }

    #[test]
    fn says_what_is_not_there() {
        let help = |text| SourceUri::parse(text).unwrap_err().help.unwrap_or_default();
        assert!(help("folder").contains("file://folder"));
        assert!(help("fiel://x").contains("`file://`"));
        assert!(help("git+https://x/y.git").contains("fetch them first"));
        assert!(help("s3://profile@bucket").contains("file://DIR"));
        assert!(help("file://prod@dir").contains("file://./prod@dir"));
        assert!(SourceUri::parse("file://").is_err());
    }
}
