/* As much JSON as a module needs: reads the texts the host passes, and writes answers.
 *
 * Nothing is freed: every call of a module gets an instance of its own, which is thrown away. */
#ifndef JSON_H
#define JSON_H

#include <stdbool.h>
#include <stddef.h>

enum json_type { JSON_NULL, JSON_BOOLEAN, JSON_NUMBER, JSON_STRING, JSON_ARRAY, JSON_OBJECT };

struct json {
    enum json_type type;
    /* of a JSON_BOOLEAN */
    bool boolean;
    /* of a JSON_NUMBER */
    double number;
    /* of a JSON_STRING: UTF-8 with a zero byte at its end */
    char *text;
    size_t text_length;
    /* of a JSON_ARRAY or JSON_OBJECT: `length` of them, linked by `next` */
    struct json *first;
    size_t length;
    struct json *next;
    /* of a member of a JSON_OBJECT: its name */
    char *key;
    size_t key_length;
};

/* The value of a text; NULL if it is not JSON. */
struct json *json_read(const char *text, size_t length);

/* A member of an object; NULL if there is none, if it is null, or if `object` is no object. */
struct json *json_member(const struct json *object, const char *key);

/* Sorts the members of an object by their keys. */
void json_sort(struct json *object);

/* A text that grows. Begin with `struct text text = {0};`. */
struct text {
    char *bytes;
    size_t length;
    size_t capacity;
};

/* Appends bytes. */
void text_add(struct text *text, const char *bytes, size_t length);

/* Appends a C string as it is. */
void text_add_c(struct text *text, const char *string);

/* Appends a JSON string: quoted and escaped. */
void text_add_string(struct text *text, const char *bytes, size_t length);

#endif
