//! Buckets that are in another region than the profile, by the names that AWS has: S3 says where, and the
//! request is signed for there and sent once more, to nobody else.

use std::io::{BufRead, BufReader};
use std::process::{Child, Command, Stdio};
use std::sync::{Arc, Mutex};
use std::thread;
use std::time::Duration;

use wasmidem_tests::{Finished, TestEnvironment, required};

/// What plays AWS.
struct Aws {
    child: Child,
    lines: Arc<Mutex<Vec<String>>>,
    environment: TestEnvironment,
}

impl Aws {
    fn start(behaviour: &str) -> Self {
        let mut environment = TestEnvironment::at("http://127.0.0.1:1");
        environment.unset("AWS_ENDPOINT_URL").limit(Duration::from_secs(60));
        let ca = environment.path("ca.pem");
        let python = required("WASMIDEM_EMULATOR").with_file_name("python");
        let mut child = Command::new(python)
            .arg(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/exec_faults/aws.py"))
            .args([ca.as_os_str(), behaviour.as_ref()])
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .expect("the emulator's Python starts");
        let mut output = BufReader::new(child.stdout.take().expect("it is piped"));
        let mut address = String::new();
        output.read_line(&mut address).expect("it says where it is");
        environment.set("HTTPS_PROXY", format!("http://{}", address.trim())).set("AWS_CA_BUNDLE", ca);
        let lines = Arc::new(Mutex::new(Vec::new()));
        let collecting = Arc::clone(&lines);
        thread::spawn(move || {
            for line in output.lines().map_while(Result::ok) {
                collecting.lock().expect("nobody panics with it").push(line);
            }
        });
        Self { child, lines, environment }
    }

    fn list(&self) -> Finished {
        self.environment.run(&["exec", "boto3.client.s3.list_objects_v2", "Bucket=box"])
    }

    /// What was asked of it.
    fn lines(&self) -> Vec<String> {
        self.lines.lock().expect("nobody panics with it").clone()
    }

    /// Host and region of each request.
    fn requests(&self) -> Vec<String> {
        let lines = self.lines();
        assert!(lines.iter().all(|line| !line.contains("evil")), "{lines:?}");
        lines.iter().filter_map(|line| line.strip_prefix("REQUEST ").map(str::to_owned)).collect()
    }
}

impl Drop for Aws {
    fn drop(&mut self) {
        // It ends with its input.
        drop(self.child.stdin.take());
        let _ = self.child.wait();
    }
}

const HOME: &str = "box.s3.us-west-1.amazonaws.com GET us-west-1";
const ABROAD: &str = "box.s3.eu-central-1.amazonaws.com GET eu-central-1";

#[test]
fn a_bucket_in_another_region_is_found_there() {
    let aws = Aws::start("moved");
    aws.list().exits(0).prints("\"Key\": \"found\"");
    assert_eq!(aws.requests(), [HOME, ABROAD]);
}

#[test]
fn regions_that_point_at_each_other_are_asked_once_each() {
    let aws = Aws::start("ping-pong");
    aws.list().exits(1).says("[aws.s3.PermanentRedirect]").says("It is elsewhere");
    assert_eq!(aws.requests(), [HOME, ABROAD]);
}

#[test]
fn a_region_that_points_at_itself_is_asked_once() {
    let aws = Aws::start("itself");
    aws.list().exits(1).says("[aws.s3.TemporaryRedirect]");
    assert_eq!(aws.requests(), [HOME]);
}

/// Neither another host nor a region that is none is followed.
#[test]
fn no_other_host_is_asked() {
    for behaviour in ["endpoint", "smuggled"] {
        let aws = Aws::start(behaviour);
        aws.list().exits(1).says("[aws.s3.PermanentRedirect]");
        assert_eq!(aws.requests(), [HOME], "{behaviour}");
    }
}
