//! WASI 0.2 for components that import it, with nothing behind it: no files, environment, arguments
//! or network, standard input at its end, standard output and error in the log. Clocks, randomness
//! and folders only as a policy grants them; without a grant clocks and randomness are made up, the
//! same at each call, so that the runtimes of languages can start.
//!
//! Only what a component imports is linked. Time in these functions counts as computed by the guest,
//! but for what it sleeps.

mod clocks;
mod output;
mod random;

use std::collections::BTreeMap;

use wasmidem_contract::{Event, LogLevel, Service};
use wasmtime::component::{HasData, Linker, ResourceTable};
use wasmtime_wasi::cli::{WasiCli, WasiCliCtxView};
use wasmtime_wasi::filesystem::{WasiFilesystem, WasiFilesystemCtxView};
use wasmtime_wasi::p2::bindings::{
    cli, clocks as clock_bindings, filesystem, random as random_bindings, sockets,
};
use wasmtime_wasi::sockets::{WasiSockets, WasiSocketsCtxView};
use wasmtime_wasi::{FsPerms, WasiCtx};
use wasmtime_wasi_io::bindings::wasi::io;

use crate::linker::service;
use crate::store::{Guest, Purpose};
use output::Output;

/// The interfaces of WASI 0.2 that a module may import, by package.
const INTERFACES: &[(&str, &[&str])] = &[
    (
        "wasi:cli",
        &[
            "environment",
            "exit",
            "stdin",
            "stdout",
            "stderr",
            "terminal-input",
            "terminal-output",
            "terminal-stdin",
            "terminal-stdout",
            "terminal-stderr",
        ],
    ),
    ("wasi:clocks", &["monotonic-clock", "wall-clock"]),
    ("wasi:filesystem", &["preopens", "types"]),
    ("wasi:io", &["error", "poll", "streams"]),
    ("wasi:random", &["insecure", "insecure-seed", "random"]),
    (
        "wasi:sockets",
        &[
            "instance-network",
            "ip-name-lookup",
            "network",
            "tcp",
            "tcp-create-socket",
            "udp",
            "udp-create-socket",
        ],
    ),
];

/// Whether there is such an interface. A version has to be one of 0.2: later ones only add.
pub(crate) fn knows(package: &str, interface: &str, version: Option<&str>) -> bool {
    let known = INTERFACES.iter().any(|(name, all)| *name == package && all.contains(&interface));
    known && version.is_some_and(|version| version.starts_with("0.2."))
}

/// What stands behind the WASI imports of one instance.
pub(crate) struct Wasi {
    /// Without files.
    ctx: WasiCtx,
    /// With the folders that are granted, once the guest has asked for them.
    folders: Option<WasiCtx>,
    table: ResourceTable,
    time: clocks::Time,
    random: random::Sequence,
    /// What the gate has said: it is asked once in a call.
    grants: BTreeMap<Service, bool>,
}

impl Wasi {
    fn new(guest: &Guest) -> Self {
        let mut table = ResourceTable::new();
        // some handles stand for two entries
        table.set_max_capacity(guest.limits.handles.saturating_mul(2));
        let ctx = WasiCtx::builder()
            .stdout(Output::new(guest, LogLevel::Info))
            .stderr(Output::new(guest, LogLevel::Warn))
            .allow_tcp(false)
            .allow_udp(false)
            .allow_ip_name_lookup(false)
            .build();
        Self {
            ctx,
            folders: None,
            table,
            time: clocks::Time::default(),
            random: random::Sequence::default(),
            grants: BTreeMap::new(),
        }
    }
}

impl Guest {
    fn wasi(&mut self) -> &mut Wasi {
        let wasi = self.wasi.take().unwrap_or_else(|| Box::new(Wasi::new(self)));
        self.wasi.insert(wasi)
    }

    /// Whether a policy grants a service; asked once in a call.
    fn granted(&mut self, service: Service) -> bool {
        if let Some(granted) = self.wasi().grants.get(&service) {
            return *granted;
        }
        let granted = self.purpose == Purpose::Run && service::permit(self, service, None).is_ok();
        self.wasi().grants.insert(service, granted);
        granted
    }

    /// The folders that a policy lets this module read, opened for reading.
    fn open_folders(&self) -> WasiCtx {
        let mut builder = WasiCtx::builder();
        for folder in &self.runner.folders {
            let permitted = self.purpose == Purpose::Run
                && service::permit(self, Service::FilesRead, Some(&folder.name)).is_ok();
            if !permitted {
                continue;
            }
            let place = format!("/{}", folder.name);
            if let Err(error) = builder.preopened_dir(&folder.path, place, FsPerms::ReadOnly) {
                let message = format!("the folder `{}` cannot be opened: {error}", folder.name);
                self.events.emit(Event::Warning { state: self.caller.step.state.clone(), message });
            }
        }
        builder.allow_tcp(false).allow_udp(false).allow_ip_name_lookup(false).build()
    }
}

struct Table;

impl HasData for Table {
    type Data<'a> = &'a mut ResourceTable;
}

fn table(guest: &mut Guest) -> &mut ResourceTable {
    guest.pass_host();
    &mut guest.wasi().table
}

fn standard(guest: &mut Guest) -> WasiCliCtxView<'_> {
    guest.pass_host();
    let wasi = guest.wasi();
    WasiCliCtxView { ctx: wasi.ctx.cli(), table: &mut wasi.table }
}

fn network(guest: &mut Guest) -> WasiSocketsCtxView<'_> {
    guest.pass_host();
    let wasi = guest.wasi();
    WasiSocketsCtxView { ctx: wasi.ctx.sockets(), table: &mut wasi.table }
}

