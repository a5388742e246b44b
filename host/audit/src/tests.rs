use std::fs;
use std::io::Write as _;
use std::path::PathBuf;

use serde_json::Value;
use tempfile::TempDir;
use wasmidem_contract::{Effect, OperationName, Phase, StateAddress};

use super::*;

fn surroundings() -> Surroundings {
    Surroundings {
        run_id: "019aa0b8-0000-7000-8000-000000000000".to_owned(),
        places: Box::new(|_| None),
        plain: |text| text.replace('\u{202e}', "\\u202e"),
    }
}

struct Bench {
    folder: TempDir,
    module: ModuleId,
    operation: OperationName,
    state: StateAddress,
}

impl Bench {
    fn new() -> Self {
        Self {
            folder: TempDir::new().unwrap(),
            module: ModuleId { name: "ec2_vpc".into(), digest: "ab".repeat(32), signer: Some("me".into()) },
            operation: OperationName::new("ec2", "CreateVpc"),
            state: StateAddress {
                path: "aws.ec2.vpc".into(),
                id: "net \u{202e}".into(),
                resource_name: None,
                function: "present".into(),
            },
        }
    }

    fn path(&self) -> PathBuf {
        self.folder.path().join("audit.jsonl")
    }

    fn log(&self) -> AuditLog {
        AuditLog::open(&self.path(), surroundings()).unwrap()
    }

    fn decide(&self, log: &AuditLog, ruling: Ruling<'_>) -> Result<u64, Failure> {
        log.decided(&Decision {
            state: Some(&self.state),
            service: Some(&self.operation.service),
            action: Some(&self.operation.name),
            effect: Some(Effect::Write),
            profile: "default",
            region: "eu-west-1",
            account: Some("111111111111"),
            phase: Some(Phase::Apply),
            ruling,
            ..before(Stage::Call, &self.module)
        })
    }

    fn call(&self, log: &AuditLog) {
        let decision = self.decide(log, Ruling::Allowed(&["imports".into()])).unwrap();
        log.ended(&Ending {
            decision,
            module: &self.module,
            service: "ec2",
            action: "CreateVpc",
            attempts: 1,
            milliseconds: 12,
            request_id: Some("r-1"),
            failure: None,
        });
    }

    /// A log of eight lines.
    fn text(&self) -> Vec<u8> {
        let log = self.log();
        (0..3).for_each(|_| self.call(&log));
        let policies = ["policy `no` (a.cedar:1:1)".to_owned()];
        let _ = self.decide(&log, Ruling::Denied { code: "policy.forbidden", policies: &policies });
        log.refused_module(&[], "other", "module-import");
        fs::read(self.path()).unwrap()
    }
}

fn checked(text: &[u8]) -> Result<Checked, Break> {
    check(text, Walk::default(), None).unwrap()
}

#[test]
fn every_line_is_as_the_schema_says() {
    let bench = Bench::new();
    let schema: Value =
        serde_json::from_str(include_str!("../../../docs/schemas/audit.schema.json")).unwrap();
    let validator = jsonschema::options().should_validate_formats(true).build(&schema).unwrap();
    let mut text = bench.text();
    text.extend(b"{\"seq\": 9, \"prev");
    fs::write(bench.path(), &text).unwrap();
    bench.call(&bench.log());
    let text = String::from_utf8(fs::read(bench.path()).unwrap()).unwrap();
    assert!(!text.contains('\u{202e}'), "hidden characters are escaped");
    let whole = text.lines().filter(|line| line.ends_with('}'));
    let lines: Vec<Value> = whole.map(|line| serde_json::from_str(line).unwrap()).collect();
    assert_eq!(lines.len(), 10);
    for line in &lines {
        let problems: Vec<String> = validator.iter_errors(line).map(|error| error.to_string()).collect();
        assert!(problems.is_empty(), "{line:#}\n{}", problems.join("\n"));
        let mut more = line.clone();
        more["message"] = Value::Null;
        assert!(!validator.is_valid(&more), "a line takes anything");
    }
    assert_eq!(lines[8]["interrupted"]["bytes"], 16);
    assert_eq!(lines[6]["rules"][0], "policy `no` (a.cedar:1:1)");
}

