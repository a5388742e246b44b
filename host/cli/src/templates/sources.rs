//! The files of the repository that projects are made of. A test of [`super`] compares these lists
//! with what is there.

/// A file: its path below a folder, and its text.
pub type Source = (&'static str, &'static str);

/// Files of a folder of the repository.
pub struct Folder {
    /// The folder.
    #[cfg_attr(not(test), expect(dead_code, reason = "a test looks what is there"))]
    pub path: &'static str,
    /// Its files.
    pub files: &'static [Source],
}

macro_rules! files {
    ($base:literal: $($path:literal),* $(,)?) => {
        Folder {
            path: $base,
            files: &[$(($path, include_str!(concat!(env!("CARGO_MANIFEST_DIR"), "/../../", $base, "/", $path)))),*],
        }
    };
}

/// Manages a resource.
pub const RUST_GATEWAY: Folder = files!("examples/modules/rust/gateway":
    ".gitignore",
    "Cargo.toml",
    "build.sh",
    "src/lib.rs",
    "tests/gateway.rs",
);

/// Offers functions.
pub const RUST_HELLO: Folder = files!("examples/modules/rust/hello":
    ".gitignore",
    "Cargo.toml",
    "build.sh",
    "src/lib.rs",
    "tests/functions.rs",
);

/// Manages a resource.
pub const PYTHON_GATEWAY: Folder = files!("examples/modules/python/gateway":
    ".gitignore",
    "app.py",
    "build.sh",
    "requirements.txt",
    "test_app.py",
);

/// Offers functions.
pub const PYTHON_HELLO: Folder = files!("examples/modules/python/hello":
    ".gitignore",
    "app.py",
    "build.sh",
    "requirements.txt",
    "test_app.py",
);

/// Manages a resource.
pub const JS_GATEWAY: Folder = files!("examples/modules/js/gateway":
    ".gitignore",
    "gateway.js",
    "gateway.test.js",
    "module.js",
    "package.json",
);

/// Offers functions.
pub const JS_HELLO: Folder = files!("examples/modules/js/hello":
    ".gitignore",
    "hello.js",
    "hello.test.js",
    "module.js",
    "package.json",
);

/// Manages a resource.
pub const C_GATEWAY: Folder = files!("examples/modules/c/gateway":
    ".gitignore",
    "Makefile",
    "module.c",
    "requirements.txt",
    "test.c",
);

/// Offers functions.
pub const C_HELLO: Folder = files!("examples/modules/c/hello":
    ".gitignore",
    "Makefile",
    "module.c",
    "requirements.txt",
    "test.c",
);

/// The interfaces of a module that does.
pub const WIT_GATEWAY: Folder = files!("examples/modules/wit/gateway":
    "deps/ec2/internet-gateway.wit",
    "deps/ec2/tags.wit",
    "deps/ec2/types.wit",
    "deps/host/types.wit",
    "deps/module/module.wit",
    "world.wit",
);

/// The interfaces of a module that does.
pub const WIT_HELLO: Folder = files!("examples/modules/wit/hello":
    "deps/host/context.wit",
    "deps/host/types.wit",
    "deps/module/module.wit",
    "deps/sts/sts.wit",
    "world.wit",
);

/// What the modules in C read and write JSON with.
pub const C_JSON: Folder = files!("examples/modules/c/json":
    "json.c",
    "json.h",
);

/// The SDK for Rust.
pub const SDK: Folder = files!("sdk-guest":
    "Cargo.toml",
    "README.md",
    "derive/Cargo.toml",
    "derive/src/aws.rs",
    "derive/src/document.rs",
    "derive/src/function.rs",
    "derive/src/lib.rs",
    "derive/src/members.rs",
    "derive/src/object.rs",
    "derive/src/operation_name.rs",
    "src/attributes.rs",
    "src/aws.rs",
    "src/base64.rs",
    "src/batch.rs",
    "src/bindings.rs",
    "src/clock.rs",
    "src/context.rs",
    "src/ec2.rs",
    "src/exchange.rs",
    "src/failure.rs",
    "src/fake.rs",
    "src/files.rs",
    "src/function.rs",
    "src/hub.rs",
    "src/input.rs",
    "src/json.rs",
    "src/lib.rs",
    "src/log.rs",
    "src/module.rs",
    "src/operation.rs",
    "src/policy.rs",
    "src/random.rs",
    "src/resource.rs",
    "src/sts.rs",
    "src/tag_forms.rs",
    "src/tags.rs",
);

/// All interfaces, which the SDK has bindings for.
pub const WIT: Folder = files!("wit":
    "README.md",
    "v0.1/deps/ec2/internet-gateway.wit",
    "v0.1/deps/ec2/region.wit",
    "v0.1/deps/ec2/route-table.wit",
    "v0.1/deps/ec2/security-group.wit",
    "v0.1/deps/ec2/subnet.wit",
    "v0.1/deps/ec2/tags.wit",
    "v0.1/deps/ec2/types.wit",
    "v0.1/deps/ec2/vpc.wit",
    "v0.1/deps/host/clock.wit",
    "v0.1/deps/host/context.wit",
    "v0.1/deps/host/files.wit",
    "v0.1/deps/host/hub.wit",
    "v0.1/deps/host/log.wit",
    "v0.1/deps/host/random.wit",
    "v0.1/deps/host/types.wit",
    "v0.1/deps/sts/sts.wit",
    "v0.1/module.wit",
);

/// The folders, for the test.
#[cfg(test)]
pub const ALL: [Folder; 13] = [
    RUST_GATEWAY,
    RUST_HELLO,
    PYTHON_GATEWAY,
    PYTHON_HELLO,
    JS_GATEWAY,
    JS_HELLO,
    C_GATEWAY,
    C_HELLO,
    WIT_GATEWAY,
    WIT_HELLO,
    C_JSON,
    SDK,
    WIT,
];
