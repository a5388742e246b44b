//! No credential is in any linear memory of any module, whenever the module asks for AWS and after
//! each of its calls. The rooms are put together as the program does it, with real credentials, but
//! with modules compiled for debugging, so that all of their memories can be seen from outside.

#[expect(dead_code, reason = "plain files are searched for by others")]
mod acct;

use std::fs;
use std::path::Path;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};

use serde_json::{Value, json};
use tokio::runtime::Runtime;
use wasmidem_aws::{AcctInput, AwsTransport, Environment, Input, Profiles};
use wasmidem_contract::{Event, Events, Failure, FunctionKind, Modules, Object, Phase, Step};
use wasmidem_gateway::Gate;
use wasmidem_policy::Imported;
use wasmidem_sandbox::{Library, ModuleFile, Observer, Settings};
use wasmidem_tests::canary::Canary;
use wasmidem_tests::{Emulator, Fault, Proxy, REGION, Rule, required};

const KEY_ID: &str = "AKIAQW7CANARY4KEYID9";
const SECRET: &str = "cAnArY/s3cr3t+Zx81Kq0vLw9YtUuP2/dHfNm5Rj";
const TOKEN: &str = "FwoGZXIvYXdzCanaryToken//8wEaDK+ssionT0kenBody/aB3dE5fG7hJ9kL1mN2pQ4rS6tU8vW0x==";
/// Something that is in memory by design: a value that a state file gives.
const PLANTED: &str = "planted-where-it-may-be-seen";

/// What was seen in memories.
struct Seen {
    canaries: Vec<Canary>,
    planted: Canary,
    memories: AtomicUsize,
    bytes: AtomicUsize,
    found_planted: AtomicUsize,
    leaks: Mutex<Vec<String>>,
}

impl Seen {
    fn look(&self, module: &str, memory: &[u8]) {
        self.memories.fetch_add(1, Ordering::Relaxed);
        self.bytes.fetch_add(memory.len(), Ordering::Relaxed);
        if self.planted.find(memory).is_some() {
            self.found_planted.fetch_add(1, Ordering::Relaxed);
        }
        for canary in &self.canaries {
            if let Some(form) = canary.find(memory) {
                let leak = format!("{} as {form:?} in the memory of {module}", canary.what);
                self.leaks.lock().expect("nobody panics").push(leak);
            }
        }
    }

    fn dumps(&self) -> usize {
        self.memories.load(Ordering::Relaxed)
    }
}

struct Silence;

impl Events for Silence {
    fn emit(&self, _: Event) {}
}

struct World {
    emulator: Emulator,
    proxy: Proxy,
    seen: Arc<Seen>,
    loaded: Library,
    runtime: Runtime,
    paths: Vec<String>,
}

impl World {
    /// All modules that come with the program, and the spy, with an encrypted acct file.
    fn new() -> Self {
        let emulator = Emulator::lease();
        let proxy = Proxy::start(emulator.address());
        let key: &'static str = String::leak(acct::key());
        let folder = tempfile::tempdir().expect("a folder");
        let file = folder.path().join("acct");
        let document = acct::profile(&proxy.endpoint(), KEY_ID, SECRET, Some(TOKEN));
        fs::write(&file, acct::encrypted(key, &document)).expect("it can be written");
        let seen = Arc::new(Seen {
            canaries: vec![
                Canary::new("the access key id", KEY_ID),
                Canary::new("the secret", SECRET),
                Canary::new("the session token", TOKEN),
                Canary::new("the ACCT_KEY", key),
            ],
            planted: Canary::new("what was planted", PLANTED),
            memories: AtomicUsize::new(0),
            bytes: AtomicUsize::new(0),
            found_planted: AtomicUsize::new(0),
            leaks: Mutex::default(),
        });
        let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build().expect("a runtime");
        let input = Input {
            acct: Some(AcctInput { file, key: Some(wasmidem_aws::Secret::new(key)) }),
            environment: Environment::default(),
            ..Input::default()
        };
        let profiles = runtime.block_on(Profiles::load(&input)).unwrap_or_else(|error| panic!("{error}"));
        let transport = Arc::new(AwsTransport::new(Arc::new(profiles)));
        let events: Arc<dyn Events> = Arc::new(Silence);
        let gate = Arc::new(Gate::new(Arc::new(Imported), transport, Arc::clone(&events)));
        let looking = Arc::clone(&seen);
        let observer = Observer::new(move |module, memory| looking.look(&module.name, memory));
        let settings = Settings { observer: Some(observer), ..Settings::default() };
        let files = modules(&required("WASMIDEM_MODULES_DIR"));
        let (loaded, problems) =
            runtime.block_on(Library::load(files, gate, events, settings)).expect("it can be loaded");
        assert!(problems.is_empty(), "{problems:?}");
        let mut paths: Vec<String> = loaded.resource_types().map(|kind| kind.path.clone()).collect();
        paths.sort();
        Self { emulator, proxy, seen, loaded, runtime, paths }
    }

