//! `spy.search`: what does a module's memory hold after it has worked with AWS?

use wasmidem_guest::prelude::*;

/// What the bytes of a pattern are mixed with, so that the pattern itself does not match.
const MASK: u8 = 0xa5;

/// Works with AWS, then searches all of its memory for byte patterns.
///
/// The comment names the positions of those it found in the list, `found: 0, 2`.
#[state("spy.search")]
pub fn search(
    /// What to search for: bytes XOR 0xA5, as hexadecimal digits.
    patterns: Vec<String>,
    /// Not used; being an argument, it is in memory.
    planted: Option<String>,
) -> Result<Outcome> {
    let worked = work();
    let mut found = Vec::new();
    for (index, pattern) in patterns.iter().enumerate() {
        let masked =
            unhex(pattern).ok_or_else(|| Failure::invalid(format!("pattern {index} is not hexadecimal")))?;
        if is_in_memory(&masked) {
            found.push(index.to_string());
        }
    }
    let kept = planted.map_or(0, |text| text.len());
    Ok(Outcome::succeeded()
        .comment(format!("found: {}", found.join(", ")))
        .comment(format!("calls: {worked}"))
        .comment(format!("planted: {kept} bytes")))
}

/// Everything a module can learn from the host; returns how many calls of AWS succeeded.
fn work() -> usize {
    log::debug(&format!(
        "{:?} {} {} {}",
        context::phase(),
        context::region(),
        context::profile(),
        context::run_id()
    ));
    let calls = [
        ec2::describe_vpcs(&ec2::DescribeVpcsInput::all()).map(|vpcs| format!("{vpcs:?}")),
        ec2::describe_regions(None, None).map(|regions| format!("{regions:?}")),
        // fails, and so brings a failure with all its detail
        ec2::describe_vpcs(&ec2::DescribeVpcsInput::of("vpc-00000000")).map(|vpcs| format!("{vpcs:?}")),
        sts::get_caller_identity().map(|identity| format!("{identity:?}")),
    ];
    calls.iter().for_each(|call| log::debug(&format!("{call:?}")));
    calls.iter().filter(|call| call.is_ok()).count()
}

fn unhex(text: &str) -> Option<Vec<u8>> {
    let digits = text.as_bytes();
    if digits.is_empty() || !digits.len().is_multiple_of(2) {
        return None;
    }
    let digit = |byte: u8| char::from(byte).to_digit(16).and_then(|digit| u8::try_from(digit).ok());
    digits.chunks(2).map(|pair| Some(digit(*pair.first()?)? << 4 | digit(*pair.last()?)?)).collect()
}

/// Whether the bytes stand anywhere in linear memory.
#[cfg(target_arch = "wasm32")]
fn is_in_memory(masked: &[u8]) -> bool {
    const PAGE: usize = 65536;
    let end = core::arch::wasm32::memory_size(0) * PAGE;
    let Some(&first) = masked.first() else { return false };
    // Address 0 cannot be pointed to; nobody writes there.
    (1..end.saturating_sub(masked.len())).any(|start| {
        byte(start) ^ MASK == first
            && masked.iter().enumerate().all(|(offset, &wanted)| byte(start + offset) ^ MASK == wanted)
    })
}

#[cfg(target_arch = "wasm32")]
#[expect(unsafe_code, reason = "the point of this module is to read memory that is not its own")]
fn byte(address: usize) -> u8 {
    // SAFETY: the caller stays below the end of the memory, and bytes have no invalid values.
    unsafe { core::ptr::with_exposed_provenance::<u8>(address).read_volatile() }
}

#[cfg(not(target_arch = "wasm32"))]
fn is_in_memory(masked: &[u8]) -> bool {
    masked.is_empty() && MASK == 0
}

wasmidem_guest::export!(functions: [search]);
