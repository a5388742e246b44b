//! Known credentials, given in every way, appear nowhere: not in what is printed, not in what is
//! written, not in what a module can read. The access key id and the session token are sent in their
//! headers; the secret is not sent at all.

mod acct;

use std::fs;
use std::path::{Path, PathBuf};

use wasmidem_tests::canary::{Canary, base64, hex, percent};
use wasmidem_tests::{Emulator, Fault, Finished, Proxy, REGION, Rule, TestEnvironment, test_module};

const KEY_ID: &str = "AKIAQW7CANARY4KEYID9";
const SECRET: &str = "cAnArY/s3cr3t+Zx81Kq0vLw9YtUuP2/dHfNm5Rj";
const TOKEN: &str = "FwoGZXIvYXdzCanaryToken//8wEaDK+ssionT0kenBody/aB3dE5fG7hJ9kL1mN2pQ4rS6tU8vW0x==";

const STATES: &str = "\
net:
  aws.ec2.vpc.present:
    - cidr_block_association_set:
      - CidrBlock: 10.90.0.0/16
    - tags: {Name: net}
me:
  exec.run:
    - path: aws.sts.caller_identity.get
";

const GONE: &str = "net:\n  aws.ec2.vpc.absent: []\n";

/// A run with everything that can be said, and every report.
const SAYING: [&str; 13] = [
    "run",
    "--log-level",
    "trace",
    "--root-dir",
    "store",
    "--events",
    "events.jsonl",
    "--junit",
    "junit.xml",
    "--html",
    "report.html",
    "--audit",
    "audit.jsonl",
];

/// A home with credentials in one place, and what must not leak.
struct Vault {
    emulator: Emulator,
    proxy: Proxy,
    environment: TestEnvironment,
    canaries: Vec<Canary>,
    /// Files of the user that hold credentials.
    given: Vec<PathBuf>,
}

impl Vault {
    fn new() -> Self {
        let emulator = Emulator::lease();
        let proxy = Proxy::start(emulator.address());
        let mut environment = TestEnvironment::new();
        // its own cache, since the cache is searched too
        let cache = environment.path("code");
        environment.set("WASMIDEM_CODE_CACHE", cache);
        environment.write("states.sls", STATES);
        environment.write("gone.sls", GONE);
        let canaries = vec![
            Canary::new("the access key id", KEY_ID),
            Canary::new("the secret", SECRET),
            Canary::new("the session token", TOKEN),
        ];
        Self { emulator, proxy, environment, canaries, given: Vec::new() }
    }

    fn in_environment() -> Self {
        let mut vault = Self::new();
        let endpoint = vault.proxy.endpoint();
        vault
            .environment
            .set("AWS_ENDPOINT_URL", endpoint)
            .set("AWS_REGION", REGION)
            .set("AWS_ACCESS_KEY_ID", KEY_ID)
            .set("AWS_SECRET_ACCESS_KEY", SECRET)
            .set("AWS_SESSION_TOKEN", TOKEN);
        vault
    }

    fn in_shared_file() -> Self {
        let mut vault = Self::new();
        let folder = vault.environment.path("home").join(".aws");
        fs::create_dir(&folder).expect("a folder");
        let profile = format!(
            "[canary]\naws_access_key_id = {KEY_ID}\naws_secret_access_key = {SECRET}\naws_session_token = {TOKEN}\nregion = {REGION}\n"
        );
        fs::write(folder.join("credentials"), profile).expect("it can be written");
        vault.given.push(folder.join("credentials"));
        let endpoint = vault.proxy.endpoint();
        vault.environment.set("AWS_ENDPOINT_URL", endpoint).set("AWS_PROFILE", "canary");
        vault
    }

    fn in_acct_file(key: Option<&str>) -> Self {
        let mut vault = Self::new();
        let document = acct::profile(&vault.proxy.endpoint(), KEY_ID, SECRET, Some(TOKEN));
        let text = key.map_or_else(|| acct::plain(&document), |key| acct::encrypted(key, &document));
        let file = vault.environment.path("home").join("acct");
        fs::write(&file, text).expect("it can be written");
        vault.environment.set("ACCT_FILE", &file);
        match key {
            Some(key) => {
                vault.environment.set("ACCT_KEY", key);
                let key: &'static str = String::leak(key.to_owned());
                vault.canaries.push(Canary::new("the ACCT_KEY", key));
            }
            None => vault.given.push(file),
        }
        vault
    }

