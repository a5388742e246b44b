//! HTML reports of real runs, looked at in a real browser.

mod chromium;
mod page;

use std::io::Read;
use std::net::TcpListener;
use std::path::PathBuf;
use std::time::{Duration, Instant};

use serde_json::{Value, json};
use wasmidem_tests::{Emulator, Fault, Finished, Proxy, Rule, TestEnvironment};

use page::{Page, Scheme};

const BEFORE: &str = "\
net:
  aws.ec2.vpc.present:
    - cidr_block_association_set:
      - CidrBlock: 10.70.0.0/16
    - tags: {Name: net, Use: parking, Old: thing}
old:
  aws.ec2.vpc.present:
    - cidr_block_association_set:
      - CidrBlock: 10.71.0.0/16
";

/// Of each status one, but for a replacement.
const AFTER: &str = "\
net:
  aws.ec2.vpc.present:
    - cidr_block_association_set:
      - CidrBlock: 10.70.0.0/16
      - CidrBlock: 10.72.0.0/16
    - tags: {Name: net, Use: market, Day: saturday}
old:
  aws.ec2.vpc.absent: []
new:
  aws.ec2.vpc.present:
    - cidr_block_association_set:
      - CidrBlock: 10.73.0.0/16
    - tags: {Name: new}
refused:
  aws.ec2.internet_gateway.present:
    - tags: {Name: refused}
later:
  test.nop:
    - require:
      - aws.ec2.internet_gateway: refused
call:
  exec.run:
    - path: test.echo
    - kwargs: {value: {a: [1, 2], text: some words}}
wait:
  time.sleep:
    - duration: 0
    - durration: 1
";

/// A report of a run, and the environment that holds its file.
struct Report {
    environment: TestEnvironment,
    run: Finished,
}

impl Report {
    fn of(environment: TestEnvironment, arguments: &[&str]) -> Self {
        let all: Vec<&str> = [&["run", "--root-dir", "store", "--html", "report.html"], arguments].concat();
        let run = environment.run(&all);
        Self { environment, run }
    }

    /// Everything a report can show.
    fn rich() -> Self {
        let emulator = Emulator::lease();
        let proxy = Proxy::start(emulator.address());
        let environment = TestEnvironment::at(proxy.endpoint());
        environment.write("before.sls", BEFORE);
        environment.write("after.sls", AFTER);
        environment.run(&["run", "before.sls", "--root-dir", "store"]).exits(0);
        proxy.inject(Rule::each("CreateInternetGateway", Fault::Denied));
        proxy.inject(Rule::each("DescribeVpcs", Fault::Throttled).times(1));
        let report = Self::of(environment, &["after.sls", "--runtime", "serial"]);
        report.run.exits(1);
        report
    }

    fn file(&self) -> PathBuf {
        self.environment.work().join("report.html")
    }

    /// The report in a browser, if there is one.
    fn page(&self, width: u32, scheme: Scheme) -> Option<Page> {
        let mut page = Page::start()?;
        page.open(&self.file(), width, scheme);
        Some(page)
    }
}

/// The ids of the rows that are shown.
fn shown(page: &mut Page) -> Value {
    page.js(
        "[...document.querySelectorAll('#table > tbody')].filter((body) => body.checkVisibility()).map((body) => body.querySelector('.id').textContent)",
    )
}

/// The text of an element as it is shown.
fn text(page: &mut Page, selector: &str) -> String {
    let selector = json!(selector);
    let text = page.js(&format!("document.querySelector({selector})?.innerText ?? ''"));
    text.as_str().unwrap_or_default().to_owned()
}

