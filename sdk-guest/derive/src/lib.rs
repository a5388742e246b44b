//! Derive macro under construction.
