//! The AWS emulator (moto).

use std::collections::BTreeSet;
use std::io::{BufRead, BufReader};
use std::process::{Child, ChildStdin, Command, Stdio};
use std::sync::mpsc;
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use regex::Regex;

use crate::environment::required;
use crate::http::{Message, encode, form};

/// The region all tests work in.
pub const REGION: &str = "us-west-1";

/// How long an emulator may take to start on a busy machine.
const START: Duration = Duration::from_secs(90);

/// Serves until its standard input ends, so it cannot outlive the test that started it, however
/// that ends.
const SERVE: &str = "
import sys
from moto.server import ThreadedMotoServer
server = ThreadedMotoServer(ip_address='127.0.0.1', port=0, verbose=False)
server.start()
print('%s:%s' % server.get_host_and_port(), flush=True)
sys.stdin.read()
server.stop()
";

/// Emulators that no test uses at the moment. A test program has at most as many as it runs tests
/// at once.
static IDLE: Mutex<Vec<Server>> = Mutex::new(Vec::new());

struct Server {
    address: String,
    child: Child,
    /// INVARIANT: open as long as the emulator is to run.
    _lifeline: Option<ChildStdin>,
}

impl Drop for Server {
    fn drop(&mut self) {
        // Ours, by its own handle.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// An empty emulator that this test has for itself until it is dropped.
pub struct Emulator {
    /// INVARIANT: `Some` until dropped.
    server: Option<Server>,
}

impl Emulator {
    /// Takes an idle emulator, or starts one.
    pub fn lease() -> Self {
        let idle = IDLE.lock().unwrap_or_else(PoisonError::into_inner).pop();
        let emulator = Self { server: Some(idle.unwrap_or_else(start)) };
        emulator.reset();
        emulator
    }

    /// `127.0.0.1:PORT`.
    pub fn address(&self) -> &str {
        self.server.as_ref().map_or("", |server| server.address.as_str())
    }

    /// `http://127.0.0.1:PORT`.
    pub fn endpoint(&self) -> String {
        format!("http://{}", self.address())
    }

    /// Makes everything in it disappear.
    pub fn reset(&self) {
        let request = Message {
            start: "POST /moto-api/reset HTTP/1.1".into(),
            headers: self.headers("ec2"),
            body: Vec::new(),
        };
        let answer = request.ask(self.address()).expect("the emulator is reset");
        assert!(answer.start.contains(" 200"), "{}", answer.start);
    }

    fn headers(&self, service: &str) -> Vec<(String, String)> {
        // The emulator takes the region from here and does not check signatures.
        let scope = format!(
            "AWS4-HMAC-SHA256 Credential=test/20200101/{REGION}/{service}/aws4_request, SignedHeaders=host, Signature=0"
        );
        [
            ("Host", self.address()),
            ("Authorization", &scope),
            ("Content-Type", "application/x-www-form-urlencoded"),
        ]
        .map(|(name, value)| (name.to_owned(), value.to_owned()))
        .to_vec()
    }

    /// Calls the EC2 API: not through wasmidem, not through an AWS SDK. `parameters` begins with
    /// the action, e.g. `DescribeVpcs&VpcId.1=vpc-1`. Returns the XML.
    pub fn ec2(&self, parameters: &str) -> String {
        let members: Vec<String> = form(parameters)
            .iter()
            .skip(1)
            .map(|(name, value)| format!("&{}={}", encode(name), encode(value)))
            .collect();
        let action = parameters.split('&').next().unwrap_or_default();
        let body = format!("Action={action}&Version=2016-11-15{}", members.concat());
        let request =
            Message { start: "POST / HTTP/1.1".into(), headers: self.headers("ec2"), body: body.into() };
        let answer = request.ask(self.address()).expect("the emulator answers");
        let text = String::from_utf8_lossy(&answer.body).into_owned();
        assert!(answer.start.contains(" 200"), "`{parameters}`: {}\n{text}", answer.start);
        text
    }

    /// The ids of everything there is in the region's network.
    pub fn inventory(&self) -> BTreeSet<String> {
        const ALL: [&str; 6] = [
            "DescribeVpcs",
            "DescribeSubnets",
            "DescribeInternetGateways",
            "DescribeRouteTables",
            "DescribeSecurityGroups",
            "DescribeSecurityGroupRules",
        ];
        let id = Regex::new(r"\b(?:vpc|subnet|igw|rtb|rtbassoc|sg|sgr|vpc-cidr-assoc)-[0-9a-f]{8,17}\b")
            .expect("it is a pattern");
        let answers = ALL.map(|action| self.ec2(action)).concat();
        id.find_iter(&answers).map(|id| id.as_str().to_owned()).collect()
    }

    /// The VPCs that somebody made.
    pub fn vpcs(&self) -> BTreeSet<String> {
        let answer = self.ec2("DescribeVpcs&Filter.1.Name=is-default&Filter.1.Value.1=false");
        let id = Regex::new("<vpcId>(vpc-[0-9a-f]+)</vpcId>").expect("it is a pattern");
        id.captures_iter(&answer).map(|found| found[1].to_owned()).collect()
    }
}

impl Drop for Emulator {
    fn drop(&mut self) {
        if let Some(server) = self.server.take() {
            IDLE.lock().unwrap_or_else(PoisonError::into_inner).push(server);
        }
    }
}

fn start() -> Server {
    let python = required("WASMIDEM_EMULATOR").with_file_name("python");
    let mut child = Command::new(&python)
        .args(["-c", SERVE])
        .env_remove("PYTHONPATH")
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .unwrap_or_else(|error| panic!("cannot start `{}`: {error}", python.display()));
    let lifeline = child.stdin.take();
    let stdout = child.stdout.take().expect("it is piped");
    let mut server = Server { address: String::new(), child, _lifeline: lifeline };
    let (sender, receiver) = mpsc::channel();
    std::thread::spawn(move || {
        let mut line = String::new();
        let _ = BufReader::new(stdout).read_line(&mut line);
        let _ = sender.send(line);
    });
    let line = receiver.recv_timeout(START).expect("the emulator starts in time");
    assert!(
        line.starts_with("127.0.0.1:"),
        "the emulator ended at once; does `{}` have moto?",
        python.display()
    );
    line.trim().clone_into(&mut server.address);
    server
}
