//! Where faults happen. Each test program uses a part of it.

#![allow(dead_code)]

use std::time::Duration;

use wasmidem_tests::{Emulator, Finished, Proxy, TestEnvironment};

/// A state that needs AWS, and one that does not.
pub const VPC: &str = "\
net:
  aws.ec2.vpc.present:
    - cidr_block_association_set:
      - CidrBlock: 10.30.0.0/16
    - tags: {Name: net}
free:
  time.sleep:
    - duration: 0
";

/// An emulator behind a proxy, and states to run against it.
pub struct Scene {
    pub emulator: Emulator,
    pub proxy: Proxy,
    pub environment: TestEnvironment,
}

impl Scene {
    /// With `states.sls`.
    pub fn new(states: &str) -> Self {
        let emulator = Emulator::lease();
        let proxy = Proxy::start(emulator.address());
        let mut environment = TestEnvironment::at(proxy.endpoint());
        environment.limit(Duration::from_secs(150));
        environment.write("states.sls", states);
        Self { emulator, proxy, environment }
    }

    /// Runs it.
    pub fn run(&self) -> Finished {
        self.environment.states(&["states.sls"])
    }

    /// After a fault the next runs settle everything, with exactly one VPC.
    #[track_caller]
    pub fn settles(&self) {
        self.proxy.heal();
        self.run().exits(0);
        assert_eq!(self.emulator.vpcs().len(), 1, "not exactly one VPC");
        self.proxy.forget();
        self.run().exits(0).unchanged();
        assert_eq!(self.proxy.writes(), [""; 0]);
    }
}
