use std::sync::Arc;
use wasmidem_contract::{Source, Sources};
use wasmidem_sls::{CompileRequest, compile};
struct Text(String);
impl Sources for Text {
    fn read(&self, path: &str) -> Result<Option<Source>, String> {
        Ok((path == "t.sls").then(|| Source { display_name: path.to_owned(), text: self.0.clone() }))
    }
}
#[test]
fn probe() {
    let text = std::fs::read_to_string(std::env::var("PROBE").unwrap()).unwrap();
    let begin = std::time::Instant::now();
    let r = compile(&CompileRequest::new(vec!["t.sls".to_owned()], Arc::new(Text(text))));
    match r {
        Ok(c) => println!("{} states {:?}", c.program.states.len(), c.warnings),
        Err(e) => {
            for p in e {
                println!("{} {} {:?} {:?}", p.code, p.message, p.location, p.help)
            }
        }
    }
    println!("{:?}", begin.elapsed());
}
