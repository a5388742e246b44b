//! Templates that make as much as they can of nothing. Each ends in an error with a place, soon, and
//! without taking the machine's memory.

#![allow(clippy::unwrap_used)]

use std::fs;
use std::sync::Arc;
use std::time::{Duration, Instant};

use wasmidem_contract::{Source, Sources};
use wasmidem_sls::{CompileRequest, compile};

/// What this process may have taken at its worst, in KiB.
const MOST: u64 = 500 << 10;

struct Text(String);

impl Sources for Text {
    fn read(&self, path: &str) -> Result<Option<Source>, String> {
        let text = match path {
            "t.sls" => self.0.as_str(),
            "large.j2" => return Ok(Some(large())),
            _ => return Ok(None),
        };
        Ok(Some(Source { display_name: path.to_owned(), text: text.to_owned() }))
    }
}

/// A template that is mostly text.
fn large() -> Source {
    Source { display_name: "large.j2".to_owned(), text: format!("{}{{{{ 1 }}}}", "x".repeat(1 << 20)) }
}

fn peak() -> u64 {
    let status = fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:")).unwrap_or("0");
    line.trim().trim_end_matches("kB").trim().parse().unwrap()
}

const BOMBS: [&str; 62] = [
    // Doubling.
    "{% set ns = namespace(x='xxxxxxxx') %}{% for i in range(60) %}{% set ns.x = ns.x ~ ns.x %}{% endfor %}",
    "{% set ns = namespace(x='xxxxxxxx') %}{% for i in range(60) %}{% set ns.x = ns.x + ns.x %}{% endfor %}",
    "{% set ns = namespace(x='xxxxxxxx') %}{% for i in range(60) %}{% set ns.x = ns.x * 2 %}{% endfor %}",
    "{% set ns = namespace(x='xxxxxxxx') %}{% for i in range(60) %}{% set ns.x = '%s%s' % (ns.x, ns.x) %}{% endfor %}",
    "{% set ns = namespace(x='xxxxxxxx') %}{% for i in range(60) %}{% set ns.x = '{0}{0}'.format(ns.x) %}{% endfor %}",
    "{% set ns = namespace(x='xxxxxxxx') %}{% for i in range(60) %}{% set ns.x = ns.x.join(['', '', '']) %}{% endfor %}",
    "{% set ns = namespace(x='xxxxxxxx') %}{% for i in range(60) %}{% set ns.x = [ns.x, ns.x] | join %}{% endfor %}",
    "{% set ns = namespace(x='xxxxxxxx') %}{% for i in range(60) %}{% set ns.x = ns.x | replace('x', 'xx') %}{% endfor %}",
    "{% set ns = namespace(x='xxxxxxxx') %}{% for i in range(60) %}{% set ns.x = ns.x.replace('x', 'xxx', 99999999) %}{% endfor %}",
    "{% set ns = namespace(x='&' * 1000000) %}{% for i in range(60) %}{% set ns.x = ns.x | forceescape %}{% endfor %}",
    "{% set ns = namespace(x='%' * 1000000) %}{% for i in range(90) %}{% set ns.x = ns.x | urlencode %}{% endfor %}",
    "{% set ns = namespace(x='xxxxxxxx') %}{% for i in range(90) %}{% set ns.x = ns.x | b64encode %}{% endfor %}",
    "{% set ns = namespace(x=[1]) %}{% for i in range(60) %}{% set ns.x = ns.x + ns.x %}{% endfor %}",
    "{% set ns = namespace(x=[1]) %}{% for i in range(60) %}{% set ns.x = ns.x * 2 %}{% endfor %}",
    "{% set ns = namespace(x=(1,)) %}{% for i in range(60) %}{% set ns.x = ns.x + ns.x %}{% endfor %}",
    "{% set ns = namespace(x=[1]) %}{% for i in range(60) %}{% set ns.x = ns.x | chain(ns.x) %}{% endfor %}",
    "{% set l = [1] %}{% for i in range(60) %}{% do l.extend(l) %}{% endfor %}",
    "{% set x = 'x' %}{% for i in range(60) %}{% set ns = 1 %}{% endfor %}{% set x = x ~ x ~ x ~ x ~ x ~ x ~ x ~ x ~ x ~ x %}{% set x = x * 1000 %}{% set x = x * 1000 %}{% set x = x * 1000 %}",
    // Large at once.
    "{{ 'x' * 10 ** 9 }}",
    "{{ 'x' * 1000000000000000000 }}",
    "{{ ['x'] * 10 ** 9 }}",
    "{{ (1, 2) * 10 ** 9 }}",
    "{{ range(10 ** 9) | list }}",
    "{{ 'x\ny' | indent(10 ** 9) }}",
    "{{ 'x\ny' | indent(width=10 ** 9) }}",
    "{{ 'x' | center(10 ** 9) }}",
    "{{ 'x'.center(10 ** 12) }}",
    "{{ 'x'.ljust(10 ** 9) }}{{ 'x'.rjust(10 ** 9) }}{{ '1'.zfill(10 ** 9) }}",
    "{{ '\t'.expandtabs(10 ** 9) }}",
    "{{ '%1000000000d' % 1 }}",
    "{{ '%*d' % (1000000000, 1) }}",
    "{{ '%.1000000000f' % 1 }}",
    "{{ '{:>1000000000}'.format(1) }}",
    "{{ '%1000000000s' | format(1) }}",
    "{{ [1] | batch(10 ** 9, 'x') | list }}",
    "{{ [1] | slice(10 ** 9, 'x') | list }}",
    "{{ {'a': [1]} | tojson(indent=10 ** 9) }}",
    "{{ range(100000) | join('x' * 100000) }}",
    "{{ ('x' * 100000).join(range(100000)) }}",
    "{{ ('x' * 100000) | replace('', 'x' * 100000) }}",
    "{{ ('x' * 100000).replace('x', 'x' * 100000) }}",
    "{{ ('a b ' * 100000) | wordwrap(1, wrapstring='x' * 100000) }}",
    // Many.
    "{% set l = [] %}{% for a in range(100000) %}{% for b in range(10) %}{% do l.append('x' * 10000) %}{% endfor %}{% endfor %}",
    "{% set s = 'x' * 1000000 %}{% set l = [] %}{% for a in range(100000) %}{% do l.append(s[1:]) %}{% endfor %}",
    "{% set s = 'x' * 1000000 %}{% set l = [] %}{% for a in range(100000) %}{% do l.append(s | upper) %}{% endfor %}",
    "{% set l = [] %}{% for a in range(100000) %}{% set x %}{% include 'large.j2' %}{% endset %}{% do l.append(x) %}{% endfor %}",
    "{% set s = 'x ' * 1000000 %}{% set l = [] %}{% for a in range(100000) %}{% do l.append(s.split()) %}{% endfor %}",
    "{% for a in range(100000) %}{% for b in range(100000) %}{% macro m() %}{{ a }}{% endmacro %}{% endfor %}{% endfor %}",
    // Nesting.
    "{% set ns = namespace(x=1) %}{% for i in range(60) %}{% set ns.x = [ns.x, ns.x] %}{% endfor %}{{ ns.x }}",
    "{% set ns = namespace(x=1) %}{% for i in range(60) %}{% set ns.x = (ns.x, ns.x) %}{% endfor %}{{ ns.x ~ '' }}",
    "{% set ns = namespace(x=1) %}{% for i in range(60) %}{% set ns.x = {'a': ns.x, 'b': ns.x} %}{% endfor %}{{ ns.x | tojson }}",
    "{% set ns = namespace(x=1, y=2) %}{% for i in range(60) %}{% set ns.x = [ns.x, ns.x] %}{% set ns.y = [ns.y, ns.y] %}{% endfor %}{{ ns.x == ns.y }}",
    "{% set ns = namespace(x=1) %}{% for i in range(60) %}{% set ns.x = [ns.x, ns.x] %}{% endfor %}{{ ns.x in [ns.x] }}{{ [ns.x] | unique }}",
    "{% set ns = namespace(x=1) %}{% for i in range(60) %}{% set ns.x = [ns.x, ns.x] %}{% endfor %}{{ ns.x | upper }}",
    "{% set ns = namespace(x=1) %}{% for i in range(60) %}{% set ns.x = [ns.x, ns.x] %}{% endfor %}{{ [1] | select('eq', ns.x) | list }}",
    "{% set ns = namespace(x=1) %}{% for i in range(60) %}{% set ns.x = (ns.x, ns.x) %}{% endfor %}{{ {ns.x: 1} }}",
    "{% set l = [] %}{% do l.append(l) %}{{ l }}",
    "{% set l = [] %}{% do l.append(l) %}{% set m = [] %}{% do m.append(m) %}{{ l == m }}",
    "{% set d = {} %}{% do d.update(a=d) %}{{ d | tojson }}",
    "{% set l = [] %}{% do l.append(l) %}{{ l.index(l) }}",
    // Long.
    "{% set s = 'x' * 10000000 %}{% for a in range(100000) %}{% if 'y' in s %}{% endif %}{% endfor %}",
    "{% set s = 'x' * 10000000 %}{% for a in range(100000) %}{% if s.isupper() or s[a] == 'y' or s | wordcount == 2 %}{% endif %}{% endfor %}",
];

/// Those that leave a state file that is merely empty, as Python would.
const HARMLESS: [&str; 1] = ["{{ l.index(l) }}"];

#[test]
fn bombs_do_not_go_off() {
    let mut wrong = Vec::new();
    for bomb in BOMBS {
        let begin = Instant::now();
        let text = format!("a: 1\n{bomb}\n");
        let result = compile(&CompileRequest::new(vec!["t.sls".to_owned()], Arc::new(Text(text))));
        if begin.elapsed() > Duration::from_secs(5) || peak() > MOST {
            wrong.push(format!("{:?}, {} KiB: {bomb}", begin.elapsed(), peak()));
        }
        let problems = result.err().unwrap_or_default();
        if HARMLESS.iter().any(|end| bomb.ends_with(end)) {
            continue;
        }
        let told = problems.iter().any(|problem| {
            let stopped = ["sls-too-large", "sls-jinja-endless", "sls-jinja"].contains(&problem.code);
            stopped && problem.location.is_some()
        });
        if !told {
            wrong.push(format!("{bomb}: {problems:?}"));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
