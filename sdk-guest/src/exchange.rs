/// What to add to a list and what to take from it, so that it has the desired elements in any
/// order. Nothing desired means nothing to do.
#[derive(Debug, Clone, PartialEq)]
pub struct Exchange<T> {
    /// Elements that are missing.
    pub add: Vec<T>,
    /// Elements that are not desired.
    pub remove: Vec<T>,
}

impl<T: PartialEq + Clone> Exchange<T> {
    /// From what is there to what is desired.
    ///
    /// ```
    /// use wasmidem_guest::Exchange;
    ///
    /// let roles = Exchange::of(&Some(vec!["a", "b"]), &Some(vec!["b", "c"]));
    /// assert_eq!((roles.add, roles.remove), (vec!["c"], vec!["a"]));
    /// ```
    pub fn of(actual: &Option<Vec<T>>, desired: &Option<Vec<T>>) -> Self {
        let Some(desired) = desired else { return Self { add: Vec::new(), remove: Vec::new() } };
        let actual = actual.as_deref().unwrap_or_default();
        let not_in =
            |these: &[T], those: &[T]| these.iter().filter(|one| !those.contains(one)).cloned().collect();
        Self { add: not_in(desired, actual), remove: not_in(actual, desired) }
    }
}
