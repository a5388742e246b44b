use crate::{
    Diagnostic, Effect, Failure, Location, ModuleId, OperationName, Outcome, Phase, Service, StateAddress,
    Value,
};

/// How much a log message of a module matters.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum LogLevel {
    /// Finest.
    Trace,
    /// For authors.
    Debug,
    /// For operators.
    Info,
    /// Something is odd.
    Warn,
    /// Something failed.
    Error,
}

/// What a state does, or would do in a preview.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Action {
    /// Made something new.
    Create,
    /// Changed something.
    Update,
    /// Made something new in the place of something old.
    Replace,
    /// Removed something.
    Delete,
    /// Found everything as it should be.
    Unchanged,
    /// Ran a function.
    Run,
    /// Failed.
    Fail,
    /// Was not tried.
    Skip,
}

/// The end of a run in numbers.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Summary {
    /// States in the program.
    pub total: usize,
    /// States that failed.
    pub failed: usize,
}

/// Everything that happens, in order. Reports, progress, audit and recording consume this stream;
/// nothing else tells them anything.
#[derive(Debug, Clone, PartialEq)]
pub enum Event {
    /// A run begins with so many states.
    RunStarted {
        /// States in the program.
        states: usize,
        /// What is done with them: only `Apply` changes anything.
        phase: Phase,
    },
    /// States joined the run: all of the state files right after [`RunStarted`](Event::RunStarted),
    /// and later those that `render.block`, `sls.run` and blocks that wait for a state bring.
    StatesAdded {
        /// Which, each with its place; what is taken from the stored state has none.
        states: Vec<(StateAddress, Option<Location>)>,
    },
    /// The run waits before it tries pending states once more.
    Reconciling {
        /// Which pass over the pending states this will be, from 1.
        pass: u32,
        /// The pending states.
        pending: Vec<StateAddress>,
        /// Seconds until it begins.
        wait_seconds: f64,
    },
    /// A state begins.
    StateStarted {
        /// Which.
        address: StateAddress,
    },
    /// A module wrote a log message (sanitised).
    Log {
        /// Who wrote it.
        module: ModuleId,
        /// For which state.
        state: Option<StateAddress>,
        /// How much it matters.
        level: LogLevel,
        /// The text.
        message: String,
    },
    /// The gate is about to send a call.
    CallStarted {
        /// Numbers the calls of the program, from 1.
        call: u64,
        /// Who asked.
        module: ModuleId,
        /// For which state.
        state: Option<StateAddress>,
        /// What is called.
        operation: OperationName,
        /// Whether it changes anything.
        effect: Effect,
    },
    /// The gate sends a call once more.
    CallRetried {
        /// The number of the call.
        call: u64,
        /// What is called.
        operation: OperationName,
        /// Which attempt this will be, from 2.
        attempt: u32,
        /// Why.
        failure: Failure,
    },
    /// A call has ended.
    CallFinished {
        /// The number of the call.
        call: u64,
        /// What was called.
        operation: OperationName,
        /// How often it was sent.
        attempts: u32,
        /// Milliseconds from the first sending.
        milliseconds: u64,
        /// How it failed, if it did.
        failure: Option<Failure>,
    },
    /// The gate refused a call; nothing was sent.
    CallDenied {
        /// Who asked.
        module: ModuleId,
        /// For which state.
        state: Option<StateAddress>,
        /// What was asked for.
        operation: OperationName,
        /// Why it was refused.
        failure: Failure,
    },
    /// The gate was asked whether a module may use a service of the host.
    ServiceDecided {
        /// Who asked.
        module: ModuleId,
        /// For which state.
        state: Option<StateAddress>,
        /// What was asked for.
        service: Service,
        /// The function or the folder, where that is what it is about.
        subject: Option<String>,
        /// Why it was refused, if it was.
        failure: Option<Failure>,
    },
    /// A module has used a service of the host.
    ServiceUsed {
        /// Who used it.
        module: ModuleId,
        /// For which state.
        state: Option<StateAddress>,
        /// What was used.
        service: Service,
        /// The function or the folder, where that is what it is about.
        subject: Option<String>,
        /// What it was given, as an object: a time as it is; of bytes only how many and their
        /// SHA-256.
        given: Value,
    },
    /// Something a user should know that fails nothing.
    Warning {
        /// Which state it is about.
        state: Option<StateAddress>,
        /// The text.
        message: String,
    },
    /// Something is wrong with what the user gave: a state file, a module, the credentials. An error
    /// keeps the run from beginning, or a module from being used.
    Problem {
        /// What.
        problem: Diagnostic,
    },
    /// A state has ended.
    StateFinished {
        /// How. Boxed, since it is by far the largest.
        outcome: Box<Outcome>,
    },
    /// The run has ended.
    RunFinished {
        /// In numbers.
        summary: Summary,
    },
}
