//! An AWS of the test's own: natively, what a module calls is answered by what the test said.
//!
//! ```
//! use wasmidem_guest::{ec2::{self, operation::DescribeVpcs}, fake::Fake};
//!
//! let aws = Fake::new();
//! aws.on(DescribeVpcs, |_input| Ok(vec![ec2::Vpc { vpc_id: "vpc-1".into(), ..Default::default() }]));
//! let found = ec2::describe_vpcs(&ec2::DescribeVpcsInput::of("vpc-1")).unwrap();
//! assert_eq!(found.len(), 1);
//! assert_eq!(aws.calls(), ["ec2:DescribeVpcs"]);
//! assert_eq!(aws.inputs(DescribeVpcs)[0].vpc_ids, Some(vec!["vpc-1".to_owned()]));
//! ```

use std::{any::Any, cell::RefCell, collections::HashMap, marker::PhantomData};

use crate::{Failure, Operation, Result, context::Phase, log::Level};

/// What `context` tells the module.
#[derive(Debug, Clone)]
pub struct Context {
    /// The phase of the run.
    pub phase: Phase,
    /// The region.
    pub region: String,
    /// The profile's name.
    pub profile: String,
    /// The run's name.
    pub run_id: String,
}

impl Default for Context {
    fn default() -> Self {
        Self {
            phase: Phase::Apply,
            region: "eu-central-1".into(),
            profile: "default".into(),
            run_id: "test".into(),
        }
    }
}

type Handler = Box<dyn FnMut(Box<dyn Any>) -> Box<dyn Any>>;

#[derive(Default)]
struct State {
    handlers: HashMap<&'static str, Handler>,
    calls: Vec<(&'static str, Box<dyn Any>)>,
    log: Vec<(Level, String)>,
    context: Context,
}

thread_local! {
    static STATE: RefCell<State> = RefCell::default();
}

/// The fake AWS of this thread, empty at first and emptied when dropped. Operations that the test
/// says nothing about fail as unsupported.
pub struct Fake {
    // INVARIANT: stays on its thread, whose state it empties.
    not_send: PhantomData<*const ()>,
}

impl Default for Fake {
    fn default() -> Self {
        Self::new()
    }
}

impl Drop for Fake {
    fn drop(&mut self) {
        STATE.take();
    }
}

impl Fake {
    /// Begins a test.
    pub fn new() -> Self {
        STATE.take();
        Self { not_send: PhantomData }
    }

    /// Says what an operation does from now on.
    pub fn on<O: Operation>(
        &self,
        _operation: O,
        mut handler: impl FnMut(O::Input) -> Result<O::Output> + 'static,
    ) -> &Self {
        let handler: Handler = Box::new(move |input| match input.downcast::<O::Input>() {
            Ok(input) => Box::new(handler(*input)) as Box<dyn Any>,
            Err(input) => input,
        });
        STATE.with_borrow_mut(|state| state.handlers.insert(O::NAME, handler));
        self
    }

    /// Says that an operation succeeds from now on, always with the same answer.
    pub fn answer<O: Operation>(&self, operation: O, output: O::Output) -> &Self
    where
        O::Output: Clone,
    {
        self.on(operation, move |_input| Ok(output.clone()))
    }

    /// The names of all calls so far.
    pub fn calls(&self) -> Vec<&'static str> {
        STATE.with_borrow(|state| state.calls.iter().map(|(name, _)| *name).collect())
    }

    /// The names of all calls so far that do more than read.
    pub fn writes(&self) -> Vec<&'static str> {
        let reads = |name: &&str| {
            name.split(':').nth(1).is_some_and(|operation| {
                ["Describe", "Get", "List"].iter().any(|verb| operation.starts_with(verb))
            })
        };
        self.calls().into_iter().filter(|name| !reads(name)).collect()
    }

    /// What an operation was called with, each time.
    pub fn inputs<O: Operation>(&self, _operation: O) -> Vec<O::Input> {
        STATE.with_borrow(|state| {
            let of = state.calls.iter().filter(|(name, _)| *name == O::NAME);
            of.filter_map(|(_, input)| input.downcast_ref::<O::Input>().cloned()).collect()
        })
    }

    /// Forgets the calls so far.
    pub fn forget(&self) -> &Self {
        STATE.with_borrow_mut(|state| state.calls.clear());
        self
    }

    /// What the module has logged.
    pub fn log(&self) -> Vec<(Level, String)> {
        STATE.with_borrow(|state| state.log.clone())
    }

    /// Says what `context` tells from now on.
    pub fn context(&self, context: Context) -> &Self {
        STATE.with_borrow_mut(|state| state.context = context);
        self
    }
}

pub(crate) fn log(level: Level, message: &str) {
    STATE.with_borrow_mut(|state| state.log.push((level, message.to_owned())));
}

pub(crate) fn context<T>(of: impl FnOnce(&Context) -> T) -> T {
    STATE.with_borrow(|state| of(&state.context))
}

pub(crate) fn call<O: Operation>(input: O::Input) -> Result<O::Output> {
    // Taken out while it runs, so that it may itself look at the fake.
    let handler = STATE.with_borrow_mut(|state| {
        state.calls.push((O::NAME, Box::new(input.clone())));
        state.handlers.remove(O::NAME)
    });
    let Some(mut handler) = handler else {
        return Err(Failure::unsupported(format!(
            "the test says nothing about `{}`: use `Fake::on`",
            O::NAME
        )));
    };
    let answer = handler(Box::new(input)).downcast::<Result<O::Output>>();
    STATE.with_borrow_mut(|state| {
        state.handlers.entry(O::NAME).or_insert(handler);
    });
    match answer {
        Ok(answer) => *answer,
        Err(_) => Err(Failure::other(format!("two operations of the fake are called `{}`", O::NAME))),
    }
}
