//! What AWS's error codes mean to us. Sources: the error codes of the EC2 API reference and of STS,
//! and the lists by which the official clients tell throttling.

use wasmidem_contract::{Blame, Cause};

/// What a code means.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Meaning {
    pub(super) cause: Cause,
    pub(super) blame: Blame,
    pub(super) retryable: bool,
    pub(super) help: Option<&'static str>,
}

const THROTTLING: &[&str] = &[
    "BandwidthLimitExceeded",
    "EC2ThrottledException",
    "LimitExceededException",
    "PriorRequestNotComplete",
    "ProvisionedThroughputExceededException",
    "RequestLimitExceeded",
    "RequestThrottled",
    "RequestThrottledException",
    "SlowDown",
    "ThrottledException",
    "Throttling",
    "ThrottlingException",
    "TooManyRequests",
    "TooManyRequestsException",
    "TransactionInProgressException",
];

const WRONG_KEYS: &str = "check the keys of the profile; temporary keys also need their session token";
const OLD_KEYS: &str = "the temporary keys of the profile have expired: get new ones";
const OLD_KEYS_OR_CLOCK: &str =
    "the temporary keys of the profile may have expired: get new ones; or the clock of this machine is wrong";
const WRONG_CLOCK: &str = "check the clock of this machine: signatures are valid for minutes only";

/// Codes by which AWS refuses the credentials themselves, and what to do.
const CREDENTIALS: &[(&str, &str)] = &[
    ("AuthFailure", WRONG_KEYS),
    ("Blocked", "the account is blocked: ask AWS Support"),
    ("ExpiredToken", OLD_KEYS),
    ("ExpiredTokenException", OLD_KEYS),
    ("IncompleteSignature", WRONG_KEYS),
    ("InvalidAccessKeyId", WRONG_KEYS),
    ("InvalidClientTokenId", WRONG_KEYS),
    ("InvalidSignatureException", WRONG_KEYS),
    ("InvalidToken", WRONG_KEYS),
    ("MissingAuthenticationToken", WRONG_KEYS),
    ("NotSignedUp", "the account is not subscribed to the service"),
    ("OptInRequired", "the account is not subscribed to the service, or the region is not enabled"),
    ("PendingVerification", "AWS is still verifying the account: try again later"),
    ("RequestExpired", OLD_KEYS_OR_CLOCK),
    ("RequestInTheFuture", WRONG_CLOCK),
    ("RequestTimeTooSkewed", WRONG_CLOCK),
    ("SignatureDoesNotMatch", WRONG_KEYS),
    ("TokenRefreshRequired", OLD_KEYS),
    ("UnrecognizedClientException", WRONG_KEYS),
];

