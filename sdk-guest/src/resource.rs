use crate::{
    Result,
    json::{self, Json},
};

pub use crate::bindings::exports::wasmidem::module::resources::{Created, Progress};

/// A kind of resource; written by `#[derive(Resource)]`.
pub trait Resource: Json {
    /// The state path, e.g. `aws.ec2.vpc`.
    const PATH: &'static str;
    /// The schema's `description`, as a JSON member.
    const DESCRIPTION: &'static str;
    /// Keywords of the schema about the kind itself, as JSON members.
    const KEYWORDS: &'static str = "";

    /// The JSON Schema of its state, as text.
    fn state_schema() -> String {
        format!("{{{}}}", json::joined(&[Self::DESCRIPTION, Self::KEYWORDS, &Self::schema()]))
    }
}

/// What can be done with a kind of resource. The host makes `present`, `absent`, previews, diffs,
/// drift reports and `describe` of it.
pub trait Manage: Resource {
    /// The id of the existing resource that the arguments mean, for kinds that have a natural key,
    /// such as a name that AWS keeps unique. The default is that there is none.
    ///
    /// # Errors
    /// When AWS cannot be asked.
    fn find(_desired: &Self) -> Result<Option<String>> {
        Ok(None)
    }

    /// The present state, or `None` if there is no such resource.
    ///
    /// # Errors
    /// When AWS cannot be asked.
    fn read(id: &str) -> Result<Option<Self>>;

    /// Makes the resource, with as few calls as give it an id; the host then reads it and calls
    /// `update` for what still differs.
    ///
    /// # Errors
    /// When AWS refuses.
    fn create(desired: &Self) -> Result<Created>;

    /// Makes `actual`, as last read, into `desired`, and returns what was done, one sentence each.
    /// Members that are `None` in `desired` are left alone.
    ///
    /// # Errors
    /// When AWS refuses.
    fn update(id: &str, actual: &Self, desired: &Self) -> Result<Vec<String>>;

    /// Deletes the resource; `last` is its state as last read. Not to exist is success.
    ///
    /// # Errors
    /// When AWS refuses.
    fn delete(id: &str, last: &Self) -> Result<Progress>;

    /// All resources of this kind in the region.
    ///
    /// # Errors
    /// When AWS cannot be asked.
    fn list() -> Result<Vec<Listed<Self>>>;
}

/// One of all resources of a kind.
#[derive(Debug, Clone, PartialEq)]
pub struct Listed<R> {
    /// Its id.
    pub id: String,
    /// Its state.
    pub state: R,
    /// AWS made it by itself, as it makes a VPC's main route table: nobody's `create` did.
    pub implicit: bool,
}

impl<R> Listed<R> {
    /// A resource that somebody made.
    pub fn new(id: impl Into<String>, state: R) -> Self {
        Self { id: id.into(), state, implicit: false }
    }

    /// The same, made by AWS itself or not.
    #[must_use]
    pub fn implicit(self, implicit: bool) -> Self {
        Self { implicit, ..self }
    }
}

impl Created {
    /// A resource that AWS has finished, or that can be read and updated at once.
    pub fn settled(id: impl Into<String>) -> Self {
        Self { id: id.into(), pending: false }
    }

    /// A resource that AWS still works on: the host reads again until it is settled.
    pub fn pending(id: impl Into<String>) -> Self {
        Self { id: id.into(), pending: true }
    }
}

/// The resources with these ids, as far as they exist: for kinds whose list says too little.
///
/// # Errors
/// When one cannot be read.
pub fn read_all<R: Manage>(ids: Vec<String>) -> Result<Vec<Listed<R>>> {
    let mut listed = Vec::new();
    for id in ids {
        listed.extend(R::read(&id)?.map(|state| Listed::new(id, state)));
    }
    Ok(listed)
}

/// The desired value of a member, if it is given and not the actual one.
pub fn changed<'a, T: PartialEq>(actual: &Option<T>, desired: &'a Option<T>) -> Option<&'a T> {
    if actual == desired { None } else { desired.as_ref() }
}

/// A listed resource as JSON text.
pub(crate) fn listed_text<R: Resource>(listed: &Listed<R>) -> String {
    let mut text = state_text(&listed.id, &listed.state);
    if listed.implicit {
        text.insert_str(1, "\"implicit\":true,");
    }
    text
}

/// The state of a resource as JSON text, with its id.
pub(crate) fn state_text<R: Resource>(id: &str, state: &R) -> String {
    let mut text = String::new();
    let mut with_id = json::Writer::object(&mut text);
    with_id.member("resource_id", &id.to_owned());
    let members = json::to_text(state);
    let members = members.strip_prefix('{').unwrap_or_default();
    if members != "}" {
        text.push(',');
    }
    text.push_str(members);
    text
}
