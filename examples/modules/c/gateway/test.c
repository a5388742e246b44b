/* What the module asks of AWS. The functions of AWS are here, and write down what they are asked. */

#include "json.h"
#include "project.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define GATEWAYS(name) wasmidem_ec2_internet_gateway_##name
#define RESOURCES(name) exports_wasmidem_module_resources_##name

static int failed;
static struct text calls;
static bool gone;

#define CHECK(condition) \
    ((condition) ? (void)0 : (failed++, (void)fprintf(stderr, "%s:%d: not so: %s\n", __FILE__, __LINE__, #condition)))

static project_string_t string(const char *text) {
    return (project_string_t){(uint8_t *)text, strlen(text)};
}

static bool is(project_string_t string, const char *text) {
    return string.len == strlen(text) && memcmp(string.ptr, text, string.len) == 0;
}

/* Whether these were the calls since the last look. */
static bool called(const char *expected) {
    bool same = calls.length == strlen(expected) && memcmp(calls.bytes, expected, calls.length) == 0;
    if (!same) fprintf(stderr, "calls: %.*s\n", (int)calls.length, calls.bytes);
    calls.length = 0;
    return same;
}

static void note(const char *name, const wasmidem_ec2_types_tag_t *tags, size_t count) {
    text_add_c(&calls, name);
    for (size_t i = 0; i < count; i++) {
        text_add_c(&calls, " ");
        text_add(&calls, (const char *)tags[i].key.ptr, tags[i].key.len);
        text_add_c(&calls, "=");
        text_add(&calls, (const char *)tags[i].value.ptr, tags[i].value.len);
    }
    text_add_c(&calls, ";");
}

static bool answer(wasmidem_host_types_failure_t *err) {
    *err = (wasmidem_host_types_failure_t){.cause = WASMIDEM_HOST_TYPES_CAUSE_NOT_FOUND};
    return !gone;
}

static GATEWAYS(internet_gateway_t) gateway(void) {
    static wasmidem_ec2_types_tag_t tags[2];
    tags[0] = (wasmidem_ec2_types_tag_t){string("Name"), string("a")};
    tags[1] = (wasmidem_ec2_types_tag_t){string("aws:x"), string("y")};
    return (GATEWAYS(internet_gateway_t)){.internet_gateway_id = string("igw-1"), .tags = {true, {tags, 2}}};
}

bool GATEWAYS(create_internet_gateway)(GATEWAYS(list_tag_specification_t) *specifications,
                                       GATEWAYS(internet_gateway_t) *ret, GATEWAYS(failure_t) *err) {
    const wasmidem_ec2_types_tag_specification_t *first = specifications ? specifications->ptr : NULL;
    note("create", first ? first->tags.ptr : NULL, first ? first->tags.len : 0);
    *ret = gateway();
    return answer(err);
}

bool GATEWAYS(describe_internet_gateways)(GATEWAYS(describe_internet_gateways_input_t) *input,
                                          GATEWAYS(list_internet_gateway_t) *ret, GATEWAYS(failure_t) *err) {
    static GATEWAYS(internet_gateway_t) one;
    note(input->internet_gateway_ids.is_some ? "describe one" : "describe all", NULL, 0);
    one = gateway();
    *ret = (GATEWAYS(list_internet_gateway_t)){&one, 1};
    return answer(err);
}

bool GATEWAYS(delete_internet_gateway)(project_string_t *id, GATEWAYS(failure_t) *err) {
    CHECK(is(*id, "igw-1"));
    note("delete", NULL, 0);
    return answer(err);
}

bool wasmidem_ec2_tags_create_tags(project_list_string_t *ids, wasmidem_ec2_tags_list_tag_t *tags,
                                   wasmidem_ec2_tags_failure_t *err) {
    CHECK(ids->len == 1 && is(ids->ptr[0], "igw-1"));
    note("create tags", tags->ptr, tags->len);
    return answer(err);
}

bool wasmidem_ec2_tags_delete_tags(project_list_string_t *ids, wasmidem_ec2_tags_list_tag_t *tags,
                                   wasmidem_ec2_tags_failure_t *err) {
    CHECK(ids->len == 1 && is(ids->ptr[0], "igw-1"));
    note("delete tags", tags->ptr, tags->len);
    return answer(err);
}

static project_string_t path, id;

static bool update(const char *actual, const char *desired, project_list_string_t *done) {
    project_string_t before = string(actual), after = string(desired);
    RESOURCES(failure_t) failure;
    return RESOURCES(update)(&path, &id, &before, &after, done, &failure);
}

int main(void) {
    path = string("example.gateway"), id = string("igw-1");
    RESOURCES(failure_t) failure;
    RESOURCES(option_json_t) read;
    RESOURCES(created_t) created;
    RESOURCES(progress_t) progress;
    RESOURCES(list_json_t) all;
    project_list_string_t done;

    CHECK(RESOURCES(read)(&path, &id, &read, &failure) && read.is_some);
    const char *state = "{\"resource_id\":\"igw-1\",\"tags\":{\"Name\":\"a\"}}";
    CHECK(is(read.val, state));
    CHECK(RESOURCES(list)(&path, &all, &failure) && all.len == 1 && is(all.ptr[0], state));
    CHECK(called("describe one;describe all;"));

    project_string_t desired = string("{\"tags\": {\"b\": \"2\", \"a\": \"1\"}}"), nothing = string("{}");
    CHECK(RESOURCES(create)(&path, &desired, &created, &failure) && is(created.id, "igw-1") && !created.pending);
    CHECK(RESOURCES(create)(&path, &nothing, &created, &failure));
    CHECK(called("create a=1 b=2;create;"));

    const char *actual = "{\"tags\": {\"Name\": \"a\", \"old\": \"1\", \"same\": \"2\"}}";
    CHECK(update(actual, actual, &done) && done.len == 0);
    CHECK(update(actual, "{}", &done) && done.len == 0);
    CHECK(called(""));
    CHECK(update(actual, "{\"tags\": {\"same\": \"2\", \"Name\": \"b\"}}", &done) && done.len == 2);
    CHECK(is(done.ptr[0], "set tags `Name`") && is(done.ptr[1], "removed tags `old`"));
    CHECK(called("create tags Name=b;delete tags old=1;"));
    CHECK(!update(actual, "{\"tags\": 5}", &done));

    gone = true;
    CHECK(RESOURCES(read)(&path, &id, &read, &failure) && !read.is_some);
    CHECK(RESOURCES(delete)(&path, &id, &nothing, &progress, &failure));
    CHECK(progress == EXPORTS_WASMIDEM_MODULE_RESOURCES_PROGRESS_DONE);
    CHECK(!RESOURCES(create)(&path, &nothing, &created, &failure));

    puts(failed == 0 ? "all tests passed" : "tests failed");
    return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