/// The meaning of a code in an error that AWS sent with this HTTP status.
pub(super) fn meaning(code: &str, status: u16) -> Meaning {
    let meaning = |cause, blame| Meaning { cause, blame, retryable: false, help: None };
    let ends = |endings: &[&str]| endings.iter().any(|ending| code.ends_with(ending));
    let starts = |beginnings: &[&str]| beginnings.iter().any(|beginning| code.starts_with(beginning));

    if THROTTLING.contains(&code) || status == 429 || status == 503 {
        return Meaning { retryable: true, ..meaning(Cause::Throttled, Blame::Aws) };
    }
    if let Some((_, help)) = CREDENTIALS.iter().find(|(name, _)| *name == code) {
        return Meaning { help: Some(help), ..meaning(Cause::Denied, Blame::Credentials) };
    }
    if starts(&["AccessDenied", "UnauthorizedOperation", "NotAuthorized", "AuthorizationError"])
        || matches!(code, "403" | "AllAccessDisabled")
        || ends(&[".UnauthorizedOperation"])
    {
        let help = Some("the identity of the profile needs permission for this operation");
        return Meaning { help, ..meaning(Cause::Denied, Blame::Aws) };
    }
    if ends(&[
        ".NotFound",
        "NotFoundException",
        "NotFound",
        "NotFoundFault",
        "NotFoundError",
        "DoesNotExist",
        "DoesNotExistException",
        ".NotAttached",
        ".NonExistentQueue",
    ]) || starts(&["NoSuch"])
        || matches!(code, "404" | "QueueDoesNotExist" | "NonExistentQueue" | "ResourceNotFound")
    {
        return meaning(Cause::NotFound, Blame::Aws);
    }
    // Here something else stands in the way, not the thing that was to be made.
    if code == "Resource.AlreadyAssociated" {
        return meaning(Cause::Conflict, Blame::Aws);
    }
    if ends(&[
        ".Duplicate",
        "AlreadyExists",
        "AlreadyExistsException",
        "AlreadyExistsFault",
        "AlreadyAssociated",
        "EntityAlreadyExists",
        "ResourceExistsException",
    ]) || matches!(code, "BucketAlreadyOwnedByYou" | "QueueAlreadyExists" | "QueueNameExists")
    {
        return meaning(Cause::AlreadyExists, Blame::Aws);
    }
    let conflicts =
        &["IncorrectState", "InUse", ".Conflict", "IncorrectInstanceState", "OperationNotPermitted"];
    if matches!(
        code,
        "DependencyViolation" | "DeleteConflict" | "BucketNotEmpty" | "OperationAborted" | "409" | "412"
    ) || ends(&["ConflictException", "InUseException"])
        || ends(conflicts)
    {
        return meaning(Cause::Conflict, Blame::Aws);
    }
    if ends(&["LimitExceeded"]) {
        let help = Some("this is a quota of the account: delete something, or ask AWS to raise it");
        return Meaning { help, ..meaning(Cause::Conflict, Blame::Aws) };
    }
    if starts(&["Missing", "UnknownParameter", "InvalidAction", "MalformedQueryString"]) {
        return meaning(Cause::Invalid, Blame::Module);
    }
    if starts(&["Invalid", "Validation", "Malformed", "IdempotentParameterMismatch"]) {
        return meaning(Cause::Invalid, Blame::Author);
    }
    if starts(&["Unsupported"]) {
        return meaning(Cause::Unsupported, Blame::Author);
    }
    // The request did not come in time, or not whole.
    let late = matches!(code, "RequestTimeout" | "RequestTimeoutException") || status == 408;
    Meaning { retryable: late || status >= 500, ..meaning(Cause::Other, Blame::Aws) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_have_the_right_cause() {
        use Blame::{Author, Aws, Credentials, Module};
        use Cause::{AlreadyExists, Conflict, Denied, Invalid, NotFound, Other, Throttled, Unsupported};
        for (code, status, cause, blame, retryable) in [
            ("InvalidVpcID.NotFound", 400, NotFound, Aws, false),
            ("InvalidRoute.NotFound", 400, NotFound, Aws, false),
            ("InvalidPermission.NotFound", 400, NotFound, Aws, false),
            ("Gateway.NotAttached", 400, NotFound, Aws, false),
            ("ObjectLockConfigurationNotFoundError", 404, NotFound, Aws, false),
            ("NoSuchBucket", 404, NotFound, Aws, false),
            ("404", 404, NotFound, Aws, false),
            ("ResourceNotFoundException", 400, NotFound, Aws, false),
            ("AWS.SimpleQueueService.NonExistentQueue", 400, NotFound, Aws, false),
            ("EntityAlreadyExists", 409, AlreadyExists, Aws, false),
            ("BucketAlreadyOwnedByYou", 409, AlreadyExists, Aws, false),
            ("DeleteConflict", 409, Conflict, Aws, false),
            ("ResourceInUseException", 400, Conflict, Aws, false),
            ("InvalidGroup.Duplicate", 400, AlreadyExists, Aws, false),
            ("InvalidPermission.Duplicate", 400, AlreadyExists, Aws, false),
            ("RouteAlreadyExists", 400, AlreadyExists, Aws, false),
            ("Resource.AlreadyAssociated", 400, Conflict, Aws, false),
            ("DependencyViolation", 400, Conflict, Aws, false),
            ("IncorrectState", 400, Conflict, Aws, false),
            ("InvalidSubnet.Conflict", 400, Conflict, Aws, false),
            ("InvalidGroup.InUse", 400, Conflict, Aws, false),
            ("VpcLimitExceeded", 400, Conflict, Aws, false),
            ("UnauthorizedOperation", 403, Denied, Aws, false),
            ("AccessDenied", 403, Denied, Aws, false),
            ("AccessDeniedException", 400, Denied, Aws, false),
            ("AuthFailure", 401, Denied, Credentials, false),
            ("InvalidClientTokenId", 403, Denied, Credentials, false),
            ("SignatureDoesNotMatch", 403, Denied, Credentials, false),
            ("ExpiredToken", 403, Denied, Credentials, false),
            ("RequestExpired", 400, Denied, Credentials, false),
            ("RequestLimitExceeded", 503, Throttled, Aws, true),
            ("Throttling", 400, Throttled, Aws, true),
            ("SlowDown", 503, Throttled, Aws, true),
            ("Unavailable", 503, Throttled, Aws, true),
            ("InvalidParameterValue", 400, Invalid, Author, false),
            ("InvalidVpcID.Malformed", 400, Invalid, Author, false),
            ("InvalidVpcRange", 400, Invalid, Author, false),
            ("ValidationError", 400, Invalid, Author, false),
            ("MissingParameter", 400, Invalid, Module, false),
            ("UnknownParameter", 400, Invalid, Module, false),
            ("UnsupportedOperation", 400, Unsupported, Author, false),
            ("InternalError", 500, Other, Aws, true),
            ("RequestTimeout", 400, Other, Aws, true),
            ("SomethingNew", 400, Other, Aws, false),
        ] {
            let found = meaning(code, status);
            assert_eq!(
                (found.cause, found.blame, found.retryable),
                (cause, blame, retryable),
                "{code} {status}"
            );
        }
        assert!(CREDENTIALS.iter().all(|(code, _)| meaning(code, 400).help.is_some()));
    }
}