#[test]
fn a_whole_chain_is_whole() {
    let bench = Bench::new();
    let text = bench.text();
    let found = checked(&text).unwrap();
    assert_eq!((found.walk.lines, found.tail.len(), found.walk.interrupted.len()), (8, 0, 0));
    let last = text.split(|byte| *byte == b'\n').rev().nth(1).unwrap();
    assert_eq!(found.walk.head, hash(last));
    assert_eq!(unhex(&hex(&found.walk.head)), Some(found.walk.head));
    let again = bench.log();
    assert!(again.told().ends_with(&format!("has 8 lines, its head is {}", hex(&found.walk.head))));
}

/// Each byte changed, each line removed, repeated, swapped and put in: found, unless it is the last
/// line, which only a kept head holds.
#[test]
fn every_change_is_found() {
    let text = Bench::new().text();
    let lines: Vec<&[u8]> = text.split_inclusive(|byte| *byte == b'\n').collect();
    let head = checked(&text).unwrap().walk.head;
    let kept =
        |text: &[u8]| check(text, Walk::default(), Some(&head)).unwrap().is_ok_and(|log| log.found.is_some());
    assert!(kept(&text));
    let before_last = text.len() - lines[7].len();
    for place in 0..text.len() {
        for flip in [1_u8, 0x20, 0x80] {
            let mut changed = text.clone();
            changed[place] ^= flip;
            assert!(!kept(&changed), "byte {place} ^ {flip}");
            assert!(
                place >= before_last || checked(&changed).is_err(),
                "byte {place} ^ {flip}, without a head"
            );
        }
    }
    for at in 0..lines.len() {
        let mut removed = lines.clone();
        removed.remove(at);
        assert!(!kept(&removed.concat()));
        assert!(at == 7 || checked(&removed.concat()).is_err(), "line {} removed", at + 1);
        let mut repeated = lines.clone();
        repeated.insert(at, lines[at]);
        assert!(checked(&repeated.concat()).is_err(), "line {} repeated", at + 1);
        for other in 0..at {
            let mut swapped = lines.clone();
            swapped.swap(at, other);
            assert!(checked(&swapped.concat()).is_err(), "lines {at} and {other} swapped");
        }
        let mut put_in = lines.clone();
        put_in.insert(at, b"{}\n");
        assert!(checked(&put_in.concat()).is_err());
    }
    // cut off anywhere: only the head tells
    for end in 0..text.len() {
        assert!(!kept(&text[..end]), "cut off at {end}");
    }
}

#[test]
fn breaks_have_places() {
    let text = String::from_utf8(Bench::new().text()).unwrap();
    let lines: Vec<&str> = text.split_inclusive('\n').collect();
    let told = |lines: &[&str]| checked(lines.concat().as_bytes()).unwrap_err().to_string();
    let edited = lines[2].replace("eu-west-1", "us-west-1");
    let mut changed = lines.clone();
    changed[2] = &edited;
    assert_eq!(told(&changed), "line 3 is not the line that the next one names: one of the two was changed");
    assert_eq!(
        told(&[&lines[..3], &lines[4..]].concat()),
        "line 4 says that it is line 5: lines before it are missing or moved"
    );
    assert_eq!(told(&lines[1..]), "line 1 is line 2 of a log: its beginning is missing");
    assert_eq!(
        told(&[&lines[..3], &lines[2..]].concat()),
        "line 4 says that it is line 3: it is put in, repeated or moved"
    );
    assert_eq!(told(&[&lines[..3], &["what?\n"], &lines[3..]].concat()), "line 4 is no line of an audit log");
}