#[test]
fn it_says_how_the_run_went() {
    let report = Report::rich();
    let Some(mut page) = report.page(1280, Scheme::Light) else { return };
    assert_eq!(text(&mut page, "h1"), "1 of 7 states failed");
    assert_eq!(page.js("document.title"), "1 of 7 states failed – wasmidem");
    let failure = text(&mut page, "#failures");
    for part in [
        "refused",
        "aws.ec2.internet_gateway.present",
        "You are not authorized",
        "blame: AWS",
        "aws.ec2.UnauthorizedOperation",
        "at after.sls:15:3",
    ] {
        assert!(failure.contains(part), "{part}: {failure}");
    }
    let warnings = text(&mut page, "#warnings");
    assert!(warnings.contains("wait") && warnings.contains("did you mean `duration`?"), "{warnings}");
    let facts = text(&mut page, "#facts").replace('\n', " ");
    assert!(facts.contains("states 7") && facts.contains("exit code 1"), "{facts}");
    assert_eq!(page.js("document.querySelectorAll('.lanes .span').length"), 6, "bars of states that ran");
    page.is_quiet();
}

#[test]
fn the_filter_and_the_chips_reduce_the_rows() {
    let report = Report::rich();
    let Some(mut page) = report.page(1280, Scheme::Light) else { return };
    let all = json!(["net", "old", "new", "refused", "later", "call", "wait"]);
    assert_eq!(shown(&mut page), all);
    page.press("/");
    page.type_text("internet_gateway");
    page.until(
        "the filter is applied",
        "document.querySelectorAll('#table > tbody:not([hidden])').length === 1",
    );
    assert_eq!(shown(&mut page), json!(["refused"]));
    assert_eq!(text(&mut page, "#count"), "1 of 7 states");
    page.press("Escape");
    assert_eq!(shown(&mut page), all);
    // what a state says of its changes, its calls and its failure is found as well
    for (words, found) in [
        ("saturday", json!(["net"])),
        ("createvpc", json!(["new"])),
        ("needs refused", json!(["later"])),
        ("no such thing", json!([])),
    ] {
        page.js("document.querySelector('#filter').focus()");
        page.type_text(words);
        page.until(
            "the filter is applied",
            &format!(
                "document.querySelectorAll('#table > tbody:not([hidden])').length === {}",
                found.as_array().map_or(0, Vec::len)
            ),
        );
        assert_eq!(shown(&mut page), found, "{words}");
        page.press("Escape");
    }
    page.click("#chips .s-fail");
    assert_eq!(shown(&mut page), json!(["refused"]));
    page.click("#chips .s-skip");
    assert_eq!(shown(&mut page), json!(["refused", "later"]));
    assert_eq!(page.js("document.querySelector('#chips .s-fail').getAttribute('aria-pressed')"), "true");
    page.click("#chips .s-fail");
    page.click("#chips .s-skip");
    assert_eq!(shown(&mut page), all);
    page.is_quiet();
}

#[test]
fn a_state_opens_and_tells_everything() {
    let report = Report::rich();
    let Some(mut page) = report.page(1280, Scheme::Light) else { return };
    assert_eq!(page.js("document.querySelectorAll('.detail').length"), 0);
    page.click("#state-0 .open");
    assert_eq!(page.js("document.querySelector('#state-0 .open').getAttribute('aria-expanded')"), "true");
    let changes = text(&mut page, "#state-0 .changes").replace('\t', " ");
    let expected = [
        "tags.Use",
        "parking",
        "market",
        "tags.Day",
        "saturday",
        "tags.Old",
        "thing",
        "cidr_block_association_set",
        "10.72.0.0/16",
    ];
    for part in expected {
        assert!(changes.contains(part), "{part}: {changes}");
    }
    assert_eq!(text(&mut page, "#state-0 .changes tr:has(.tilde) .old"), "parking");
    let calls = text(&mut page, "#state-0 .inner");
    for part in
        ["ec2:DescribeVpcs", "ec2:CreateTags", "write", "2 attempts", "after aws.ec2.RequestLimitExceeded"]
    {
        assert!(calls.contains(part), "{part}: {calls}");
    }
    page.click("#state-0 .open");
    assert_eq!(page.js("document.querySelector('#state-0 .detail').checkVisibility()"), false);
    // by keyboard alone
    page.js("document.querySelector('#state-4 .open').focus()");
    page.press("Enter");
    assert!(
        text(&mut page, "#state-4 .detail").contains("needs `refused`, which failed"),
        "not opened by Enter"
    );
    page.js("document.querySelector('#state-4 .jump').focus()");
    page.press("Enter");
    assert_eq!(
        page.js("document.activeElement.closest('tbody').id"),
        "state-3",
        "the focus follows the jump"
    );
    assert!(text(&mut page, "#state-3 .detail").contains("aws.ec2.UnauthorizedOperation"));
    page.js("document.querySelector('#lanes').focus()");
    for key in ["End", "Home", "ArrowRight"] {
        page.press(key);
    }
    assert!(
        text(&mut page, "#lanes-hint").starts_with("old (aws.ec2.vpc.absent): deleted"),
        "{}",
        text(&mut page, "#lanes-hint")
    );
    page.press("Enter");
    assert_eq!(page.js("document.activeElement.closest('tbody').id"), "state-1");
    page.click("#expand");
    assert_eq!(page.js("document.querySelectorAll('.detail:not([hidden])').length"), 7);
    page.click("#collapse");
    assert_eq!(page.js("document.querySelectorAll('.detail:not([hidden])').length"), 0);
    page.click("[data-sort=id]");
    assert_eq!(shown(&mut page), json!(["call", "later", "net", "new", "old", "refused", "wait"]));
    page.is_quiet();
}

