//! `wasi:random`. Without a grant it is one sequence, the same in every instance of every module:
//! SHA-256 of a fixed text and a counter.

use std::collections::VecDeque;

use sha2::{Digest, Sha256};
use wasmidem_contract::Service;
use wasmtime::component::HasData;
use wasmtime_wasi::p2::bindings::random::{insecure, insecure_seed, random};

use crate::limits::Stop;
use crate::linker::service;
use crate::store::Guest;

/// What the sequence is made of, beside a counter.
const SEED: &[u8] = b"wasmidem: no randomness is granted";

/// A sequence that everybody knows.
#[derive(Default)]
pub(super) struct Sequence {
    block: u64,
    rest: VecDeque<u8>,
}

impl Sequence {
    fn take(&mut self, count: usize) -> Vec<u8> {
        while self.rest.len() < count {
            let block = Sha256::new().chain_update(SEED).chain_update(self.block.to_le_bytes()).finalize();
            self.rest.extend(block);
            self.block = self.block.wrapping_add(1);
        }
        self.rest.drain(..count).collect()
    }
}

pub(super) struct Randomness;

impl HasData for Randomness {
    type Data<'a> = View<'a>;
}

pub(super) struct View<'a>(&'a mut Guest);

pub(super) fn view(guest: &mut Guest) -> View<'_> {
    guest.pass_host();
    View(guest)
}

impl View<'_> {
    fn bytes(&mut self, count: u64) -> wasmtime::Result<Vec<u8>> {
        let count = usize::try_from(count).ok().filter(|count| *count <= self.0.limits.transfer);
        let count = count.ok_or(Stop::Randomness)?;
        if self.0.granted(Service::RandomBytes) {
            service::random(self.0, count)
        } else {
            Ok(self.0.wasi().random.take(count))
        }
    }

    fn number(&mut self) -> wasmtime::Result<u64> {
        let bytes = self.bytes(8)?;
        Ok(bytes.iter().fold(0, |number, byte| number << 8 | u64::from(*byte)))
    }
}

impl random::Host for View<'_> {
    fn get_random_bytes(&mut self, count: u64) -> wasmtime::Result<Vec<u8>> {
        self.bytes(count)
    }

    fn get_random_u64(&mut self) -> wasmtime::Result<u64> {
        self.number()
    }
}

impl insecure::Host for View<'_> {
    fn get_insecure_random_bytes(&mut self, count: u64) -> wasmtime::Result<Vec<u8>> {
        self.bytes(count)
    }

    fn get_insecure_random_u64(&mut self) -> wasmtime::Result<u64> {
        self.number()
    }
}

impl insecure_seed::Host for View<'_> {
    fn insecure_seed(&mut self) -> wasmtime::Result<(u64, u64)> {
        Ok((self.number()?, self.number()?))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_sequence_does_not_depend_on_how_it_is_taken() {
        let whole = Sequence::default().take(100);
        let mut parts = Sequence::default();
        let taken: Vec<u8> = [1, 31, 0, 33, 35].into_iter().flat_map(|count| parts.take(count)).collect();
        assert_eq!(taken, whole);
        assert_ne!(whole[..32], whole[32..64]);
    }
}