    /// Runs with everything that can be said, and every report.
    fn run(&self, arguments: &[&str]) -> Finished {
        let all: Vec<&str> = SAYING.into_iter().chain(arguments.iter().copied()).collect();
        let finished = self.environment.run(&all);
        self.clean("stdout", finished.stdout.as_bytes(), &finished);
        self.clean("stderr", finished.stderr.as_bytes(), &finished);
        self.search(self.environment.root(), &finished);
        finished
    }

    fn clean(&self, place: &str, bytes: &[u8], run: &Finished) {
        for canary in &self.canaries {
            if let Some(form) = canary.find(bytes) {
                panic!("{place} has {} as {form:?}, after {}", canary.what, run.line);
            }
        }
    }

    fn search(&self, folder: &Path, run: &Finished) {
        for entry in fs::read_dir(folder).expect("it can be read") {
            let path = entry.expect("it can be read").path();
            let shown = path.display().to_string();
            self.clean(&format!("the name of `{shown}`"), shown.as_bytes(), run);
            if path.is_dir() {
                self.search(&path, run);
            } else if !self.given.contains(&path) {
                self.clean(&format!("`{shown}`"), &fs::read(&path).expect("it can be read"), run);
            }
        }
    }

    /// Everything a user does, with a module that searches its memory.
    fn life(&self) {
        self.run(&["states.sls", "--test"]).exits(0);
        self.run(&["states.sls", "--output", "json"]).exits(0).succeeded(&["net", "me"]);
        self.run(&["states.sls"]).exits(0);
        self.spy();
        self.proxy.inject(Rule::each("*", Fault::Denied));
        assert_ne!(self.run(&["states.sls"]).code, Some(0));
        assert_ne!(self.run(&["states.sls", "--output", "json"]).code, Some(0));
        self.proxy.heal();
        self.killed();
        self.run(&["gone.sls", "--test"]).exits(0);
        self.run(&["gone.sls"]).exits(0);
        assert!(self.emulator.vpcs().is_empty());
        self.requests();
    }

    fn spy(&self) {
        const PLANTED: &str = "something that is in memory";
        let masked = |text: &str| hex(&text.bytes().map(|byte| byte ^ 0xa5).collect::<Vec<u8>>());
        let forms = self.canaries.iter().flat_map(|canary| &canary.forms);
        let patterns: Vec<String> =
            [PLANTED].into_iter().chain(forms.map(String::as_str)).map(masked).collect();
        let states = format!("spy:\n  spy.search:\n    - planted: {PLANTED}\n    - patterns: {patterns:?}\n");
        self.environment.write("spy.sls", states);
        let file = test_module("spy").display().to_string();
        for preview in [false, true] {
            let mut arguments = vec![file.as_str(), "spy.sls", "--output", "json"];
            arguments.extend(preview.then_some("--test"));
            let run = self.run(&arguments);
            run.exits(0).succeeded(&["spy"]);
            let comment = run.comment("spy");
            assert!(comment.contains("calls: 3"), "the spy did not reach AWS: {comment}");
            // only what was planted
            assert!(comment.contains("found: 0\n"), "the memory of a module has secrets: {comment}");
        }
    }

