//! The arrows between the rooms are those of `docs/architecture.md`, and what has authority stays
//! in the room that owns it.

use std::collections::{BTreeMap, BTreeSet};

use cargo_metadata::{DependencyKind, Metadata, MetadataCommand, Package};

/// Which rooms a room may depend on.
const ARROWS: &[(&str, &[&str])] = &[
    ("wasmidem-contract", &[]),
    ("wasmidem-sls", &["wasmidem-contract"]),
    ("wasmidem-policy", &["wasmidem-contract"]),
    ("wasmidem-audit", &["wasmidem-contract"]),
    ("wasmidem-provenance", &["wasmidem-contract"]),
    ("wasmidem-sandbox", &["wasmidem-contract"]),
    ("wasmidem-models", &["wasmidem-contract"]),
    ("wasmidem-wire", &["wasmidem-contract", "wasmidem-models"]),
    ("wasmidem-gateway", &["wasmidem-contract", "wasmidem-policy", "wasmidem-models"]),
    ("wasmidem-aws", &["wasmidem-contract", "wasmidem-models", "wasmidem-wire", "wasmidem-gateway"]),
    ("wasmidem-run", &["wasmidem-contract"]),
    (
        "wasmidem",
        &[
            "wasmidem-contract",
            "wasmidem-sls",
            "wasmidem-policy",
            "wasmidem-audit",
            "wasmidem-provenance",
            "wasmidem-sandbox",
            "wasmidem-models",
            "wasmidem-gateway",
            "wasmidem-aws",
            "wasmidem-run",
        ],
    ),
    ("wasmidem-guest-derive", &[]),
    ("wasmidem-guest", &["wasmidem-guest-derive"]),
];

/// Which rooms may depend on a crate whose name begins so.
const OWNERS: &[(&str, &[&str])] = &[
    ("aws-", &["wasmidem-aws", "wasmidem-wire", "wasmidem-conformance", "wasmidem-bench"]),
    ("fernet", &["wasmidem-aws"]),
    ("secrecy", &["wasmidem-aws"]),
    ("zeroize", &["wasmidem-aws", "wasmidem-provenance"]),
    ("ed25519", &["wasmidem-provenance"]),
    ("cedar-policy", &["wasmidem-policy"]),
    ("wasmtime", &["wasmidem-sandbox"]),
    ("wit-bindgen", &["wasmidem-guest"]),
    ("minijinja", &["wasmidem-sls"]),
    ("granit-parser", &["wasmidem-sls", "wasmidem-aws"]),
    ("clap", &["wasmidem", "wasmidem-bench", "wasmidem-conformance", "xtask"]),
    ("indicatif", &["wasmidem"]),
];

fn metadata() -> Metadata {
    let manifest = concat!(env!("CARGO_MANIFEST_DIR"), "/../Cargo.toml");
    MetadataCommand::new()
        .manifest_path(manifest)
        .no_deps()
        .other_options(["--offline".to_owned()])
        .exec()
        .unwrap()
}

fn dependencies(package: &Package) -> BTreeSet<&str> {
    let normal = package.dependencies.iter().filter(|dependency| dependency.kind == DependencyKind::Normal);
    normal.map(|dependency| dependency.name.as_str()).collect()
}

#[test]
fn rooms_depend_only_along_the_arrows() {
    let metadata = metadata();
    let packages: BTreeMap<&str, &Package> =
        metadata.packages.iter().map(|package| (package.name.as_str(), package)).collect();
    let allowed: BTreeMap<&str, &[&str]> = ARROWS.iter().copied().collect();
    for (name, package) in &packages {
        if matches!(
            *name,
            "xtask" | "wasmidem-tests" | "wasmidem-bench" | "wasmidem-fuzz" | "wasmidem-conformance"
        ) {
            continue;
        }
        let allowed =
            allowed.get(name).unwrap_or_else(|| panic!("`{name}` is a room without arrows: enter it here"));
        for dependency in
            dependencies(package).into_iter().filter(|dependency| packages.contains_key(dependency))
        {
            assert!(allowed.contains(&dependency), "`{name}` must not depend on `{dependency}`");
        }
    }
}

#[test]
fn authority_stays_with_its_owner() {
    for package in &metadata().packages {
        for dependency in dependencies(package) {
            for (prefix, owners) in OWNERS {
                let owned = dependency.starts_with(prefix);
                assert!(
                    !owned || owners.contains(&package.name.as_str()),
                    "`{}` must not depend on `{dependency}`",
                    package.name
                );
            }
        }
    }
}

#[test]
fn the_contract_does_no_io() {
    let metadata = metadata();
    let contract =
        metadata.packages.iter().find(|package| package.name.as_str() == "wasmidem-contract").unwrap();
    let known: BTreeSet<&str> = ["async-trait", "serde", "serde_json", "thiserror"].into();
    let foreign: Vec<&str> = dependencies(contract).difference(&known).copied().collect();
    assert!(foreign.is_empty(), "{foreign:?}");
}
