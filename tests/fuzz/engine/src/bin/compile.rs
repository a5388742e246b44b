//! libFuzzer on `wasmidem_fuzz::compile`.

#![no_main]

libfuzzer_sys::fuzz_target!(|input: &[u8]| wasmidem_fuzz::compile(input));