    /// What is left when the program is killed in the middle of a call: the journal, half of the
    /// reports, the audit log.
    fn killed(&self) {
        let late = Fault::LateAnswer(std::time::Duration::from_secs(5));
        for action in ["DescribeVpcs", "CreateVpc"] {
            self.environment.write("more.sls", STATES.replace("net", action).replace("10.90", "10.91"));
            let before = self.proxy.count(action);
            self.proxy.inject(Rule::each(action, late.clone()).times(1));
            let mut arguments = SAYING.to_vec();
            arguments.push("more.sls");
            let mut run = self.environment.start(&arguments);
            run.until(action, || self.proxy.count(action) > before);
            let left = run.kill();
            self.proxy.heal();
            self.clean("stdout", left.stdout.as_bytes(), &left);
            self.clean("stderr", left.stderr.as_bytes(), &left);
            self.search(self.environment.root(), &left);
            let gone = format!("{action}:\n  aws.ec2.vpc.absent: []\n");
            self.run(&["more.sls"]).exits(0);
            self.environment.write("more.sls", gone);
            self.run(&["more.sls"]).exits(0);
        }
    }

    fn requests(&self) {
        let requests = self.proxy.requests();
        assert!(requests.len() > 10);
        for request in requests {
            assert!(
                request.authorization.contains(KEY_ID),
                "not signed with the given key: {}",
                request.text
            );
            let rest = request.text.replacen(KEY_ID, "", 1).replacen(TOKEN, "", 1);
            for canary in &self.canaries {
                assert_eq!(canary.find(rest.as_bytes()), None, "{} is sent: {}", canary.what, request.text);
            }
            let header = request
                .text
                .lines()
                .find(|line| line.to_ascii_lowercase().starts_with("x-amz-security-token"));
            assert!(
                header.is_some_and(|header| header.contains(TOKEN)),
                "sent without the session token: {}",
                request.text
            );
        }
    }
}

#[test]
fn in_the_environment() {
    Vault::in_environment().life();
}

#[test]
fn in_a_shared_file() {
    Vault::in_shared_file().life();
}

#[test]
fn in_a_plain_acct_file() {
    Vault::in_acct_file(None).life();
}

#[test]
fn in_an_encrypted_acct_file() {
    Vault::in_acct_file(Some(&acct::key())).life();
}

#[test]
fn keys_that_do_not_fit() {
    let mut vault = Vault::in_acct_file(Some(&acct::key()));
    let other: &'static str = String::leak(acct::key());
    vault.canaries.push(Canary::new("the other key", other));
    vault.environment.set("ACCT_KEY", other);
    for output in ["human", "json"] {
        vault.run(&["states.sls", "--output", output]).exits(8).says("cannot be decrypted");
    }
    let malformed = "malformed-canary-key-0123456789";
    vault.canaries.push(Canary::new("the malformed key", malformed));
    vault.environment.set("ACCT_KEY", malformed);
    for output in ["human", "json"] {
        vault.run(&["states.sls", "--output", output]).exits(8).says("ACCT_KEY must be");
    }
    assert_eq!(vault.proxy.requests().len(), 0);
}

#[test]
fn files_that_are_damaged() {
    let vault = Vault::in_acct_file(Some(&acct::key()));
    let file = vault.environment.path("home").join("acct");
    let token = fs::read_to_string(&file).expect("it is there");
    for damaged in
        [token[..token.len() / 2].to_owned(), token.replacen(&token[50..52], "..", 1), String::new()]
    {
        fs::write(&file, damaged).expect("it can be written");
        vault.run(&["states.sls"]).exits(8);
    }
    let mut vault = Vault::in_acct_file(None);
    let file = vault.given[0].clone();
    for damaged in [
        format!("aws:\n  default:\n    aws_secret_access_key: {SECRET}\n   aws_access_key_id: {KEY_ID}\n"),
        format!("aws:\n  default: {SECRET}\n"),
        format!(
            "aws:\n  default:\n    aws_access_key_id: {KEY_ID}\n    aws_secret_access_key: [{SECRET}]\n    region_name: us-west-1\n"
        ),
        format!("aws:\n  default:\n    aws_access_key_id: {KEY_ID}\n    {SECRET}: aws_secret_access_key\n"),
        format!(
            "aws:\n  default:\n    aws_access_key_id: {KEY_ID}\n    aws_secret_access_key: {SECRET}\n    region_name: {TOKEN}\n"
        ),
        format!(
            "aws:\n  default:\n    aws_access_key_id: {KEY_ID}\n    aws_secret_access_key: {SECRET}\n    endpoint_url: 'ftp://x:{SECRET}@h'\n"
        ),
    ] {
        fs::write(&file, &damaged).expect("it can be written");
        for output in ["human", "json"] {
            let run = vault.run(&["states.sls", "--output", output]);
            assert_ne!(run.code, Some(0), "{damaged}\n{run}");
        }
    }
    // a shared file as people damage it
    vault = Vault::in_shared_file();
    let file = vault.given[0].clone();
    for damaged in [
        format!("[canary]\naws_access_key_id = {KEY_ID}\n{SECRET}\nregion = {REGION}\n"),
        format!("[canary\naws_secret_access_key = {SECRET}\n"),
        format!("[canary]\naws_access_key_id = {KEY_ID}\naws_secret_access_key =\n {SECRET} = x\n"),
    ] {
        fs::write(&file, &damaged).expect("it can be written");
        let run = vault.run(&["states.sls"]);
        assert_ne!(run.code, Some(0), "{damaged}\n{run}");
    }
}