    /// Calls a module; its memories must have been seen, and be clean.
    fn clean<T>(&self, what: &str, call: impl Future<Output = Result<T, Failure>>) -> Result<T, Failure> {
        let before = self.seen.dumps();
        let result = self.runtime.block_on(call);
        assert!(self.seen.dumps() > before, "no memory was seen after {what}");
        let leaks = self.seen.leaks.lock().expect("nobody panics");
        assert!(leaks.is_empty(), "after {what}: {leaks:?}");
        result
    }
}

fn modules(folder: &Path) -> Vec<ModuleFile> {
    let mut files: Vec<ModuleFile> = fs::read_dir(folder)
        .expect("there are modules")
        .map(|entry| entry.expect("it can be read").path())
        .filter(|path| path.extension().is_some_and(|extension| extension == "wasm"))
        .map(|path| ModuleFile {
            name: path.file_stem().expect("a name").to_string_lossy().into_owned(),
            bytes: fs::read(&path).expect("it can be read"),
            signer: None,
        })
        .collect();
    files.sort_by(|one, other| one.name.cmp(&other.name));
    files
}

fn step(phase: Phase) -> Step {
    Step {
        state: None,
        phase,
        profile: "default".into(),
        region: REGION.into(),
        run_id: "019aa0b8-0000-7000-8000-000000000000".into(),
    }
}

fn object(value: Value) -> Object {
    value.as_object().cloned().expect("an object")
}

#[test]
fn no_secret_is_in_any_memory_of_a_module() {
    let world = World::new();
    let (loaded, apply) = (&world.loaded, step(Phase::Apply));
    assert!(world.paths.len() >= 7, "{:?}", world.paths);
    // every kind of resource, in every phase
    for path in &world.paths {
        for phase in [Phase::Apply, Phase::Plan, Phase::Drift, Phase::Describe] {
            let step = step(phase);
            let listed = world.clean(&format!("list of {path}"), loaded.list(&step, path));
            assert!(listed.is_ok(), "{path}: {listed:?}");
            let _ = world.clean(&format!("read of {path}"), loaded.read(&step, path, "x-00000000"));
        }
    }
    // the life of one
    let path = "aws.ec2.vpc";
    let desired = object(json!({
        "cidr_block_association_set": [{"CidrBlock": "10.96.0.0/16"}], "tags": {"Name": PLANTED},
    }));
    let made = world.clean("create", loaded.create(&apply, path, &desired)).expect("it is made");
    let actual = world.clean("read", loaded.read(&apply, path, &made.id)).expect("it is read");
    let actual = actual.expect("it is there");
    let mut changed = desired.clone();
    changed["tags"] = json!({"Name": PLANTED, "More": "x"});
    world.clean("update", loaded.update(&apply, path, &made.id, &actual, &changed)).expect("it is changed");
    let _ = world.clean("find", loaded.find(&apply, path, &desired));
    // whatever AWS answers
    let denied = "<Response><Errors><Error><Code>UnauthorizedOperation</Code><Message>no</Message></Error></Errors><RequestID>1</RequestID></Response>";
    let repeated = format!(
        "<Response><Errors><Error><Code>SignatureDoesNotMatch</Code><Message>token {TOKEN} Credential={KEY_ID} {SECRET}</Message></Error></Errors><RequestID>1</RequestID></Response>"
    );
    for fault in [
        Fault::Answer(403, denied.to_owned()),
        Fault::Answer(403, repeated.clone()),
        Fault::Answer(400, repeated.replace("SignatureDoesNotMatch", "InvalidParameterValue")),
    ] {
        world.proxy.inject(Rule::each("*", fault));
        assert!(world.clean("read, refused", loaded.read(&apply, path, &made.id)).is_err());
        assert!(world.clean("create, refused", loaded.create(&apply, path, &desired)).is_err());
        world.proxy.heal();
    }
    let nothing = Object::new();
    let identity = loaded.call(&apply, FunctionKind::Exec, "aws.sts.caller_identity.get", &nothing, false);
    world.clean("exec", identity).expect("it is called");
    world.clean("delete", loaded.delete(&apply, path, &made.id, &changed)).expect("it is deleted");
    assert!(world.emulator.vpcs().is_empty());
    // memories were really seen, with what is in them
    let seen = &world.seen;
    assert!(seen.found_planted.load(Ordering::Relaxed) >= 2, "not even what was planted was found");
    let (memories, bytes) = (seen.dumps(), seen.bytes.load(Ordering::Relaxed));
    println!("{memories} memories, {bytes} bytes, {} requests", world.proxy.requests().len());
    assert!(memories > 100 && bytes > 100 << 16);
    assert!(world.proxy.requests().len() > 30);
}
