//! Says whether a module's file is the one that was agreed on.