fn files(guest: &mut Guest) -> WasiFilesystemCtxView<'_> {
    guest.pass_host();
    if guest.wasi().folders.is_none() {
        let folders = guest.open_folders();
        guest.wasi().folders = Some(folders);
    }
    let wasi = guest.wasi();
    let ctx = wasi.folders.as_mut().unwrap_or(&mut wasi.ctx);
    WasiFilesystemCtxView { ctx: ctx.filesystem(), table: &mut wasi.table }
}

/// Links one interface.
pub(crate) fn link(linker: &mut Linker<Guest>, package: &str, interface: &str) -> wasmtime::Result<()> {
    match (package, interface) {
        ("wasi:cli", "environment") => cli::environment::add_to_linker::<_, WasiCli>(linker, standard),
        ("wasi:cli", "exit") => cli::exit::add_to_linker::<_, WasiCli>(linker, standard),
        ("wasi:cli", "stdin") => cli::stdin::add_to_linker::<_, WasiCli>(linker, standard),
        ("wasi:cli", "stdout") => cli::stdout::add_to_linker::<_, WasiCli>(linker, standard),
        ("wasi:cli", "stderr") => cli::stderr::add_to_linker::<_, WasiCli>(linker, standard),
        ("wasi:cli", "terminal-input") => cli::terminal_input::add_to_linker::<_, WasiCli>(linker, standard),
        ("wasi:cli", "terminal-output") => {
            cli::terminal_output::add_to_linker::<_, WasiCli>(linker, standard)
        }
        ("wasi:cli", "terminal-stdin") => cli::terminal_stdin::add_to_linker::<_, WasiCli>(linker, standard),
        ("wasi:cli", "terminal-stdout") => {
            cli::terminal_stdout::add_to_linker::<_, WasiCli>(linker, standard)
        }
        ("wasi:cli", "terminal-stderr") => {
            cli::terminal_stderr::add_to_linker::<_, WasiCli>(linker, standard)
        }
        ("wasi:clocks", "monotonic-clock") => {
            clock_bindings::monotonic_clock::add_to_linker::<_, clocks::Clocks>(linker, clocks::view)
        }
        ("wasi:clocks", "wall-clock") => {
            clock_bindings::wall_clock::add_to_linker::<_, clocks::Clocks>(linker, clocks::view)
        }
        ("wasi:filesystem", "preopens") => {
            filesystem::preopens::add_to_linker::<_, WasiFilesystem>(linker, files)
        }
        ("wasi:filesystem", "types") => filesystem::types::add_to_linker::<_, WasiFilesystem>(linker, files),
        ("wasi:io", "error") => io::error::add_to_linker::<_, Table>(linker, table),
        ("wasi:io", "poll") => io::poll::add_to_linker::<_, Table>(linker, table),
        ("wasi:io", "streams") => io::streams::add_to_linker::<_, Table>(linker, table),
        ("wasi:random", "random") => {
            random_bindings::random::add_to_linker::<_, random::Randomness>(linker, random::view)
        }
        ("wasi:random", "insecure") => {
            random_bindings::insecure::add_to_linker::<_, random::Randomness>(linker, random::view)
        }
        ("wasi:random", "insecure-seed") => {
            random_bindings::insecure_seed::add_to_linker::<_, random::Randomness>(linker, random::view)
        }
        ("wasi:sockets", name) => link_socket(linker, name),
        // none that `knows` lets pass
        _ => Ok(()),
    }
}

/// Links an interface of a network that refuses everything.
fn link_socket(linker: &mut Linker<Guest>, interface: &str) -> wasmtime::Result<()> {
    match interface {
        "instance-network" => sockets::instance_network::add_to_linker::<_, WasiSockets>(linker, network),
        "ip-name-lookup" => sockets::ip_name_lookup::add_to_linker::<_, WasiSockets>(linker, network),
        "network" => {
            let options = sockets::network::LinkOptions::default();
            sockets::network::add_to_linker::<_, WasiSockets>(linker, &options, network)
        }
        "tcp" => sockets::tcp::add_to_linker::<_, WasiSockets>(linker, network),
        "tcp-create-socket" => sockets::tcp_create_socket::add_to_linker::<_, WasiSockets>(linker, network),
        "udp" => sockets::udp::add_to_linker::<_, WasiSockets>(linker, network),
        "udp-create-socket" => sockets::udp_create_socket::add_to_linker::<_, WasiSockets>(linker, network),
        _ => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_interfaces_of_0_2_are_known() {
        assert!(knows("wasi:cli", "environment", Some("0.2.0")));
        assert!(knows("wasi:io", "poll", Some("0.2.12")));
        for (package, interface, version) in [
            ("wasi:cli", "environment", Some("0.3.0")),
            ("wasi:cli", "environment", None),
            ("wasi:cli", "run", Some("0.2.0")),
            ("wasi:http", "outgoing-handler", Some("0.2.0")),
            ("wasi:nn", "tensor", Some("0.2.0")),
            ("wasi:keyvalue", "store", Some("0.2.0")),
        ] {
            assert!(!knows(package, interface, version), "{package}/{interface}@{version:?}");
        }
    }

    #[test]
    fn every_known_interface_is_linked() {
        let engine = crate::engine::start(false).unwrap();
        let mut linker = Linker::<Guest>::new(&engine);
        for (package, interfaces) in INTERFACES {
            for interface in *interfaces {
                link(&mut linker, package, interface).unwrap();
                // what is there cannot be defined again: the first time defined something
                let empty = matches!(*interface, "terminal-stdin" | "none");
                assert!(empty || link(&mut linker, package, interface).is_err(), "{package}/{interface}");
            }
        }
    }
}
