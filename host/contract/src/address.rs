use std::fmt;

/// Names one state of a run: what idem calls a tag.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct StateAddress {
    /// The state path without the function, e.g. `aws.ec2.vpc`.
    pub path: String,
    /// The declaration id: the top-level key in the state file.
    pub id: String,
    /// The entry of `names` this state was made for, if any.
    pub resource_name: Option<String>,
    /// The function, e.g. `present`.
    pub function: String,
}

impl StateAddress {
    /// The key of this state in the run's output, as idem forms it:
    /// `path_|-id_|-name_|-function`.
    pub fn tag(&self) -> String {
        format!("{}{}", self.esm_tag(), self.function)
    }

    /// The key of this state's resource in the store, as idem forms it: `path_|-id_|-name_|-`.
    pub fn esm_tag(&self) -> String {
        format!("{}_|-{}_|-{}_|-", self.path, self.id, self.instance())
    }

    /// The `present` state that a key of the store belongs to.
    pub fn of_esm_tag(tag: &str) -> Option<Self> {
        let mut parts = tag.strip_suffix("_|-")?.split("_|-");
        let (path, id, instance) = (parts.next()?, parts.next()?, parts.next()?);
        let resource_name = (instance != id).then(|| instance.to_owned());
        let function = "present".to_owned();
        parts.next().is_none().then(|| Self {
            path: path.to_owned(),
            id: id.to_owned(),
            resource_name,
            function,
        })
    }

    /// What tells states of one id and path apart: the entry of `names`, or else the id.
    pub fn instance(&self) -> &str {
        self.resource_name.as_deref().unwrap_or(&self.id)
    }

    /// The path with the function, e.g. `aws.ec2.vpc.present`.
    pub fn full_path(&self) -> String {
        format!("{}.{}", self.path, self.function)
    }
}

impl fmt::Display for StateAddress {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} ({}.{}", self.id, self.path, self.function)?;
        if let Some(name) = &self.resource_name {
            write!(f, ", {name}")?;
        }
        f.write_str(")")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tags_are_idems() {
        let mut address = StateAddress {
            path: "aws.ec2.vpc".into(),
            id: "net".into(),
            resource_name: None,
            function: "present".into(),
        };
        assert_eq!(address.tag(), "aws.ec2.vpc_|-net_|-net_|-present");
        address.resource_name = Some("a".into());
        assert_eq!(address.esm_tag(), "aws.ec2.vpc_|-net_|-a_|-");
        assert_eq!(StateAddress::of_esm_tag("aws.ec2.vpc_|-net_|-a_|-"), Some(address));
        let plain = StateAddress::of_esm_tag("test_|-x_|-x_|-").unwrap();
        assert_eq!(plain.resource_name, None);
        assert_eq!(StateAddress::of_esm_tag("test_|-x_|-"), None);
        assert_eq!(StateAddress::of_esm_tag("test_|-x_|-y_|-z"), None);
    }
}
