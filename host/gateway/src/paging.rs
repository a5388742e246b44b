//! Lists that AWS gives in pages.

use wasmidem_contract::{Blame, Cause, Failure, Object, OperationName, Value};
use wasmidem_models::{Catalogue, Pages, Paginator};

/// Lists are read to the last page, but not for ever.
const MOST_PAGES: usize = 1000;

/// How an operation gives pages; `None` if it gives all at once.
pub(crate) fn paginator(operation: &OperationName) -> Option<&'static Paginator> {
    Catalogue::shipped().extras(&operation.service)?.paginators.get(&operation.name)
}

/// A list that is being read.
pub(crate) struct List<'a> {
    operation: &'a OperationName,
    paginator: &'a Paginator,
    pages: Pages<'a>,
    count: usize,
    /// What the last page was asked for with.
    input: Object,
}

impl<'a> List<'a> {
    pub(crate) fn new(operation: &'a OperationName, paginator: &'a Paginator, input: Object) -> Self {
        Self { operation, paginator, pages: Pages::new(paginator), count: 0, input }
    }

    /// Takes a page; returns what to ask for the next one with, or nothing after the last.
    ///
    /// # Errors
    /// When the pages do not end.
    pub(crate) fn add(&mut self, page: Value) -> Result<Option<Value>, Failure> {
        let next =
            self.paginator.next(&self.input, &page).map_err(|error| self.endless(&error.to_string()))?;
        self.pages.add(page);
        self.count += 1;
        let Some(next) = next else { return Ok(None) };
        if self.count >= MOST_PAGES {
            return Err(self.endless(&format!("there are more than {MOST_PAGES}")));
        }
        self.input.clone_from(&next);
        Ok(Some(Value::Object(next)))
    }

    /// The list, with what came beside it.
    pub(crate) fn whole(self) -> Value {
        self.pages.whole()
    }

    fn endless(&self, why: &str) -> Failure {
        let message = format!("the pages of the answer do not end: {why} ({})", self.operation);
        Failure::new(Cause::Other, Blame::Aws, "aws.response", message)
            .with_detail("service", self.operation.service.clone())
            .with_detail("operation", self.operation.name.clone())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn read(answers: &[Value]) -> Result<(Value, Vec<Value>), Failure> {
        let operation = OperationName::new("ec2", "DescribeVpcs");
        let input = json!({"Filters": []}).as_object().unwrap().clone();
        let mut list = List::new(&operation, paginator(&operation).unwrap(), input);
        let mut asked = Vec::new();
        for answer in answers {
            match list.add(answer.clone())? {
                Some(next) => asked.push(next),
                None => break,
            }
        }
        Ok((list.whole(), asked))
    }

    #[test]
    fn pages_are_joined() {
        let answers =
            [json!({"Vpcs": [{"VpcId": "1"}], "NextToken": "t"}), json!({"Vpcs": [{"VpcId": "2"}]})];
        let (whole, asked) = read(&answers).unwrap();
        assert_eq!(whole["Vpcs"], json!([{"VpcId": "1"}, {"VpcId": "2"}]));
        assert_eq!(asked, [json!({"Filters": [], "NextToken": "t"})]);
    }

    #[test]
    fn pages_that_do_not_end_are_an_error() {
        let same = vec![json!({"Vpcs": [], "NextToken": "t"}); 3];
        assert!(read(&same).unwrap_err().message.contains("do not end"));
        let many: Vec<Value> = (0..=MOST_PAGES).map(|n| json!({"NextToken": n.to_string()})).collect();
        assert!(read(&many).unwrap_err().message.contains("more than 1000"));
    }
}