/// AWS answers a wrong signature with the text that was to be signed, session token included.
#[test]
fn what_aws_repeats_is_not_passed_on() {
    let vault = Vault::in_environment();
    let message = format!(
        "The request signature we calculated does not match the signature you provided. The Canonical String for this request \
         should have been 'POST / host:ec2 x-amz-security-token:{TOKEN} Credential={KEY_ID}/20200101/{REGION}/ec2/aws4_request {SECRET}'"
    );
    let body = format!(
        "<Response><Errors><Error><Code>SignatureDoesNotMatch</Code><Message>{message}</Message></Error></Errors><RequestID>1</RequestID></Response>"
    );
    vault.proxy.inject(Rule::each("*", Fault::Answer(403, body)));
    for output in ["human", "json"] {
        let run = vault.run(&["states.sls", "--output", output]);
        assert_ne!(run.code, Some(0), "{run}");
        assert!(format!("{}{}", run.stdout, run.stderr).contains("SignatureDoesNotMatch"), "{run}");
    }
}

/// What a state lists as `sensitive` reaches AWS, the module and stored state by design, and nothing else:
/// no output, event, report or audit log.
#[test]
fn what_is_sensitive_is_not_told() {
    const PASSWORD: &str = "pAssw0rd-cAnArY-of-a-state-4711";
    let vault = Vault::in_environment();
    let states = STATES.replace(
        "- tags: {Name: net}",
        &format!("- tags: {{Name: net, Key: {PASSWORD}}}\n    - sensitive: [tags]"),
    );
    vault.environment.write("sensitive.sls", &states);
    let canary = Canary::new("a sensitive argument", PASSWORD);
    let clean = |place: &str, bytes: &[u8]| assert_eq!(canary.find(bytes), None, "{place} has it");
    for arguments in [&["sensitive.sls", "--test"][..], &["sensitive.sls"], &["sensitive.sls", "--test"]] {
        let run = vault.run(arguments);
        run.exits(0);
        clean("stdout", run.stdout.as_bytes());
        clean("stderr", run.stderr.as_bytes());
        for file in ["events.jsonl", "junit.xml", "report.html", "audit.jsonl"] {
            clean(file, &fs::read(vault.environment.work().join(file)).expect("it is written"));
        }
    }
    assert!(vault.proxy.requests().iter().any(|request| request.text.contains(PASSWORD)), "it reaches AWS");
}

/// The search itself works.
#[test]
fn leaks_would_be_found() {
    let canary = Canary::new("a secret", SECRET);
    for leak in [
        format!("key={SECRET}"),
        format!("{:?}", &SECRET[..20]),
        base64(format!("x{SECRET}y").as_bytes()),
        base64(format!("xy{SECRET}z").as_bytes()),
        hex(SECRET.as_bytes()),
        percent(SECRET),
        SECRET.chars().rev().collect(),
    ] {
        assert!(canary.find(leak.as_bytes()).is_some(), "{leak}");
    }
    assert_eq!(base64(b"any carnal pleas"), "YW55IGNhcm5hbCBwbGVhcw==");
    assert_eq!(canary.find(b"nothing here"), None);
}
