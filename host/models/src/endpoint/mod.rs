//! Where requests of a service go: the rules that AWS publishes for each service, evaluated.
