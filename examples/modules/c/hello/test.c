/* What the functions return. The functions of the host are here. */

#include "json.h"
#include "project.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static int failed;

#define CHECK(condition) \
    ((condition) ? (void)0 : (failed++, (void)fprintf(stderr, "%s:%d: not so: %s\n", __FILE__, __LINE__, #condition)))

static project_string_t string(const char *text) {
    return (project_string_t){(uint8_t *)text, strlen(text)};
}

static bool is(project_string_t string, const char *text) {
    return string.len == strlen(text) && memcmp(string.ptr, text, string.len) == 0;
}

void wasmidem_host_context_region(project_string_t *ret) {
    *ret = string("eu-central-1");
}

bool wasmidem_sts_identity_get_caller_identity(wasmidem_sts_identity_caller_identity_t *ret,
                                               wasmidem_sts_identity_failure_t *err) {
    (void)err;
    *ret = (wasmidem_sts_identity_caller_identity_t){.account = string("123456789012")};
    return true;
}

static bool call(const char *path, const char *args, project_string_t *answer,
                 exports_wasmidem_module_functions_failure_t *failure) {
    project_string_t path_string = string(path), args_string = string(args);
    return exports_wasmidem_module_functions_call(&path_string, &args_string, false, answer, failure);
}

int main(void) {
    project_string_t answer;
    exports_wasmidem_module_functions_failure_t failure;

    CHECK(call("example.hello", "{\"name\": \"w\\u00f6\\\"\", \"times\": 2}", &answer, &failure));
    CHECK(is(answer, "{\"greeting\":\"hello wö\\\", hello wö\\\"\",\"region\":\"eu-central-1\"}"));
    CHECK(!call("example.hello", "{\"name\": \"w\", \"times\": 11}", &answer, &failure));
    CHECK(is(failure.message, "times must be from 1 to 10"));
    CHECK(!call("example.hello", "{\"name\": 5}", &answer, &failure));
    CHECK(call("example.account", "{}", &answer, &failure));
    CHECK(is(answer, "\"123456789012\""));
    CHECK(!call("example.other", "{}", &answer, &failure));
    CHECK(failure.cause == WASMIDEM_HOST_TYPES_CAUSE_UNSUPPORTED);

    exports_wasmidem_module_functions_list_function_info_t functions;
    exports_wasmidem_module_functions_list_functions(&functions);
    CHECK(functions.len == 2);
    for (size_t i = 0; i < functions.len; i++)
        CHECK(json_read((const char *)functions.ptr[i].schema.ptr, functions.ptr[i].schema.len) != NULL);

    static const char *const wrong[] = {"", "{", "[1,]", "\"a", "\"\\x\"", "\"\\ud800\"", "1 2", "{\"a\"}", "nul"};
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++)
        CHECK(json_read(wrong[i], strlen(wrong[i])) == NULL);

    puts(failed == 0 ? "all tests passed" : "tests failed");
    return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
