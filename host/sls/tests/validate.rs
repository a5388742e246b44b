//! What `validate` shows of state files.

#![allow(clippy::unwrap_used, clippy::indexing_slicing)]

use std::sync::Arc;

use serde_json::{Value, json};
use wasmidem_contract::{Source, Sources};
use wasmidem_sls::{CompileRequest, validate};

struct Text(&'static str);

impl Sources for Text {
    fn read(&self, path: &str) -> Result<Option<Source>, String> {
        let found = path == "input.sls";
        Ok(found.then(|| Source { display_name: path.to_owned(), text: self.0.to_owned() }))
    }
}

fn request(text: &'static str) -> CompileRequest {
    CompileRequest::new(vec!["input.sls".to_owned()], Arc::new(Text(text)))
}

const NETWORK: &str = r#"META:
  name: demo
x:
  exec.run:
    - path: test.echo
    - kwargs:
        value: {{ params.get("p","dd") }}
net:
  aws.ec2.vpc.present:
    - name: net
    - tags: {Name: "n-{{ params.env }}"}
web:
  META: {params: {cidrs: {}}}
  aws.ec2.subnet.present:
    - vpc_id: ${aws.ec2.vpc:net:resource_id}
    - cidr_block: {{ params["cidrs"][0] }}
    - require_in: [{exec: x}]
"#;

#[test]
fn shows_high_and_low_data() {
    let shown = validate(&request(NETWORK)).unwrap();
    let members: Vec<&String> = shown.as_object().unwrap().keys().collect();
    assert_eq!(members, ["high", "low", "meta", "parameters", "warnings"]);
    let x = json!({
        "exec": [
            {"path": "test.echo"},
            {"kwargs": {"value": "{{ params.get('p', 'dd') }}"}},
            {"order": 100000},
            "run",
            {"require": [{"aws.ec2.subnet": "web"}]},
        ],
        "__sls__": "input.sls",
    });
    assert_eq!(shown["high"]["x"], x);
    let web = json!({
        "state": "aws.ec2.subnet", "name": "web", "__sls__": "input.sls", "__id__": "web",
        "vpc_id": "${aws.ec2.vpc:net:resource_id}",
        "cidr_block": "{{ params['cidrs'][0] }}",
        "require_in": [{"exec": "x"}],
        "order": 100002,
        "arg_bind": [{"aws.ec2.vpc": [{"net": [{"resource_id": "vpc_id"}]}]}],
        "fun": "present",
        "require": [{"aws.ec2.vpc": "net"}],
        "recreate_if_deleted": [],
    });
    assert_eq!(shown["low"][2], web);
    let meta = json!({
        "SLS": {"input.sls": {"name": "demo"}}, "ID_DECS": {"input.sls.web": {"params": {"cidrs": {}}}},
    });
    assert_eq!(shown["meta"], meta);
    let parameters = json!({
        "GLOBAL": {"p": "dd", "env": "", "cidrs": [""]},
        "ID_DECS": {"input.sls.x": {"p": ""}, "input.sls.net": {"env": ""}, "input.sls.web": {"cidrs": [""]}},
    });
    assert_eq!(shown["parameters"], parameters);
    let warnings = json!({
        "GLOBAL": {},
        "ID_DECS": {
            "input.sls.x": {"params_meta_missing": ["p"]},
            "input.sls.net": {"params_meta_missing": ["env"]},
        },
    });
    assert_eq!(shown["warnings"], warnings);
}

#[test]
fn parameters_that_are_given_count() {
    let mut request = request(NETWORK);
    request.values.insert("p".to_owned(), 7.into());
    let shown = validate(&request).unwrap();
    assert_eq!(shown["high"]["x"]["exec"][1], json!({"kwargs": {"value": 7}}));
    assert_eq!(shown["parameters"]["GLOBAL"]["p"], json!(7));
}

#[test]
fn stand_ins_go_through_templates() {
    let shown = validate(&request(
        "{% if params.get('flag', false) %}\nhidden: exec.run\n{% endif %}\n\
         {% for k, v in params.tags.items() %}{% for n in params.get('list', [1, 2]) %}\n\
         \"s {{ n }}\":\n  exec.run:\n    - names: [a, b]\n    - order: last\n    - {{ k }}: {{ v.split(',') }}\n\
         {% endfor %}{% endfor %}\n",
    ))
    .unwrap();
    let id = "s {{ params.get('list', '[1, 2]') }}";
    let ids: Vec<&String> = shown["high"].as_object().unwrap().keys().collect();
    assert_eq!(ids, [id]);
    let tags = "{{ params['tags'] }}";
    let low: Vec<Value> = [("a", 1_100_100.000_1), ("b", 1_100_100.000_2)]
        .map(|(name, order)| {
            json!({
                "state": "exec", "name": name, "__sls__": "input.sls", "__id__": id, "order": order,
                tags: tags, "resource_name": name, "fun": "run",
            })
        })
        .to_vec();
    assert_eq!(shown["low"], json!(low));
    assert_eq!(shown["parameters"]["GLOBAL"], json!({"flag": false, "tags": "", "list": [1, 2]}));
}

#[test]
fn mistakes_are_told() {
    let problems = validate(&request("a:\n  exec.run:\n    - x: {{ params.n + 1 }}\n")).unwrap_err();
    assert_eq!(problems[0].location.as_ref().unwrap().to_string(), "input.sls:3:13");
    assert_eq!(validate(&request("a: 1\n")).unwrap_err()[0].code, "sls-id-not-mapping");
}
