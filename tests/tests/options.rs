//! Options of idem's users: groups, outputs, configuration files, and how acct files are kept.

use std::fs;

use wasmidem_tests::{Emulator, TestEnvironment};

const STATES: &str = "\
b:
  test.succeed_with_changes: []
c:
  test.nop: []
a:
  test.succeed_with_changes: []
";

fn with_states() -> TestEnvironment {
    let environment = TestEnvironment::new();
    environment.write("x.sls", STATES);
    environment
}

fn run(environment: &TestEnvironment, arguments: &[&str]) -> wasmidem_tests::Finished {
    environment
        .run(&[["run", "x.sls", "--root-dir", "store", "--runtime", "serial"].as_slice(), arguments].concat())
}

#[test]
fn outcomes_are_grouped() {
    let environment = with_states();
    let ids = |group: &str| -> Vec<String> {
        let json = run(&environment, &["--output=json", "--group", group]).exits(0).json();
        let states = json.as_object().expect("a mapping").clone();
        states.iter().map(|(tag, state)| state["__id__"].as_str().unwrap_or(tag).to_owned()).collect()
    };
    assert_eq!(ids("number"), ["b", "c", "a"]);
    assert_eq!(ids("sort"), ["a", "b", "c"]);
    assert_eq!(ids("sort|omit_noop"), ["a", "b", "omit_noop_|-noop_count_|-_|-apply"]);
    let shown = run(&environment, &["--group", "sort|omit_noop"]);
    let text = &shown.exits(0).stdout;
    let at = |line: &str| text.find(line).unwrap_or_else(|| panic!("no `{line}`: {shown}"));
    assert!(at("a  test.succeed_with_changes") < at("b  test.succeed_with_changes"), "{shown}");
    assert!(!text.contains("c  test.nop") && text.contains("= 1 without changes not shown"), "{shown}");
    assert!(text.contains("3 states: "), "{shown}");
    run(&environment, &["--group", "omit_nop"]).exits(2).says("did you mean `omit_noop`?");
}

#[test]
fn outcomes_in_the_formats_of_idem() {
    let environment = with_states();
    let printed = |format: &str| run(&environment, &["--output", format]).exits(0).stdout.clone();
    assert!(
        printed("nested").starts_with("test_|-b_|-b_|-succeed_with_changes:\n    ----------\n    tag:\n")
    );
    let yaml = printed("yaml");
    assert!(yaml.contains("\n  __run_num: 1\n") && yaml.contains("\n  result: true\n"), "{yaml}");
    let pretty = printed("pretty");
    assert!(pretty.starts_with("{'test_|-") && pretty.contains("'result': True,\n"), "{pretty}");
    let raw = printed("raw");
    assert!(raw.starts_with("{'test_|-b_|-b_|-") && raw.lines().count() == 1, "{raw}");
    assert_eq!(printed("state").lines().count(), run(&environment, &[]).exits(0).stdout.lines().count());
    run(&environment, &["--output", "jmespath"]).exits(2).says("--output json");
    environment.write("bad.sls", "a: [");
    let refused = environment.run(&["run", "bad.sls", "--output", "yaml"]);
    assert!(refused.exits(3).stdout.starts_with("errors:\n"), "{refused}");
}

#[test]
fn the_last_of_an_option_counts() {
    let environment = with_states();
    let twice =
        run(&environment, &["--output", "human", "--group", "duration", "--output=json", "--group=sort"]);
    assert_eq!(twice.exits(0).states().len(), 3);
    run(&environment, &["--test", "--test", "--output", "json"]).exits(0).json();
}

#[test]
fn configuration_files_include_others() {
    let environment = with_states();
    environment.write("config/idem.cfg", "idem: {group: number}\ninclude: more/*.cfg\n");
    environment.write("config/more/a.cfg", "idem: {group: sort}\nrend: {output: json}\n");
    let included = run(&environment, &["--config", "config/idem.cfg"]);
    let ids: Vec<String> = included.exits(0).states().keys().cloned().collect();
    assert!(ids.is_sorted() && ids.len() == 3, "{included}");
    environment.write("config/more/b.cfg", "\ninclude: ../idem.cfg\n");
    let circle = run(&environment, &["--config", "config/idem.cfg"]);
    circle.exits(2).says("config/more/b.cfg:2:1").says("includes itself");
}

#[test]
fn a_configuration_file_stands_below_what_is_typed() {
    let mut environment = TestEnvironment::new();
    environment.write("config/more.sls", "more:\n  test.nop: []\n");
    environment.write("x.sls", "include:\n  - more\n");
    let text = "idem:\n  group: sort\n  run_nam: x\n  root_dir: store\nrend:\n  output: json\n";
    environment.write("config/idem.cfg", text);
    let from_file = environment.run(&["run", "x.sls", "--config", "config/idem.cfg"]);
    from_file.exits(0).says("config/idem.cfg:3:3").says("did you mean `idem.run_name`?");
    assert_eq!(from_file.json()["test_|-more_|-more_|-nop"]["result"], true);
    environment.set("WASMIDEM_CONFIG", "config/idem.cfg");
    environment.run(&["run", "x.sls"]).exits(0).json();
    let typed = environment.run(&["run", "x.sls", "--output=human"]);
    typed.exits(0).prints("1 state: ");
    environment.run(&["-c", "none.cfg", "run", "x.sls"]).exits(2).says("does not exist");
    environment.write("wrong.cfg", "idem:\n  reconciler: canary\n");
    let wrong = environment.run(&["run", "x.sls", "-c", "wrong.cfg"]);
    wrong.exits(2).says("wrong.cfg:2:3").says("`--reconciler`").says("basic, none");
    assert!(!wrong.stderr.contains("canary"), "{wrong}");
}