/// A line that was cut off at any place stays, is named by the next, and cannot be changed.
#[test]
fn a_cut_line_is_kept_and_named() {
    let bench = Bench::new();
    let text = bench.text();
    let last = text.len() - text.split_inclusive(|byte| *byte == b'\n').next_back().unwrap().len();
    for end in last + 1..text.len() {
        fs::write(bench.path(), &text[..end]).unwrap();
        assert_eq!(checked(&text[..end]).unwrap().tail, &text[last..end]);
        bench.call(&bench.log());
        bench.call(&bench.log());
        let on = fs::read(bench.path()).unwrap();
        assert!(on.starts_with(&text[..end]), "nothing is lost");
        let found = checked(&on).unwrap();
        assert_eq!((found.walk.lines, found.walk.interrupted.as_slice()), (12, &[8][..]), "cut off at {end}");
        for place in [last, end - 1] {
            let mut changed = on.clone();
            changed[place] ^= 1;
            assert!(checked(&changed).is_err(), "byte {place} of a line that was cut off at {end}");
        }
    }
}

#[test]
fn a_broken_log_is_not_appended_to() {
    let bench = Bench::new();
    let text = bench.text();
    let mut changed = text.clone();
    changed[300] ^= 1;
    fs::write(bench.path(), &changed).unwrap();
    let error = AuditLog::open(&bench.path(), surroundings()).unwrap_err();
    assert!(matches!(error, OpenError::Broken(Break { line: 1, .. })), "{error:?}");
    assert_eq!(fs::read(bench.path()).unwrap(), changed);
    let nowhere = bench.folder.path().join("no/such/folder");
    assert!(matches!(AuditLog::open(&nowhere, surroundings()), Err(OpenError::Unusable(_))));
}

/// What is done to a log while it is in use is noticed before the next line.
#[test]
fn what_others_do_meanwhile_is_noticed() {
    let bench = Bench::new();
    bench.text();
    let log = bench.log();
    fs::OpenOptions::new().append(true).open(bench.path()).unwrap().write_all(b"{\"seq\": 9}\n").unwrap();
    let failure = bench.decide(&log, Ruling::Allowed(&[])).unwrap_err();
    assert_eq!((failure.code.as_str(), failure.blame), ("audit.write", Blame::Host));
    assert!(failure.message.contains("line 9"), "{}", failure.message);
    let bench = Bench::new();
    let text = bench.text();
    let log = bench.log();
    fs::write(bench.path(), &text[..text.len() / 2]).unwrap();
    let failure = bench.decide(&log, Ruling::Allowed(&[])).unwrap_err();
    assert!(failure.message.contains("cut off while it was in use"), "{}", failure.message);
    assert!(log.lost().is_some_and(|problem| problem.code == "audit-lost"));
}

#[test]
fn several_writers_make_one_chain() {
    let bench = Bench::new();
    std::thread::scope(|scope| {
        for _ in 0..4 {
            scope.spawn(|| {
                let log = bench.log();
                (0..100).for_each(|_| bench.call(&log));
            });
        }
    });
    let found = checked(&fs::read(bench.path()).unwrap()).unwrap();
    assert_eq!((found.walk.lines, found.walk.interrupted.len()), (800, 0));
}

#[cfg(unix)]
#[test]
fn only_the_user_can_read_it() {
    use std::os::unix::fs::PermissionsExt;
    let bench = Bench::new();
    bench.text();
    assert_eq!(fs::metadata(bench.path()).unwrap().permissions().mode() & 0o777, 0o600);
}

#[test]
fn a_full_disk_is_a_failure() {
    let full = Path::new("/dev/full");
    if !full.exists() {
        return;
    }
    let log = AuditLog::open(full, surroundings()).unwrap();
    let failure = Bench::new().decide(&log, Ruling::Allowed(&[])).unwrap_err();
    assert_eq!((failure.code.as_str(), failure.blame), ("audit.write", Blame::Host));
    assert!(log.lost().is_some());
}
