/* `example.gateway`: internet gateways and their tags. The host calls `exports_…`; states and
 * arguments are JSON. Nothing is released: the instance is used for one call. */

#include "json.h"
#include "project.h"

#include <stdlib.h>
#include <string.h>

#define GATEWAYS(name) wasmidem_ec2_internet_gateway_##name
#define RESOURCES(name) exports_wasmidem_module_resources_##name

static const char SCHEMA[] =
    "{\"description\":\"An internet gateway: the way between a VPC and the internet.\",\"type\":\"object\","
    "\"properties\":{\"tags\":{\"description\":\"The tags.\",\"type\":\"object\","
    "\"additionalProperties\":{\"type\":\"string\"},\"x-tags\":true}}}";

static void *allocate(size_t count, size_t size) {
    void *memory = calloc(count + 1, size);
    if (!memory) abort();
    return memory;
}

static project_string_t string(const char *text) {
    struct text copy = {0};
    text_add_c(&copy, text);
    return (project_string_t){(uint8_t *)copy.bytes, copy.length};
}

static project_string_t finished(struct text text) {
    return (project_string_t){(uint8_t *)text.bytes, text.length};
}

static bool fail(RESOURCES(failure_t) *err, const char *message) {
    *err = (RESOURCES(failure_t)){.cause = WASMIDEM_HOST_TYPES_CAUSE_INVALID,
                                  .code = string("module.invalid"),
                                  .message = string(message)};
    return false;
}

/* The `tags` of a state, sorted; NULL if they are not given. */
static bool tags_of(project_string_t *state, struct json **tags, RESOURCES(failure_t) *err) {
    struct json *object = json_read((const char *)state->ptr, state->len);
    *tags = json_member(object, "tags");
    if (!object || (*tags && (*tags)->type != JSON_OBJECT)) return fail(err, "tags must be a mapping");
    if (!*tags) return true;
    for (struct json *tag = (*tags)->first; tag; tag = tag->next)
        if (tag->type != JSON_STRING) return fail(err, "the values of tags must be strings");
    json_sort(*tags);
    return true;
}

static bool equal(const struct json *a, const struct json *b) {
    return a->text_length == b->text_length && memcmp(a->text, b->text, a->text_length) == 0;
}

static void add_tag(wasmidem_ec2_tags_list_tag_t *list, const struct json *tag) {
    list->ptr[list->len++] = (wasmidem_ec2_tags_tag_t){{(uint8_t *)tag->key, tag->key_length},
                                                       {(uint8_t *)tag->text, tag->text_length}};
}

/* A sentence with the keys of tags, for people. */
static project_string_t sentence(const char *begin, const wasmidem_ec2_tags_list_tag_t *tags) {
    struct text text = {0};
    text_add_c(&text, begin);
    for (size_t i = 0; i < tags->len; i++) {
        text_add_c(&text, i == 0 ? "`" : ", `");
        text_add(&text, (const char *)tags->ptr[i].key.ptr, tags->ptr[i].key.len);
        text_add_c(&text, "`");
    }
    return finished(text);
}

/* The state of a gateway. Tags of AWS itself (`aws:…`) are not ours to manage. */
static project_string_t state(const GATEWAYS(internet_gateway_t) *gateway) {
    struct text text = {0};
    bool first = true;
    text_add_c(&text, "{\"resource_id\":");
    text_add_string(&text, (const char *)gateway->internet_gateway_id.ptr, gateway->internet_gateway_id.len);
    text_add_c(&text, ",\"tags\":{");
    for (size_t i = 0; gateway->tags.is_some && i < gateway->tags.val.len; i++) {
        const wasmidem_ec2_types_tag_t *tag = &gateway->tags.val.ptr[i];
        if (tag->key.len >= 4 && memcmp(tag->key.ptr, "aws:", 4) == 0) continue;
        if (!first) text_add_c(&text, ",");
        first = false;
        text_add_string(&text, (const char *)tag->key.ptr, tag->key.len);
        text_add_c(&text, ":");
        text_add_string(&text, (const char *)tag->value.ptr, tag->value.len);
    }
    text_add_c(&text, "}}");
    return finished(text);
}

void RESOURCES(types)(RESOURCES(list_resource_type_t) *ret) {
    RESOURCES(resource_type_t) *types = allocate(1, sizeof *types);
    types->path = string("example.gateway");
    types->schema = string(SCHEMA);
    *ret = (RESOURCES(list_resource_type_t)){types, 1};
}

