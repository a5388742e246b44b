//! Structures that several families use.

use crate::json::{inputs, outputs, words};

words! { ResourceType }

inputs! {
    Tag { Key: set_key, Value: set_value }
    Filter { Name: set_name, Values: set_values }
    TagSpecification { ResourceType: set_resource_type, Tags: set_tags }
    AttributeBooleanValue { Value: set_value }
}

outputs! {
    Tag { Key: key, Value: value }
    AttributeBooleanValue { Value: value }
}