/// Nothing is loaded, and nothing could be: the page's own policy forbids it.
#[test]
fn it_reaches_nothing() {
    let report = Report::rich();
    let Some(mut page) = report.page(1280, Scheme::Light) else { return };
    page.click("#expand");
    page.is_quiet();
    assert_eq!(page.requests(), [format!("file://{}", report.file().display())]);
    let listener = TcpListener::bind("127.0.0.1:0").expect("a free port");
    listener.set_nonblocking(true).expect("it can be asked without waiting");
    let address = listener.local_addr().expect("it is bound");
    let refused = page.js(&format!(
        "(async () => {{
            const refused = [];
            document.addEventListener('securitypolicyviolation', (event) => refused.push(event.effectiveDirective));
            await fetch('http://{address}/fetch').catch(() => {{}});
            const add = (name, attributes) => document.body.append(Object.assign(document.createElement(name), attributes));
            add('img', {{src: 'http://{address}/image'}});
            add('iframe', {{src: 'http://{address}/frame'}});
            add('script', {{src: 'http://{address}/script'}});
            add('script', {{textContent: 'document.title = \"taken over\"'}});
            add('link', {{rel: 'stylesheet', href: 'http://{address}/style'}});
            add('div', {{innerHTML: '<b onclick=\"1\" style=\"color:red\">x</b>'}});
            await new Promise((done) => setTimeout(done, 500));
            return [refused.sort(), document.title];
        }})()"
    ));
    let kinds: Vec<&str> = refused[0].as_array().into_iter().flatten().filter_map(Value::as_str).collect();
    for kind in ["connect-src", "frame-src", "img-src", "script-src-elem", "style-src-elem", "style-src-attr"]
    {
        assert!(kinds.contains(&kind), "{kind}: {kinds:?}");
    }
    assert_eq!(refused[1], "1 of 7 states failed – wasmidem", "a script that was added ran");
    // Browsers may connect ahead of a navigation; what counts is what is sent.
    while let Ok((mut stream, _)) = listener.accept() {
        stream.set_nonblocking(false).expect("it can be waited for");
        stream.set_read_timeout(Some(Duration::from_millis(300))).expect("a limit can be set");
        let mut sent = String::new();
        let _ = stream.read_to_string(&mut sent);
        assert_eq!(sent, "", "a request left");
    }
}

#[test]
fn texts_can_be_read_in_both_schemes() {
    let report = Report::rich();
    for width in [1280, 390] {
        for scheme in [Scheme::Light, Scheme::Dark] {
            let Some(mut page) = report.page(width, scheme) else { return };
            page.click("#expand");
            page.click("#chips .s-unchanged");
            page.click("#chips .s-unchanged");
            let seen = page.js(&format!("({})(4.5)", include_str!("contrast.js")));
            assert!(seen["looked"].as_u64().is_some_and(|looked| looked > 150), "{seen}");
            assert_eq!(seen["found"], json!([]), "too little contrast at {width}, {scheme:?}");
            let dark = page.js("getComputedStyle(document.body).backgroundColor");
            assert_eq!(dark == "rgb(17, 19, 24)", scheme == Scheme::Dark, "{dark}");
            assert_eq!(
                page.js("document.documentElement.scrollWidth <= innerWidth"),
                true,
                "wider than the window of {width}"
            );
            page.is_quiet();
        }
    }
}