bool RESOURCES(find)(project_string_t *path, RESOURCES(json_t) *desired, project_option_string_t *ret,
                     RESOURCES(failure_t) *err) {
    (void)path, (void)desired, (void)err;
    ret->is_some = false; /* a gateway has no natural key */
    return true;
}

bool RESOURCES(read)(project_string_t *path, project_string_t *id, RESOURCES(option_json_t) *ret,
                     RESOURCES(failure_t) *err) {
    (void)path;
    GATEWAYS(describe_internet_gateways_input_t) input = {.internet_gateway_ids = {true, {id, 1}}};
    GATEWAYS(list_internet_gateway_t) found;
    ret->is_some = false;
    if (!GATEWAYS(describe_internet_gateways)(&input, &found, err))
        return err->cause == WASMIDEM_HOST_TYPES_CAUSE_NOT_FOUND;
    if (found.len == 0) return true;
    *ret = (RESOURCES(option_json_t)){true, state(&found.ptr[0])};
    return true;
}

bool RESOURCES(create)(project_string_t *path, RESOURCES(json_t) *desired, RESOURCES(created_t) *ret,
                       RESOURCES(failure_t) *err) {
    (void)path;
    struct json *wanted;
    if (!tags_of(desired, &wanted, err)) return false;
    wasmidem_ec2_tags_list_tag_t tags = {allocate(wanted ? wanted->length : 0, sizeof *tags.ptr), 0};
    for (struct json *tag = wanted ? wanted->first : NULL; tag; tag = tag->next) add_tag(&tags, tag);
    GATEWAYS(tag_specification_t) specification = {string("internet-gateway"), {tags.ptr, tags.len}};
    GATEWAYS(list_tag_specification_t) specifications = {&specification, 1};
    GATEWAYS(internet_gateway_t) made;
    if (!GATEWAYS(create_internet_gateway)(tags.len == 0 ? NULL : &specifications, &made, err)) return false;
    *ret = (RESOURCES(created_t)){made.internet_gateway_id, false};
    return true;
}

bool RESOURCES(update)(project_string_t *path, project_string_t *id, RESOURCES(json_t) *actual,
                       RESOURCES(json_t) *desired, project_list_string_t *ret, RESOURCES(failure_t) *err) {
    (void)path;
    struct json *before, *after;
    *ret = (project_list_string_t){allocate(2, sizeof *ret->ptr), 0};
    if (!tags_of(actual, &before, err) || !tags_of(desired, &after, err)) return false;
    if (!after) return true; /* not given: left alone */
    wasmidem_ec2_tags_list_tag_t add = {allocate(after->length, sizeof *add.ptr), 0};
    wasmidem_ec2_tags_list_tag_t removed = {allocate(before ? before->length : 0, sizeof *removed.ptr), 0};
    for (struct json *tag = after->first; tag; tag = tag->next) {
        const struct json *old = json_member(before, tag->key);
        if (!old || !equal(old, tag)) add_tag(&add, tag);
    }
    for (struct json *tag = before ? before->first : NULL; tag; tag = tag->next)
        if (!json_member(after, tag->key)) add_tag(&removed, tag);
    project_list_string_t ids = {id, 1};
    if (add.len > 0) {
        if (!wasmidem_ec2_tags_create_tags(&ids, &add, err)) return false;
        ret->ptr[ret->len++] = sentence("set tags ", &add);
    }
    if (removed.len > 0) {
        if (!wasmidem_ec2_tags_delete_tags(&ids, &removed, err)) return false;
        ret->ptr[ret->len++] = sentence("removed tags ", &removed);
    }
    return true;
}

bool RESOURCES(delete)(project_string_t *path, project_string_t *id, RESOURCES(json_t) *last,
                       RESOURCES(progress_t) *ret, RESOURCES(failure_t) *err) {
    (void)path, (void)last;
    *ret = EXPORTS_WASMIDEM_MODULE_RESOURCES_PROGRESS_DONE;
    return GATEWAYS(delete_internet_gateway)(id, err) || err->cause == WASMIDEM_HOST_TYPES_CAUSE_NOT_FOUND;
}

bool RESOURCES(list)(project_string_t *path, RESOURCES(list_json_t) *ret, RESOURCES(failure_t) *err) {
    (void)path;
    GATEWAYS(describe_internet_gateways_input_t) all = {0};
    GATEWAYS(list_internet_gateway_t) found;
    if (!GATEWAYS(describe_internet_gateways)(&all, &found, err)) return false;
    *ret = (RESOURCES(list_json_t)){allocate(found.len, sizeof *ret->ptr), found.len};
    for (size_t i = 0; i < found.len; i++) ret->ptr[i] = state(&found.ptr[i]);
    return true;
}
