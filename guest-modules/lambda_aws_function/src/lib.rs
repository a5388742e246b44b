//! `aws.lambda_aws.function`: functions that AWS runs.

mod configuration;

pub use configuration::{Code, DeadLetter, Environment, FileSystem, Image, Tracing, VpcConfig};
use configuration::{configured, described};
use wasmidem_guest::{json, prelude::*};

wasmidem_guest::aws! {
    lambda: [
        CreateFunction, DeleteFunction, GetFunctionCodeSigningConfig, GetFunctionConfiguration, ListFunctions,
        ListTags, TagResource, UntagResource, UpdateFunctionConfiguration,
    ]
}

/// A function. Its id is its name. Its code is given at its creation; AWS tells it only by a secret
/// address, so code changed later is not noticed.
#[derive(Debug, Clone, PartialEq, Default, Resource)]
#[resource(path = "aws.lambda_aws.function")]
pub struct Function {
    /// The function's name, unique in the region.
    #[resource(create_only)]
    pub name: String,
    /// The ARN.
    #[resource(computed)]
    pub function_arn: Option<String>,
    /// By what API Gateway calls it.
    #[resource(computed)]
    pub invoke_arn: Option<String>,
    /// The ARN of the role it runs as.
    pub role: String,
    /// The code; needed at the creation.
    #[resource(create_only, write_only)]
    pub code: Option<Code>,
    /// The language, such as `python3.12`.
    pub runtime: Option<String>,
    /// What is called in the code.
    pub handler: Option<String>,
    /// What it is for.
    pub description: Option<String>,
    /// How long it may run, in seconds.
    pub function_timeout: Option<i32>,
    /// How much memory it has, in megabytes.
    pub memory_size: Option<i32>,
    /// Whether the first version is published.
    #[resource(create_only, write_only)]
    pub publish: Option<bool>,
    /// The network it runs in.
    pub vpc_config: Option<VpcConfig>,
    /// `Zip`, unless given, or `Image`.
    #[resource(create_only)]
    pub package_type: Option<String>,
    /// Where events go that it failed for.
    pub dead_letter_config: Option<DeadLetter>,
    /// Its environment.
    pub environment: Option<Environment>,
    /// The key that its environment is encrypted with.
    pub kms_key_arn: Option<String>,
    /// Whether calls are traced.
    pub tracing_config: Option<Tracing>,
    /// The ARNs of its layers, with versions.
    pub layers: Option<Vec<String>>,
    /// File systems it sees.
    pub file_system_configs: Option<Vec<FileSystem>>,
    /// What of the image is otherwise.
    pub image_config: Option<Image>,
    /// Whose code it accepts.
    #[resource(create_only)]
    pub code_signing_config_arn: Option<String>,
    /// `x86_64`, unless given, or `arm64`.
    #[resource(create_only)]
    pub architectures: Option<Vec<String>>,
    /// The tags.
    pub tags: Option<Tags>,
}

impl Manage for Function {
    fn find(desired: &Self) -> Result<Option<String>> {
        lambda::get_function_configuration(input! { FunctionName: desired.name }).found("FunctionName")
    }

    fn read(id: &str) -> Result<Option<Self>> {
        let Some(found) = lambda::get_function_configuration(input! { FunctionName: id }).found_whole()?
        else {
            return Ok(None);
        };
        let function = described(found)?;
        let Some(mut tags) = lambda::list_tags(input! { Resource: function.function_arn }).found_whole()?
        else {
            return Ok(None);
        };
        Ok(Some(Self {
            code_signing_config_arn: signing_of(id, &function)?,
            tags: tags.tags("Tags")?.filter(|tags| !tags.is_empty()),
            ..function
        }))
    }

    fn create(desired: &Self) -> Result<Created> {
        let Some(code) = &desired.code else {
            return Err(Failure::invalid(format!(
                "`code` must be given to create the function `{}`",
                desired.name
            )));
        };
        let mut input = configured(desired);
        for (name, value) in [
            ("Code", Some(json::to_value(code))),
            ("Publish", desired.publish.map(Value::Bool)),
            ("PackageType", desired.package_type.clone().map(Value::String)),
            ("CodeSigningConfigArn", desired.code_signing_config_arn.clone().map(Value::String)),
            ("Architectures", desired.architectures.as_ref().map(json::to_value)),
            ("Tags", desired.tags.as_ref().and_then(Tags::mapped)),
            ("FunctionName", Some(Value::String(desired.name.clone()))),
        ] {
            wasmidem_guest::set_member(&mut input, name, value);
        }
        let state: Option<String> = lambda::create_function(input).part("State")?;
        let active = state.is_none_or(|state| state == "Active");
        Ok(Created { id: desired.name.clone(), pending: !active })
    }

    fn update(id: &str, actual: &Self, desired: &Self) -> Result<Vec<String>> {
        let mut done = Vec::new();
        let mut changes = configuration::changes(actual, desired);
        if let Some(names) = changes.as_object().filter(|members| !members.is_empty()) {
            done.push(format!("updated {}", names.keys().cloned().collect::<Vec<_>>().join(", ")));
            wasmidem_guest::set_member(&mut changes, "FunctionName", Some(Value::String(id.to_owned())));
            lambda::update_function_configuration(changes)?;
        }
        let arn = &actual.function_arn;
        done.extend(Tags::enforce(
            &actual.tags,
            &desired.tags,
            |set| lambda::tag_resource(input! { Resource: arn, Tags: set.mapped() }),
            |keys| lambda::untag_resource(input! { Resource: arn, TagKeys: keys }),
        )?);
        Ok(done)
    }

    fn delete(id: &str, _last: &Self) -> Result<Progress> {
        lambda::delete_function(input! { FunctionName: id }).gone()
    }

    fn list() -> Result<Vec<Listed<Self>>> {
        let all: Vec<Members> =
            pages(lambda::list_functions, input! {}, ("Marker", "NextMarker"), "Functions")?;
        read_all(every(all, "FunctionName")?)
    }
}

/// Whose code the function accepts; images are not signed.
fn signing_of(id: &str, function: &Function) -> Result<Option<String>> {
    if function.package_type.as_deref() == Some("Image") {
        return Ok(None);
    }
    let signing = lambda::get_function_code_signing_config(input! { FunctionName: id });
    Ok(signing.found::<Option<String>>("CodeSigningConfigArn")?.flatten())
}

wasmidem_guest::export!(resources: [Function]);
