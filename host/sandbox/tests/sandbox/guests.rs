//! Guests as WebAssembly text, with the canonical ABI by hand.

/// The types of `wasmidem:host/types`, as the inside of an instance type.
const HOST_TYPES: &str = r#"
    (type $cause0 (enum "not-found" "already-exists" "denied" "throttled" "invalid" "conflict"
                        "timeout" "cancelled" "unsupported" "other"))
    (export "cause" (type $cause (eq $cause0)))
    (type $failure0 (record (field "cause" $cause) (field "code" string) (field "message" string)
                            (field "retryable" bool) (field "detail" (option string))))
    (export "failure" (type (eq $failure0)))
"#;

/// A memory with an allocator that never frees.
const MEMORY: &str = r#"
    (core module $memory
        (memory (export "memory") 2)
        (global $next (mut i32) (i32.const 65536))
        (func (export "realloc") (param i32 i32 i32 i32) (result i32)
            (local $at i32)
            (local.set $at (i32.and (i32.add (global.get $next) (i32.const 7)) (i32.const -8)))
            (global.set $next (i32.add (local.get $at) (local.get 3)))
            (block $fits
                (br_if $fits (i32.le_u (global.get $next) (i32.mul (memory.size) (i32.const 65536))))
                (drop (memory.grow (i32.add (i32.shr_u (local.get 3) (i32.const 16)) (i32.const 1)))))
            (local.get $at)))
    (core instance $memory (instantiate $memory))
    (alias core export $memory "memory" (core memory $mem))
    (alias core export $memory "realloc" (core func $realloc))
"#;

/// Functions every guest has: `$ok` and `$fail` make a `result<string, failure>`.
const ANSWERS: &str = r#"
        (func $deep (param i32) (result i32)
            (i32.add (local.get 0) (call $deep (i32.add (local.get 0) (i32.const 1)))))
        (func $ok (param $text i32) (param $length i32) (result i32)
            (i32.store8 (i32.const 1024) (i32.const 0))
            (i32.store (i32.const 1028) (local.get $text))
            (i32.store (i32.const 1032) (local.get $length))
            (i32.const 1024))
        (func $fail (param $cause i32) (param $code i32) (param $code_length i32)
                    (param $message i32) (param $message_length i32)
                    (param $detail i32) (param $detail_length i32) (result i32)
            (i32.store8 (i32.const 1024) (i32.const 1))
            (i32.store8 (i32.const 1028) (local.get $cause))
            (i32.store (i32.const 1032) (local.get $code))
            (i32.store (i32.const 1036) (local.get $code_length))
            (i32.store (i32.const 1040) (local.get $message))
            (i32.store (i32.const 1044) (local.get $message_length))
            (i32.store8 (i32.const 1048) (i32.const 1))
            (i32.store8 (i32.const 1052) (i32.const 1))
            (i32.store (i32.const 1056) (local.get $detail))
            (i32.store (i32.const 1060) (local.get $detail_length))
            (i32.const 1024))
"#;

/// A module of functions: what can differ between them.
#[derive(Clone)]
pub struct FunctionsGuest {
    /// The version in the name of the export.
    pub version: &'static str,
    /// The path of its one function, an exec function.
    pub path: &'static str,
    pub schema: &'static str,
    /// Further imports of the component.
    pub imports: String,
    /// `(core func $NAME (canon lower …))` for the functions of these imports.
    pub lowered: String,
    /// What the core module gets of them: `(export "NAME" (func $NAME))`.
    pub given: String,
    /// Imports of the core module.
    pub core_imports: String,
    /// Further functions, memories, tables and data of the core module.
    pub core: String,
    /// Runs before `list-functions` answers.
    pub list: &'static str,
    /// The body of `call`: path in locals 0 and 1, arguments in 2 and 3, test in 4.
    pub call: String,
}

impl Default for FunctionsGuest {
    fn default() -> Self {
        Self {
            version: "0.1.0",
            path: "test.run",
            schema: r#"{"type": "object"}"#,
            imports: String::new(),
            lowered: String::new(),
            given: String::new(),
            core_imports: String::new(),
            core: String::new(),
            list: "",
            call: "(call $ok (local.get 2) (local.get 3))".to_owned(),
        }
    }
}

/// A module whose function does this.
pub fn that_does(call: &str) -> FunctionsGuest {
    FunctionsGuest { call: call.to_owned(), ..FunctionsGuest::default() }
}

impl FunctionsGuest {
    pub fn core(mut self, text: &str) -> Self {
        self.core.push_str(text);
        self
    }

    pub fn core_import(mut self, text: &str) -> Self {
        self.core_imports.push_str(text);
        self
    }

