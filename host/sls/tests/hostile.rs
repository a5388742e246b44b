//! Texts made to hurt: none may end in a panic, run for long, or take much memory.

use std::fs;
use std::path::Path;
use std::sync::Arc;
use std::time::{Duration, Instant};

use wasmidem_contract::{Diagnostic, Severity, Source, Sources};
use wasmidem_sls::{CompileRequest, Compiled, compile};

struct Text(String);

impl Sources for Text {
    fn read(&self, path: &str) -> Result<Option<Source>, String> {
        let found = path == "t.sls" || path == "again.sls";
        Ok(found.then(|| Source { display_name: path.to_owned(), text: self.0.clone() }))
    }
}

fn run(text: impl Into<String>) -> Result<Compiled, Vec<Diagnostic>> {
    let result = compile(&CompileRequest::new(vec!["t.sls".to_owned()], Arc::new(Text(text.into()))));
    if let Err(problems) = &result {
        assert!(problems.iter().any(|problem| problem.severity == Severity::Error));
        for problem in problems {
            assert_ne!(problem.code, "sls-internal");
            assert!(!problem.message.is_empty());
        }
    }
    result
}

fn first_code(text: impl Into<String>) -> &'static str {
    run(text).err().and_then(|problems| Some(problems.first()?.code)).unwrap_or("nothing is wrong")
}

#[test]
fn limits_hold() {
    let begin = Instant::now();
    assert_eq!(first_code("a: exec.run\n".repeat(9_000_000)), "sls-too-large");
    assert!(begin.elapsed() < Duration::from_secs(5), "{:?}", begin.elapsed());
    assert_eq!(first_code(format!("a: {}", "[".repeat(100_000))), "sls-too-deep");
    assert_eq!(first_code(format!("a: {}", "{b: ".repeat(100_000))), "sls-too-deep");
    assert_eq!(first_code("- ".repeat(100_000)), "sls-too-deep");
    assert_eq!(first_code("{% for a in range(100000) %}{{ 'x' * 1000000 }}{% endfor %}"), "sls-too-large");
    assert_eq!(
        first_code("{% for a in range(100000) %}{% for b in range(100000) %}{% endfor %}{% endfor %}"),
        "sls-jinja-endless"
    );
    let doubling = "{% set x = 'y' %}".to_owned() + &"{% set x %}{{ x }}{{ x }}{% endset %}".repeat(60);
    assert_eq!(first_code(doubling), "sls-too-large");
    assert_eq!(first_code("{% macro m() %}{{ m() }}{% endmacro %}{{ m() }}"), "sls-jinja");
    assert_eq!(first_code(format!("{{{{ {} }}}}", "(".repeat(9_000))), "sls-jinja-syntax");
    for chain in ["-", "not ", "1 + ", "a.", "1 if 1 else ", "1 ~ ", "1 and "] {
        assert_eq!(first_code(format!("{{{{ {}1 }}}}", chain.repeat(100_000))), "sls-too-large", "{chain}");
        let _ = run(format!("{{{{ {}1 }}}}", chain.repeat(9_000)));
    }
    assert_eq!(
        first_code(format!("{{% if x %}}{}{{% endif %}}", "{% elif x %}".repeat(100_000))),
        "sls-too-large"
    );
    let nesting =
        "{% set ns = namespace(x=[]) %}{% for i in range(100000) %}{% set ns.x = [ns.x] %}{% endfor %}";
    for (end, code) in
        [("{{ ns.x }}", "sls-jinja"), ("{{ ns.x | pprint }}", "sls-jinja"), ("{{ ns.x ~ '' }}", "sls-jinja")]
    {
        assert_eq!(first_code(format!("{nesting}{end}")), code, "{end}");
    }
    let _ = run(nesting);
    assert_eq!(first_code("{% include 't.sls' %}"), "sls-jinja");
    assert_eq!(first_code(format!("#!json\n{}", "[".repeat(100_000))), "sls-json");
    assert_eq!(first_code(format!("#!toml\na = {}", "[".repeat(100_000))), "sls-toml");
    let mut bomb = "a0: &a0 {exec.run: [x: xxxxxxxxxxxxxxxx]}\n".to_owned();
    for level in 1..30 {
        bomb.push_str(&format!("a{level}: &a{level} {{x: *a{0}, y: *a{0}}}\n", level - 1));
    }
    assert_eq!(first_code(bomb), "sls-alias");
}

