//! libFuzzer on `wasmidem_fuzz::yaml`.

#![no_main]

libfuzzer_sys::fuzz_target!(|input: &[u8]| wasmidem_fuzz::yaml(input));