    /// Imports `log` of `wasmidem:host/log`.
    pub fn with_log(mut self) -> Self {
        self.imports.push_str(
            r#"(import "wasmidem:host/log@0.1.0" (instance $log
                (type $level0 (enum "trace" "debug" "info" "warn" "error"))
                (export "level" (type $level (eq $level0)))
                (export "log" (func (param "level" $level) (param "message" string)))))"#,
        );
        self.lowered.push_str("(core func $log (canon lower (func $log \"log\") (memory $mem)))");
        self.given.push_str("(export \"log\" (func $log))");
        self.core_import(r#"(import "host" "log" (func $log (param i32 i32 i32)))"#)
    }

    /// Imports two functions of `wasmidem:host/context`.
    pub fn with_context(mut self) -> Self {
        self.imports.push_str(
            r#"(import "wasmidem:host/context@0.1.0" (instance $context
                (type $phase0 (enum "plan" "apply" "drift" "describe"))
                (export "run-phase" (type $phase (eq $phase0)))
                (export "phase" (func (result $phase)))
                (export "region" (func (result string)))))"#,
        );
        self.lowered.push_str(
            r#"(core func $phase (canon lower (func $context "phase")))
               (core func $region (canon lower (func $context "region") (memory $mem) (realloc $realloc)))"#,
        );
        self.given.push_str(r#"(export "phase" (func $phase)) (export "region" (func $region))"#);
        self.core_import(
            r#"(import "host" "phase" (func $phase (result i32)))
               (import "host" "region" (func $region (param i32)))"#,
        )
    }

    /// Imports `get-caller-identity`; the core function takes where to put its result.
    pub fn with_identity(mut self, version: &str) -> Self {
        self.imports.push_str(&format!(
            r#"(import "wasmidem:sts/identity@{version}" (instance $sts
                (alias outer 1 $failure (type $failure0))
                (export "failure" (type $failure (eq $failure0)))
                (type $identity0 (record (field "account" string) (field "arn" string) (field "user-id" string)))
                (export "caller-identity" (type $identity (eq $identity0)))
                (export "get-caller-identity" (func (result (result $identity (error $failure)))))))"#
        ));
        self.lowered.push_str(
            "(core func $identity (canon lower (func $sts \"get-caller-identity\") (memory $mem) (realloc $realloc)))",
        );
        self.given.push_str("(export \"identity\" (func $identity))");
        self.core_import(r#"(import "host" "identity" (func $identity (param i32)))"#)
    }

    /// Imports `delete-vpc`; the core function takes the id and where to put its result.
    pub fn with_delete_vpc(mut self) -> Self {
        self.imports.push_str(
            r#"(import "wasmidem:ec2/vpc@0.1.0" (instance $vpc
                (alias outer 1 $failure (type $failure0))
                (export "failure" (type $failure (eq $failure0)))
                (export "delete-vpc" (func (param "vpc-id" string) (result (result (error $failure)))))))"#,
        );
        self.lowered.push_str(
            "(core func $delete (canon lower (func $vpc \"delete-vpc\") (memory $mem) (realloc $realloc)))",
        );
        self.given.push_str("(export \"delete\" (func $delete))");
        self.core_import(r#"(import "host" "delete" (func $delete (param i32 i32 i32)))"#)
    }

    pub fn text(&self) -> String {
        let Self { version, path, schema, imports, lowered, given, core_imports, core, list, call } = self;
        let (schema_length, path_length) = (schema.len(), path.len());
        let (path, schema) = (escape(path), escape(schema));
        format!(
            r#"(component
    (import "wasmidem:host/types@0.1.0" (instance $types {HOST_TYPES}))
    (alias export $types "cause" (type $cause))
    (alias export $types "failure" (type $failure))
    {imports}
    {MEMORY}
    {lowered}
    (core module $guest
        {core_imports}
        (import "memory" "memory" (memory 2))
        {core}
        (data (i32.const 16) "{path}")
        (data (i32.const 512) "{schema}")
        {ANSWERS}
        (func (export "list") (result i32)
            {list}
            (i32.store (i32.const 400) (i32.const 16))
            (i32.store (i32.const 404) (i32.const {path_length}))
            (i32.store8 (i32.const 408) (i32.const 0))
            (i32.store (i32.const 412) (i32.const 512))
            (i32.store (i32.const 416) (i32.const {schema_length}))
            (i32.store (i32.const 384) (i32.const 400))
            (i32.store (i32.const 388) (i32.const 1))
            (i32.const 384))
        (func (export "call") (param i32 i32 i32 i32 i32) (result i32) {call}))
    (core instance $guest (instantiate $guest
        (with "memory" (instance $memory))
        (with "host" (instance {given}))))
    (type $kind (enum "exec" "state"))
    (type $info (record (field "path" string) (field "kind" $kind) (field "schema" string)))
    (func $list (result (list $info)) (canon lift (core func $guest "list") (memory $mem)))
    (func $call (param "path" string) (param "args" string) (param "test" bool)
                (result (result string (error $failure)))
        (canon lift (core func $guest "call") (memory $mem) (realloc $realloc)))
    (component $face
        (type $kind0 (enum "exec" "state"))
        (import "kind" (type $kind (eq $kind0)))
        (type $info0 (record (field "path" string) (field "kind" $kind) (field "schema" string)))
        (import "info" (type $info (eq $info0)))
        {FAILURE_IMPORT}
        (import "list" (func $list (result (list $info))))
        (import "call" (func $call (param "path" string) (param "args" string) (param "test" bool)
                                   (result (result string (error $failure)))))
        (export $kind1 "kind" (type $kind))
        (type $info2 (record (field "path" string) (field "kind" $kind1) (field "schema" string)))
        (export $info1 "function-info" (type $info) (type (eq $info2)))
        (export "list-functions" (func $list) (func (result (list $info1))))
        (export "call" (func $call)))
    (instance $face (instantiate $face
        (with "kind" (type $kind)) (with "info" (type $info)) (with "cause" (type $cause)) (with "failure" (type $failure))
        (with "list" (func $list)) (with "call" (func $call))))
    (export "wasmidem:module/functions@{version}" (instance $face)))"#
        )
    }

    pub fn bytes(&self) -> Vec<u8> {
        wat::parse_str(self.text()).unwrap_or_else(|error| panic!("{error}\n{}", self.text()))
    }
}

