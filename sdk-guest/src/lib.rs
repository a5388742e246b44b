//! SDK under construction.