/// Ids and values come from state files and from AWS: they are shown, never obeyed.
#[test]
fn hostile_names_are_text() {
    const NAMES: [&str; 5] = [
        "</script><script>alert(1)</script>",
        "<img src=x onerror=alert(2)>",
        "a\u{202e}b\u{2066}c",
        "<!-- <script> ${alert(3)} {{script}}",
        "'\"><svg onload=alert(4)>",
    ];
    let environment = TestEnvironment::new();
    let states: Vec<String> = NAMES
        .iter()
        .map(|name| {
            format!(
                "{}:\n  exec.run:\n    - path: test.echo\n    - kwargs: {{value: {{v: {0}}}}}\n",
                json!(name)
            )
        })
        .collect();
    environment.write("hostile.sls", states.concat());
    let report = Report::of(environment, &["hostile.sls", "--render", "yaml"]);
    report.run.exits(0);
    let Some(mut page) = report.page(1280, Scheme::Light) else { return };
    page.click("#expand");
    let visible = NAMES.map(|name| name.replace('\u{202e}', "\\u{202e}").replace('\u{2066}', "\\u{2066}"));
    assert_eq!(shown(&mut page), json!(visible));
    assert_eq!(
        page.js("document.querySelectorAll('img, svg, body script:not(#data):not(:last-of-type)').length"),
        0
    );
    page.is_quiet();
}

#[test]
fn what_keeps_a_run_from_beginning_is_shown() {
    let environment = TestEnvironment::new();
    environment.write("broken.sls", "a:\n  test.nop:\n    - x: {{ nope }}\n");
    let report = Report::of(environment, &["broken.sls"]);
    report.run.exits(3);
    let Some(mut page) = report.page(1280, Scheme::Light) else { return };
    assert_eq!(text(&mut page, "h1"), "Nothing was run");
    let problems = text(&mut page, "#problems");
    assert!(
        problems.contains("`nope` is undefined") && problems.contains("at broken.sls:3:13"),
        "{problems}"
    );
    assert_eq!(page.js("document.querySelector('#states').checkVisibility()"), false);
    page.is_quiet();
}

#[test]
fn two_thousand_states_stay_fluent() {
    let environment = TestEnvironment::new();
    let states: Vec<String> =
        (0..2000).map(|number| format!("s-{number}:\n  exec.run:\n    - path: test.echo\n    - kwargs: {{value: {{number: {number}}}}}\n")).collect();
    environment.write("many.sls", states.concat());
    let mut environment = environment;
    environment.limit(Duration::from_secs(300));
    let report = Report::of(environment, &["many.sls", "--runtime", "parallel"]);
    report.run.exits(0);
    let started = Instant::now();
    let Some(mut page) = report.page(1280, Scheme::Light) else { return };
    page.until("all rows are there", "document.querySelectorAll('#table > tbody').length === 2000");
    let loaded = started.elapsed();
    let started = Instant::now();
    page.press("/");
    page.type_text("s-1999");
    page.until(
        "the filter is applied",
        "document.querySelectorAll('#table > tbody:not([hidden])').length === 1",
    );
    let filtered = started.elapsed();
    page.click("#state-1999 .open");
    assert!(text(&mut page, "#state-1999 .changes").contains("1999"));
    println!(
        "2,000 states: shown after {loaded:?} with the start of the browser, filtered after {filtered:?}"
    );
    // Far from what a user would bear, but quadratic work would take longer still.
    assert!(
        loaded < Duration::from_secs(40) && filtered < Duration::from_secs(5),
        "{loaded:?}, {filtered:?}"
    );
    page.is_quiet();
}
