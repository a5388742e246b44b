#include "json.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

/* Deeper values are refused, so that reading does not exhaust the stack. */
#define DEPTH 64

struct reader {
    const char *at;
    const char *end;
};

static void *allocate(size_t size) {
    void *memory = calloc(1, size);
    if (!memory) abort();
    return memory;
}

static void skip_space(struct reader *reader) {
    while (reader->at < reader->end && strchr(" \t\r\n", *reader->at) && *reader->at) reader->at++;
}

static bool take(struct reader *reader, const char *word) {
    size_t length = strlen(word);
    if ((size_t)(reader->end - reader->at) < length || memcmp(reader->at, word, length) != 0) return false;
    reader->at += length;
    return true;
}

static bool read_hex(struct reader *reader, uint32_t *code) {
    *code = 0;
    for (int i = 0; i < 4; i++) {
        if (reader->at == reader->end) return false;
        char digit = *reader->at++;
        uint32_t value;
        if (digit >= '0' && digit <= '9') value = (uint32_t)(digit - '0');
        else if (digit >= 'a' && digit <= 'f') value = (uint32_t)(digit - 'a' + 10);
        else if (digit >= 'A' && digit <= 'F') value = (uint32_t)(digit - 'A' + 10);
        else return false;
        *code = *code * 16 + value;
    }
    return true;
}

static void add_utf8(struct text *text, uint32_t code) {
    char bytes[4];
    size_t length;
    if (code < 0x80) {
        bytes[0] = (char)code;
        length = 1;
    } else if (code < 0x800) {
        bytes[0] = (char)(0xC0 | code >> 6);
        length = 2;
    } else if (code < 0x10000) {
        bytes[0] = (char)(0xE0 | code >> 12);
        length = 3;
    } else {
        bytes[0] = (char)(0xF0 | code >> 18);
        length = 4;
    }
    for (size_t i = 1; i < length; i++) bytes[i] = (char)(0x80 | (code >> 6 * (length - 1 - i) & 0x3F));
    text_add(text, bytes, length);
}

/* The code after `\u`, both halves of a surrogate pair included. */
static bool read_code(struct reader *reader, uint32_t *code) {
    if (!read_hex(reader, code)) return false;
    if (*code >= 0xDC00 && *code <= 0xDFFF) return false;
    if (*code >= 0xD800 && *code <= 0xDBFF) {
        uint32_t low;
        if (!take(reader, "\\u") || !read_hex(reader, &low) || low < 0xDC00 || low > 0xDFFF) return false;
        *code = 0x10000 + ((*code - 0xD800) << 10) + (low - 0xDC00);
    }
    return true;
}

static bool read_escape(struct reader *reader, struct text *text) {
    static const char from[] = "\"\\/bfnrt", to[] = "\"\\/\b\f\n\r\t";
    if (reader->at == reader->end) return false;
    char escaped = *reader->at++;
    if (escaped == 'u') {
        uint32_t code;
        if (!read_code(reader, &code)) return false;
        add_utf8(text, code);
        return true;
    }
    const char *found = escaped ? strchr(from, escaped) : NULL;
    if (!found) return false;
    text_add(text, &to[found - from], 1);
    return true;
}

static bool read_string(struct reader *reader, char **bytes, size_t *length) {
    struct text text = {0};
    if (!take(reader, "\"")) return false;
    while (reader->at < reader->end && *reader->at != '"') {
        char byte = *reader->at++;
        if (byte == '\\') {
            if (!read_escape(reader, &text)) return false;
        } else if ((unsigned char)byte < 0x20) {
            return false;
        } else {
            text_add(&text, &byte, 1);
        }
    }
    if (!take(reader, "\"")) return false;
    *length = text.length;
    text_add(&text, "", 1);
    *bytes = text.bytes;
    return true;
}

static bool read_number(struct reader *reader, double *number) {
    char digits[64];
    size_t length = 0;
    while (reader->at < reader->end && *reader->at && strchr("+-.eE0123456789", *reader->at)) {
        if (length == sizeof digits - 1) return false;
        digits[length++] = *reader->at++;
    }
    digits[length] = 0;
    char *end;
    *number = strtod(digits, &end);
    return length > 0 && *end == 0;
}

