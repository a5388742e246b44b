//! What of a function can be changed, and the objects in its state.

use std::collections::BTreeMap;

use wasmidem_guest::prelude::*;

use crate::Function;

/// Where the code is: one of these.
#[derive(Debug, Clone, PartialEq, Default, Object)]
pub struct Code {
    /// The archive itself, in base64.
    pub zip_file: Option<String>,
    /// The bucket with the archive.
    #[object(rename = "S3Bucket")]
    pub s3_bucket: Option<String>,
    /// The archive in the bucket.
    #[object(rename = "S3Key")]
    pub s3_key: Option<String>,
    /// Its version.
    #[object(rename = "S3ObjectVersion")]
    pub s3_object_version: Option<String>,
    /// The image.
    pub image_uri: Option<String>,
}

/// The network it runs in; empty lists for none.
#[derive(Debug, Clone, PartialEq, Default, Object)]
pub struct VpcConfig {
    /// The subnets.
    pub subnet_ids: Option<Vec<String>>,
    /// The security groups.
    pub security_group_ids: Option<Vec<String>>,
}

/// Where events go that it failed for.
#[derive(Debug, Clone, PartialEq, Default, Object)]
pub struct DeadLetter {
    /// The ARN of a queue or topic.
    pub target_arn: Option<String>,
}

/// Its environment.
#[derive(Debug, Clone, PartialEq, Default, Object)]
pub struct Environment {
    /// The variables.
    pub variables: Option<BTreeMap<String, String>>,
}

/// Tracing with X-Ray.
#[derive(Debug, Clone, PartialEq, Default, Object)]
pub struct Tracing {
    /// `Active` or `PassThrough`.
    pub mode: Option<String>,
}

/// A file system it sees.
#[derive(Debug, Clone, PartialEq, Default, Object)]
pub struct FileSystem {
    /// The ARN of the access point.
    pub arn: String,
    /// Where it sees it.
    pub local_mount_path: String,
}

/// What of the image is otherwise.
#[derive(Debug, Clone, PartialEq, Default, Object)]
pub struct Image {
    /// What is started.
    pub entry_point: Option<Vec<String>>,
    /// With what.
    pub command: Option<Vec<String>>,
    /// Where.
    pub working_directory: Option<String>,
}

/// The input for all that can be changed.
pub fn configured(function: &Function) -> Value {
    input! {
        Role: function.role,
        Runtime: function.runtime,
        Handler: function.handler,
        Description: function.description,
        Timeout: function.function_timeout,
        MemorySize: function.memory_size,
        VpcConfig: function.vpc_config,
        DeadLetterConfig: function.dead_letter_config,
        Environment: function.environment,
        KMSKeyArn: function.kms_key_arn,
        TracingConfig: function.tracing_config,
        Layers: function.layers,
        FileSystemConfigs: function.file_system_configs,
        ImageConfig: function.image_config,
    }
}

/// Those members of the input that are not as they are there. An object counts as there when all of
/// it that is given is.
pub fn changes(actual: &Function, desired: &Function) -> Value {
    let there = configured(actual);
    let mut changes = input! {};
    for (name, wanted) in configured(desired).as_object().into_iter().flatten() {
        if !is_there(wanted, there.get(name).unwrap_or(&Value::Null)) {
            wasmidem_guest::set_member(&mut changes, name, Some(wanted.clone()));
        }
    }
    changes
}

fn is_there(wanted: &Value, there: &Value) -> bool {
    match (wanted, there) {
        (Value::Object(wanted), Value::Object(there)) if !wanted.contains_key("Variables") => {
            wanted.iter().all(|(name, value)| is_there(value, there.get(name).unwrap_or(&Value::Null)))
        }
        (Value::Object(wanted), Value::Null) => wanted.values().all(|value| is_there(value, &Value::Null)),
        (Value::Array(wanted), Value::Array(there)) => {
            wanted.len() == there.len() && wanted.iter().all(|one| there.contains(one))
        }
        (Value::Array(wanted), Value::Null) => wanted.is_empty(),
        _ => wanted == there,
    }
}

/// What `GetFunctionConfiguration` tells.
pub fn described(mut found: Members) -> Result<Function> {
    let layers: Option<Vec<Members>> = found.take("Layers")?;
    let layers: Option<Vec<String>> = layers.map(|layers| every(layers, "Arn")).transpose()?;
    let arn: Option<String> = found.take("FunctionArn")?;
    let environment: Option<Environment> = found.take("Environment")?;
    Ok(Function {
        name: found.take("FunctionName")?,
        invoke_arn: arn.as_ref().map(|arn| invocation_of(arn)),
        function_arn: arn,
        role: found.take("Role")?,
        runtime: found.take("Runtime")?,
        handler: found.take("Handler")?,
        description: found.take("Description")?,
        function_timeout: found.take("Timeout")?,
        memory_size: found.take("MemorySize")?,
        vpc_config: found.take("VpcConfig")?,
        package_type: found.take("PackageType")?,
        dead_letter_config: found.take("DeadLetterConfig")?,
        environment,
        kms_key_arn: found.take("KMSKeyArn")?,
        tracing_config: found.take("TracingConfig")?,
        layers,
        file_system_configs: found.take("FileSystemConfigs")?,
        image_config: found.at("ImageConfigResponse.ImageConfig")?,
        architectures: found.take("Architectures")?,
        ..Function::default()
    })
}

/// By what API Gateway calls a function.
fn invocation_of(arn: &str) -> String {
    let partition = arn.split(':').nth(1).unwrap_or("aws");
    format!(
        "arn:{partition}:apigateway:{}:lambda:path/2015-03-31/functions/{arn}/invocations",
        context::region()
    )
}
