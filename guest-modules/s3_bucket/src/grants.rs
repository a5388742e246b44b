//! The grants of a bucket's ACL, as the arguments of its creation say them.

use wasmidem_guest::prelude::*;

/// Who may do what: `ID=…` and `URI=…`, with commas between.
#[derive(Default)]
pub struct Grants {
    pub full_control: Option<String>,
    pub read: Option<String>,
    pub read_acp: Option<String>,
    pub write: Option<String>,
    pub write_acp: Option<String>,
}

impl Grants {
    /// Of the grants in the answer of `GetBucketAcl`.
    pub fn of(listed: Vec<Members>) -> Result<Self> {
        let mut grants = Self::default();
        for mut grant in listed {
            let id: Option<String> = grant.at("Grantee.ID")?;
            let group: Option<String> = grant.at("Grantee.URI")?;
            let grantee = match (id, group) {
                (Some(id), _) => format!("ID={id}"),
                (None, Some(group)) => format!("URI={group}"),
                (None, None) => continue,
            };
            let permission: Option<String> = grant.take("Permission")?;
            let place = match permission.as_deref() {
                Some("FULL_CONTROL") => &mut grants.full_control,
                Some("READ") => &mut grants.read,
                Some("READ_ACP") => &mut grants.read_acp,
                Some("WRITE") => &mut grants.write,
                Some("WRITE_ACP") => &mut grants.write_acp,
                _ => continue,
            };
            *place = Some(match place.take() {
                Some(others) => format!("{others},{grantee}"),
                None => grantee,
            });
        }
        Ok(grants)
    }
}