static struct json *read_value(struct reader *reader, int depth);

static bool read_members(struct reader *reader, struct json *value, const char *close, int depth) {
    struct json **last = &value->first;
    skip_space(reader);
    if (take(reader, close)) return true;
    do {
        char *key = NULL;
        size_t key_length = 0;
        skip_space(reader);
        if (value->type == JSON_OBJECT) {
            if (!read_string(reader, &key, &key_length)) return false;
            skip_space(reader);
            if (!take(reader, ":")) return false;
        }
        struct json *member = read_value(reader, depth - 1);
        if (!member) return false;
        member->key = key;
        member->key_length = key_length;
        *last = member;
        last = &member->next;
        value->length++;
        skip_space(reader);
    } while (take(reader, ","));
    return take(reader, close);
}

static struct json *read_value(struct reader *reader, int depth) {
    struct json *value = allocate(sizeof *value);
    skip_space(reader);
    if (depth == 0 || reader->at == reader->end) return NULL;
    if (take(reader, "null")) return value;
    if (take(reader, "true") || take(reader, "false")) {
        value->type = JSON_BOOLEAN;
        value->boolean = reader->at[-2] == 'u';
        return value;
    }
    if (*reader->at == '"') {
        value->type = JSON_STRING;
        return read_string(reader, &value->text, &value->text_length) ? value : NULL;
    }
    if (take(reader, "[")) {
        value->type = JSON_ARRAY;
        return read_members(reader, value, "]", depth) ? value : NULL;
    }
    if (take(reader, "{")) {
        value->type = JSON_OBJECT;
        return read_members(reader, value, "}", depth) ? value : NULL;
    }
    value->type = JSON_NUMBER;
    return read_number(reader, &value->number) ? value : NULL;
}

struct json *json_read(const char *text, size_t length) {
    struct reader reader = {text, text + length};
    struct json *value = read_value(&reader, DEPTH);
    skip_space(&reader);
    return reader.at == reader.end ? value : NULL;
}

struct json *json_member(const struct json *object, const char *key) {
    if (!object || object->type != JSON_OBJECT) return NULL;
    for (struct json *member = object->first; member; member = member->next) {
        if (strcmp(member->key, key) == 0) return member->type == JSON_NULL ? NULL : member;
    }
    return NULL;
}

void json_sort(struct json *object) {
    struct json *sorted = NULL;
    while (object->first) {
        struct json *member = object->first, **place = &sorted;
        object->first = member->next;
        while (*place && strcmp((*place)->key, member->key) < 0) place = &(*place)->next;
        member->next = *place;
        *place = member;
    }
    object->first = sorted;
}

void text_add(struct text *text, const char *bytes, size_t length) {
    if (text->capacity - text->length < length) {
        text->capacity = (text->capacity + length) * 2 + 32;
        text->bytes = realloc(text->bytes, text->capacity);
        if (!text->bytes) abort();
    }
    memcpy(text->bytes + text->length, bytes, length);
    text->length += length;
}

void text_add_c(struct text *text, const char *string) {
    text_add(text, string, strlen(string));
}

void text_add_string(struct text *text, const char *bytes, size_t length) {
    static const char hex[] = "0123456789abcdef";
    text_add(text, "\"", 1);
    for (size_t i = 0; i < length; i++) {
        unsigned char byte = (unsigned char)bytes[i];
        if (byte == '"' || byte == '\\') {
            char escaped[] = {'\\', (char)byte};
            text_add(text, escaped, sizeof escaped);
        } else if (byte < 0x20) {
            char escaped[] = {'\\', 'u', '0', '0', hex[byte >> 4], hex[byte & 15]};
            text_add(text, escaped, sizeof escaped);
        } else {
            text_add(text, bytes + i, 1);
        }
    }
    text_add(text, "\"", 1);
}