#[test]
fn large_programs_are_fine() {
    let begin = Instant::now();
    let chain: String = (1..20_000)
        .map(|number| format!("s{number}:\n  time.sleep:\n    - require: [{{time: s{}}}]\n", number - 1))
        .collect();
    assert_eq!(run(format!("s0: time.sleep\n{chain}")).unwrap().program.states.len(), 20_000);
    let errors = run(format!("s0:\n  time.sleep: [{{require: [{{time: s19999}}]}}]\n{chain}")).unwrap_err();
    assert_eq!(errors[0].code, "sls-circular");
    let everyone: String = (0..3_000)
        .map(|number| format!("s{number}:\n  exec.run: [{{require: [{{time: '*'}}]}}]\n  time.sleep: []\n"))
        .collect();
    assert_eq!(run(everyone).unwrap().program.states.len(), 6_000);
    let template = "{% for n in range(5000) %}\ns{{ n }}:\n  exec.run:\n    - value: {{ n }}\n{% endfor %}\n";
    assert_eq!(run(template).unwrap().program.states.len(), 5_000);
    let wide = format!("a:\n  exec.run:\n{}", "    - x: ${exec:b:c}\n".repeat(20_000));
    assert_eq!(run(wide).unwrap().program.states.len(), 1);
    let references =
        (0..20_000).map(|number| format!("\"${{exec:b:c{number}}}\"")).collect::<Vec<_>>().join(", ");
    assert_eq!(
        run(format!("a:\n  exec.run: [{{x: [{references}]}}]\n")).unwrap().program.states[0].references.len(),
        20_000
    );
    assert!(begin.elapsed() < Duration::from_secs(60), "{:?}", begin.elapsed());
}

#[test]
fn many_problems_are_cut() {
    let text: String = (0..500).map(|number| format!("s{number}: {number}\n")).collect();
    let problems = run(text).unwrap_err();
    assert_eq!(problems.len(), 101);
    assert!(problems[100].message.contains("400 more"));
}

#[test]
fn circles_of_includes_end() {
    let problems = run("include: [again, .again, t]\n").unwrap_err();
    assert!(problems.iter().all(|problem| problem.code == "sls-include-circle"), "{problems:?}");
    assert_eq!(problems.len(), 4, "{problems:?}");
}

/// Every case, cut off everywhere and with parts left out.
#[test]
fn broken_texts_do_not_panic() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/cases");
    for case in fs::read_dir(root).unwrap() {
        let case = case.unwrap().path();
        if case.ends_with("jinja_endless") {
            continue;
        }
        let Ok(text) = fs::read_to_string(case.join("input.sls")) else { continue };
        let ends: Vec<usize> = text.char_indices().map(|(at, _)| at).collect();
        // A long text is cut at fewer places.
        let step = 3 + ends.len() / 1_000;
        for (number, end) in ends.iter().enumerate() {
            if number % step == 0 {
                let _ = run(text.get(..*end).unwrap());
            } else if number % (2 * step + 1) == 0 {
                let after = ends[(number + 5).min(ends.len() - 1)];
                let _ = run(format!("{}{}", text.get(..*end).unwrap(), text.get(after..).unwrap()));
            }
        }
    }
    for text in [
        "\0",
        "\u{feff}",
        "?",
        ":",
        "- -",
        "&a",
        "*a",
        "!!",
        "%YAML 9.9\n---\n",
        "{{",
        "{%",
        "#!",
        "#!;",
        "\u{e000}{{ 1 }}",
        "a: |\n",
        "a: >-2\n x",
        "${",
        "\t",
        "---\n...\n",
        "'",
    ] {
        let _ = run(text);
    }
}
