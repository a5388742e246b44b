use std::fmt;

use crate::OperationName;

/// Something of the host that a module may use besides AWS, each time with a permission.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Service {
    /// Reading the clock.
    ClockNow,
    /// Reading what is in a folder.
    FilesRead,
    /// Calling an exec function of another module.
    HubCall,
    /// Bytes nobody can foresee.
    RandomBytes,
}

impl Service {
    /// All, sorted by name.
    pub const ALL: [Self; 4] = [Self::ClockNow, Self::FilesRead, Self::HubCall, Self::RandomBytes];

    /// The name as policies write it, `hub:Call`, in its two parts.
    fn parts(self) -> (&'static str, &'static str) {
        match self {
            Self::ClockNow => ("clock", "Now"),
            Self::FilesRead => ("files", "Read"),
            Self::HubCall => ("hub", "Call"),
            Self::RandomBytes => ("random", "Bytes"),
        }
    }

    /// The name as policies write it.
    pub fn operation(self) -> OperationName {
        let (service, name) = self.parts();
        OperationName::new(service, name)
    }

    /// The service of that name.
    pub fn of(name: &OperationName) -> Option<Self> {
        Self::ALL.into_iter().find(|service| service.parts() == (name.service.as_str(), name.name.as_str()))
    }

    /// The service whose name is written so, `hub:Call`.
    pub fn named(text: &str) -> Option<Self> {
        let (service, name) = text.split_once(':')?;
        Self::ALL.into_iter().find(|known| known.parts() == (service, name))
    }

    /// What one use of it is about, if it can be about different things: the kind as policies name
    /// it, which is also the member of a request's input that says which.
    pub fn subject(self) -> Option<&'static str> {
        match self {
            Self::HubCall => Some("Function"),
            Self::FilesRead => Some("Folder"),
            Self::ClockNow | Self::RandomBytes => None,
        }
    }
}

impl fmt::Display for Service {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (service, name) = self.parts();
        write!(f, "{service}:{name}")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_read_back() {
        for service in Service::ALL {
            assert_eq!(Service::of(&service.operation()), Some(service));
            assert_eq!(Service::named(&service.to_string()), Some(service));
            assert_eq!(service.operation().to_string(), service.to_string());
        }
        assert_eq!(Service::named("hub:call"), None);
        assert_eq!(Service::of(&OperationName::new("ec2", "CreateVpc")), None);
    }
}