/// `failure` as an import of the component that gives the exported functions their names.
const FAILURE_IMPORT: &str = r#"
        (type $cause0 (enum "not-found" "already-exists" "denied" "throttled" "invalid" "conflict"
                            "timeout" "cancelled" "unsupported" "other"))
        (import "cause" (type $cause (eq $cause0)))
        (type $failure0 (record (field "cause" $cause) (field "code" string) (field "message" string)
                                (field "retryable" bool) (field "detail" (option string))))
        (import "failure" (type $failure (eq $failure0)))
"#;

/// A module of one kind of resource, `test.thing`, whose answers are these texts.
pub struct ResourcesGuest {
    pub id: &'static str,
    pub state: &'static str,
    pub comment: &'static str,
}

impl ResourcesGuest {
    pub fn bytes(&self) -> Vec<u8> {
        let Self { id, state, comment } = self;
        let text = |at: u32, text: &str| format!("(i32.store (i32.const {at}) (i32.const {}))", text.len());
        let schema = r#"{"type": "object", "properties": {"a": {"type": "integer"}}}"#;
        // at 100, 104: (pointer, length) of a text; lists point there
        let list_of = |at: u32, area: u32, value: &str| {
            format!(
                "(i32.store8 (i32.const {area}) (i32.const 0)) (i32.store (i32.const {area_4}) (i32.const 100))
                 (i32.store (i32.const {area_8}) (i32.const 1))
                 (i32.store (i32.const 100) (i32.const {at})) {length} (i32.const {area})",
                area_4 = area + 4,
                area_8 = area + 8,
                length = text(104, value),
            )
        };
        let text = format!(
            r#"(component
    (import "wasmidem:host/types@0.1.0" (instance $types {HOST_TYPES}))
    (alias export $types "cause" (type $cause))
    (alias export $types "failure" (type $failure))
    {MEMORY}
    (core module $guest
        (import "memory" "memory" (memory 2))
        (data (i32.const 512) "test.thing")
        (data (i32.const 2048) "{escaped_schema}")
        (data (i32.const 4096) "{escaped_id}")
        (data (i32.const 8192) "{escaped_state}")
        (data (i32.const 16384) "{escaped_comment}")
        (func (export "types") (result i32)
            (i32.store (i32.const 400) (i32.const 512)) (i32.store (i32.const 404) (i32.const 10))
            (i32.store (i32.const 408) (i32.const 2048)) (i32.store (i32.const 412) (i32.const {schema_length}))
            (i32.store (i32.const 384) (i32.const 400)) (i32.store (i32.const 388) (i32.const 1))
            (i32.const 384))
        (func $some (param $at i32) (param $length i32) (result i32)
            (i32.store8 (i32.const 1024) (i32.const 0)) (i32.store8 (i32.const 1028) (i32.const 1))
            (i32.store (i32.const 1032) (local.get $at)) (i32.store (i32.const 1036) (local.get $length))
            (i32.const 1024))
        (func (export "find") (param i32 i32 i32 i32) (result i32)
            (call $some (i32.const 4096) (i32.const {id_length})))
        (func (export "read") (param i32 i32 i32 i32) (result i32)
            (call $some (i32.const 8192) (i32.const {state_length})))
        (func (export "create") (param i32 i32 i32 i32) (result i32)
            (i32.store8 (i32.const 1024) (i32.const 0))
            (i32.store (i32.const 1028) (i32.const 4096)) (i32.store (i32.const 1032) (i32.const {id_length}))
            (i32.store8 (i32.const 1036) (i32.const 1))
            (i32.const 1024))
        (func (export "update") (param i32 i32 i32 i32 i32 i32 i32 i32) (result i32) {update})
        (func (export "delete") (param i32 i32 i32 i32 i32 i32) (result i32)
            (i32.store8 (i32.const 1024) (i32.const 0)) (i32.store8 (i32.const 1028) (i32.const 1))
            (i32.const 1024))
        (func (export "list") (param i32 i32) (result i32) {list}))
    (core instance $guest (instantiate $guest (with "memory" (instance $memory))))
    (type $thing (record (field "path" string) (field "schema" string)))
    (type $created (record (field "id" string) (field "pending" bool)))
    (type $progress (enum "done" "pending"))
    (func $types (result (list $thing)) (canon lift (core func $guest "types") (memory $mem)))
    (func $find (param "path" string) (param "desired" string) (result (result (option string) (error $failure)))
        (canon lift (core func $guest "find") (memory $mem) (realloc $realloc)))
    (func $read (param "path" string) (param "id" string) (result (result (option string) (error $failure)))
        (canon lift (core func $guest "read") (memory $mem) (realloc $realloc)))
    (func $create (param "path" string) (param "desired" string) (result (result $created (error $failure)))
        (canon lift (core func $guest "create") (memory $mem) (realloc $realloc)))
    (func $update (param "path" string) (param "id" string) (param "actual" string) (param "desired" string)
                  (result (result (list string) (error $failure)))
        (canon lift (core func $guest "update") (memory $mem) (realloc $realloc)))
    (func $delete (param "path" string) (param "id" string) (param "last" string)
                  (result (result $progress (error $failure)))
        (canon lift (core func $guest "delete") (memory $mem) (realloc $realloc)))
    (func $list (param "path" string) (result (result (list string) (error $failure)))
        (canon lift (core func $guest "list") (memory $mem) (realloc $realloc)))
    (component $face
        (type $thing0 (record (field "path" string) (field "schema" string)))
        (import "thing" (type $thing (eq $thing0)))
        (type $created0 (record (field "id" string) (field "pending" bool)))
        (import "created" (type $created (eq $created0)))
        (type $progress0 (enum "done" "pending"))
        (import "progress" (type $progress (eq $progress0)))
        {FAILURE_IMPORT}
        (import "types" (func $types (result (list $thing))))
        (import "find" (func $find (param "path" string) (param "desired" string)
                                   (result (result (option string) (error $failure)))))
        (import "read" (func $read (param "path" string) (param "id" string)
                                   (result (result (option string) (error $failure)))))
        (import "create" (func $create (param "path" string) (param "desired" string)
                                       (result (result $created (error $failure)))))
        (import "update" (func $update (param "path" string) (param "id" string) (param "actual" string)
                                       (param "desired" string) (result (result (list string) (error $failure)))))
        (import "delete" (func $delete (param "path" string) (param "id" string) (param "last" string)
                                       (result (result $progress (error $failure)))))
        (import "list" (func $list (param "path" string) (result (result (list string) (error $failure)))))
        (export $thing1 "resource-type" (type $thing))
        (export $created1 "created" (type $created))
        (export $progress1 "progress" (type $progress))
        (export "types" (func $types) (func (result (list $thing1))))
        (export "find" (func $find))
        (export "read" (func $read))
        (export "create" (func $create) (func (param "path" string) (param "desired" string)
                                              (result (result $created1 (error $failure)))))
        (export "update" (func $update))
        (export "delete" (func $delete) (func (param "path" string) (param "id" string) (param "last" string)
                                              (result (result $progress1 (error $failure)))))
        (export "list" (func $list)))
    (instance $face (instantiate $face
        (with "thing" (type $thing)) (with "created" (type $created)) (with "progress" (type $progress))
        (with "cause" (type $cause)) (with "failure" (type $failure))
        (with "types" (func $types)) (with "find" (func $find)) (with "read" (func $read))
        (with "create" (func $create)) (with "update" (func $update)) (with "delete" (func $delete))
        (with "list" (func $list))))
    (export "wasmidem:module/resources@0.1.0" (instance $face)))"#,
            escaped_schema = escape(schema),
            escaped_id = escape(id),
            escaped_state = escape(state),
            escaped_comment = escape(comment),
            schema_length = schema.len(),
            id_length = id.len(),
            state_length = state.len(),
            update = list_of(16384, 1024, comment),
            list = list_of(8192, 1024, state),
        );
        wat::parse_str(&text).unwrap_or_else(|error| panic!("{error}\n{text}"))
    }
}

/// A text inside of `"` in WebAssembly text.
pub fn escape(text: &str) -> String {
    text.bytes().map(|byte| format!("\\{byte:02x}")).collect()
}
