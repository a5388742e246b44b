//! Harness under construction.
