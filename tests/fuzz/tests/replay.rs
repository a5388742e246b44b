//! Every input of the corpus, and every one that was found, on its target.

use std::fs;
use std::path::Path;
use std::time::{Duration, Instant};

use wasmidem_fuzz::TARGETS;

/// What the engine allows one input, and something for a machine that does other things too.
const MOST: Duration = Duration::from_secs(10);

#[test]
fn known_inputs_find_nothing() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut slow = Vec::new();
    for (name, target) in TARGETS {
        let mut run = 0;
        for folder in ["corpus", "findings"] {
            let Ok(inputs) = fs::read_dir(root.join(folder).join(name)) else { continue };
            for input in inputs {
                let path = input.unwrap().path();
                let bytes = fs::read(&path).unwrap();
                println!("{}", path.display());
                let begin = Instant::now();
                target(&bytes);
                if begin.elapsed() > MOST {
                    slow.push(format!("{}: {:?}", path.display(), begin.elapsed()));
                }
                run += 1;
            }
        }
        assert!(run > 0, "`{name}` has no corpus");
    }
    assert!(slow.is_empty(), "{slow:#?}");
}