#[test]
fn the_template_shows_what_is_in_effect_without_keys() {
    let mut environment = TestEnvironment::new();
    environment.write("idem.cfg", "#!toml\n[idem]\nrun_name = \"web\"\n[acct]\nacct_key = \"canary-file\"\n");
    environment.set("ACCT_PROFILE", "other");
    let template = environment.run(&["state", "-c", "idem.cfg", "--config-template"]);
    let text = &template.exits(0).stdout;
    assert!(text.contains("  run_name: web\n") && text.contains("  acct_profile: other\n"), "{template}");
    assert!(text.contains("acct_key: \"********\"") && !text.contains("canary"), "{template}");
    environment.write("again.cfg", text.replace("run_name: web", "run_name: again").as_bytes());
    let again = environment.run(&["--config-template", "-c", "again.cfg"]);
    assert!(again.exits(0).stdout.contains("  run_name: again\n") && again.stderr.is_empty(), "{again}");
}

#[test]
fn overrides_choose_the_endpoint() {
    let emulator = Emulator::lease();
    let environment = TestEnvironment::new();
    environment.write(
        "x.sls",
        "net:\n  aws.ec2.vpc.present:\n    - tags: {Name: net}\n    - cidr_block: 10.60.0.0/16\n",
    );
    let profile = serde_json::json!({"key_id": "test", "access_key": "test", "use_ssl": false});
    environment.write("acct.yaml", serde_json::json!({"aws": {"default": profile}}).to_string());
    let over =
        serde_json::json!({"endpoint_url": emulator.endpoint(), "region_name": wasmidem_tests::REGION});
    let over = serde_json::json!({"aws": {"default": over}}).to_string();
    let arguments =
        ["run", "x.sls", "--root-dir=store", "--acct-file=acct.yaml", "--test", "--overrides", over.as_str()];
    environment.run(&arguments).exits(0).prints("1 to create");
    environment
        .run(&["exec", "aws.sts.caller_identity.get", "--overrides", "canary"])
        .exits(8)
        .says("not JSON");
}

/// An editor that does what a line of a shell says with the file `$1`.
#[cfg(unix)]
fn editor(environment: &TestEnvironment, line: &str) -> String {
    use std::os::unix::fs::PermissionsExt;
    let path = environment.write("editor", format!("#!/bin/sh\necho \"$1\" > place\n{line}\n"));
    fs::set_permissions(&path, PermissionsExt::from_mode(0o700)).expect("permissions");
    path.display().to_string()
}

#[cfg(unix)]
#[test]
fn acct_files_are_edited() {
    const NEW: &str = "aws: {default: {key_id: new, access_key: canary}}";
    for plugin in ["fernet", "aesgcm256"] {
        let mut environment = TestEnvironment::new();
        environment.write("acct.yaml", "aws: {default: {key_id: old, access_key: canary}}\n");
        let encrypted = environment.run(&["encrypt", "acct.yaml", "--crypto-plugin", plugin]);
        let key = encrypted.exits(0).stdout.trim().to_owned();
        environment.set("ACCT_KEY", &key);
        let file = format!("acct.yaml.{plugin}");
        let path = environment.work().join(&file);
        let edit = |environment: &TestEnvironment, line: &str| {
            let editor = editor(environment, line);
            let edited =
                environment.run(&["acct_edit", &file, "--crypto-plugin", plugin, "--editor", &editor]);
            let place = fs::read_to_string(environment.work().join("place")).expect("the editor ran");
            assert!(!fs::exists(place.trim()).expect("a path"), "the copy is still there: {edited}");
            assert!(!edited.stderr.contains("canary"), "{edited}");
            edited
        };
        let decrypted = || {
            let printed = environment.run(&["decrypt", &file, "--crypto-plugin", plugin]);
            printed.exits(0).stdout.clone()
        };
        let before = fs::read(&path).expect("the acct file");
        edit(&environment, "true").exits(0).says("nothing has changed");
        edit(&environment, "echo '[canary' > \"$1\"").exits(8).says("as it was");
        edit(&environment, &format!("echo '{NEW}' > \"$1\"; exit 3")).exits(2).says("as it was");
        assert_eq!(fs::read(&path).expect("the acct file"), before);
        assert!(decrypted().contains("old"));
        edit(&environment, &format!("echo '{NEW}' > \"$1\"")).exits(0);
        assert!(decrypted().contains("new"));
    }
}
