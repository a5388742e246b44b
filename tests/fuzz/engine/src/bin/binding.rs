//! libFuzzer on `wasmidem_fuzz::binding`.

#![no_main]

libfuzzer_sys::fuzz_target!(|input: &[u8]| wasmidem_fuzz::binding(input));
