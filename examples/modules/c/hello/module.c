/* `example.…`: exec functions. The host calls `exports_…`; arguments and answers are JSON. */

#include "json.h"
#include "project.h"

#include <string.h>

#define HELLO "example.hello"
#define ACCOUNT "example.account"

static const char HELLO_SCHEMA[] =
    "{\"description\":\"Greets, and says where it runs.\",\"type\":\"object\",\"properties\":{"
    "\"name\":{\"description\":\"Whom to greet.\",\"type\":\"string\"},"
    "\"times\":{\"description\":\"How many times, from 1 to 10; once if not given.\",\"type\":\"integer\"}},"
    "\"required\":[\"name\"]}";
static const char ACCOUNT_SCHEMA[] =
    "{\"description\":\"The number of the AWS account.\",\"type\":\"object\",\"properties\":{}}";

static project_string_t string(const char *text) {
    struct text copy = {0};
    text_add_c(&copy, text);
    return (project_string_t){(uint8_t *)copy.bytes, copy.length};
}

static bool is(const project_string_t *string, const char *text) {
    return string->len == strlen(text) && memcmp(string->ptr, text, string->len) == 0;
}

/* A failure that the host tells people. */
static bool fail(exports_wasmidem_module_functions_failure_t *err, uint8_t cause, const char *code,
                 const char *message) {
    *err = (exports_wasmidem_module_functions_failure_t){
        .cause = cause, .code = string(code), .message = string(message)};
    return false;
}

static bool hello(const struct json *arguments, struct text *answer,
                  exports_wasmidem_module_functions_failure_t *err) {
    const struct json *name = json_member(arguments, "name"), *times = json_member(arguments, "times");
    double count = times ? times->number : 1;
    if (!name || name->type != JSON_STRING || (times && times->type != JSON_NUMBER))
        return fail(err, WASMIDEM_HOST_TYPES_CAUSE_INVALID, "module.invalid", "name must be a string, times a number");
    if (count < 1 || count > 10)
        return fail(err, WASMIDEM_HOST_TYPES_CAUSE_INVALID, "module.invalid", "times must be from 1 to 10");
    struct text greeting = {0};
    for (int i = 0; i < (int)count; i++) {
        text_add_c(&greeting, i == 0 ? "hello " : ", hello ");
        text_add(&greeting, name->text, name->text_length);
    }
    project_string_t region;
    wasmidem_host_context_region(&region);
    text_add_c(answer, "{\"greeting\":");
    text_add_string(answer, greeting.bytes, greeting.length);
    text_add_c(answer, ",\"region\":");
    text_add_string(answer, (const char *)region.ptr, region.len);
    text_add_c(answer, "}");
    return true;
}

static bool account(struct text *answer, exports_wasmidem_module_functions_failure_t *err) {
    wasmidem_sts_identity_caller_identity_t identity;
    if (!wasmidem_sts_identity_get_caller_identity(&identity, err)) return false;
    text_add_string(answer, (const char *)identity.account.ptr, identity.account.len);
    return true;
}

void exports_wasmidem_module_functions_list_functions(exports_wasmidem_module_functions_list_function_info_t *ret) {
    static exports_wasmidem_module_functions_function_info_t infos[2];
    infos[0].path = string(HELLO);
    infos[0].schema = string(HELLO_SCHEMA);
    infos[1].path = string(ACCOUNT);
    infos[1].schema = string(ACCOUNT_SCHEMA);
    infos[0].kind = infos[1].kind = EXPORTS_WASMIDEM_MODULE_FUNCTIONS_KIND_EXEC;
    *ret = (exports_wasmidem_module_functions_list_function_info_t){infos, 2};
}

/* Nothing is released: the instance is used for one call. */
bool exports_wasmidem_module_functions_call(project_string_t *path, exports_wasmidem_module_functions_json_t *args,
                                            bool test, exports_wasmidem_module_functions_json_t *ret,
                                            exports_wasmidem_module_functions_failure_t *err) {
    (void)test; /* neither function changes anything */
    struct json *arguments = json_read((const char *)args->ptr, args->len);
    struct text answer = {0};
    bool done;
    if (is(path, HELLO)) done = hello(arguments, &answer, err);
    else if (is(path, ACCOUNT)) done = account(&answer, err);
    else done = fail(err, WASMIDEM_HOST_TYPES_CAUSE_UNSUPPORTED, "module.unsupported", "there is no such function");
    *ret = (project_string_t){(uint8_t *)answer.bytes, answer.length};
    return done;
}
