//! The interfaces of `wit/` as Rust, generated. Authors use the other modules.

#![allow(missing_docs, unsafe_code, unused_qualifications, clippy::all, clippy::pedantic)]
#![allow(clippy::needless_pass_by_value, clippy::indexing_slicing, clippy::unwrap_used, clippy::panic)]
#![allow(clippy::cast_possible_truncation, clippy::expect_used, clippy::todo, clippy::unimplemented)]

wit_bindgen::generate!({
    path: "../wit/v0.1",
    world: "wasmidem:module/module",
    generate_all,
    pub_export_macro: true,
    export_macro_name: "export_component",
    default_bindings_module: "wasmidem_guest::bindings",
    // Records of AWS are written and read as JSON with the member names of the AWS API, so that a
    // state can hold them as they are.
    additional_derives: [Default, PartialEq, wasmidem_guest_derive::Object],
    additional_derives_ignore: [
        "cause", "failure", "level", "run-phase", "kind", "progress", "created", "resource-type", "function-info",
        "time",
    ],
});
