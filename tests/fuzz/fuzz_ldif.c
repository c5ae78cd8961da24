/*
 * fuzz_ldif.c - any bytes as an LDIF file: what is read is sound, what is written is ASCII and
 * folded, and read again it is the same
 */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include "mapicode.h"
#include "codec/ldif/ldif.h"
#include "codec/text/charset_name.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

struct text {
    char *data;
    size_t n, room;
};

static HRESULT append(void *context, const void *bytes, size_t count)
{
    struct text *text = context;

    if (text->room < text->n + count) {
        text->room = 2 * (text->n + count);
        text->data = realloc(text->data, text->room);
    }
    memcpy(text->data + text->n, bytes, count);
    text->n += count;
    return S_OK;
}

static void check(bool good)
{
    if (!good) abort();
}

static bool is_text(const char *text, size_t bytes)
{
    return !memchr(text, 0, bytes) &&
           charset_guess(text, bytes, CODE_PAGE_CP1252) != CODE_PAGE_CP1252;
}

static void check_sound(const struct ldif_entry *entry)
{
    check(is_text(entry->dn, strlen(entry->dn)));
    for (size_t i = 0; i < entry->n; i++) {
        const struct ldif_value *value = &entry->values[i];

        check(!value->text[value->bytes] && *value->name);
        check(value->binary != is_text(value->text, value->bytes));
    }
}

static void check_folding(const struct text *text)
{
    size_t begin = 0;

    check(charset_guess(text->data, text->n, CODE_PAGE_CP1252) == CODE_PAGE_ASCII);
    for (size_t i = 0; i < text->n; i++) {
        if (text->data[i] != '\n') continue;
        check(i - begin <= 76);
        begin = i + 1;
    }
    check(begin == text->n);
}

static struct ldif_reader *open_text(struct byte_span *span)
{
    struct ldif_reader *reader;

    check(ldif_open((struct byte_source){byte_span_get, span}, 0, &reader) == S_OK);
    return reader;
}

static void there_and_back(const struct ldif_entry *entry)
{
    struct text text = {0};
    struct byte_sink sink = {append, &text};
    struct byte_span span;
    struct ldif_reader *reader;
    struct ldif_entry back;

    check(ldif_write_head(sink) == S_OK && ldif_write(entry, sink) == S_OK);
    check_folding(&text);
    span = (struct byte_span){text.data, text.n};
    reader = open_text(&span);
    check(ldif_next(reader, &back) == S_OK);
    check(!strcmp(back.dn, entry->dn) && back.n == entry->n && !back.lost && back.line == 3);
    for (size_t i = 0; i < back.n; i++) {
        const struct ldif_value *x = &entry->values[i], *y = &back.values[i];

        check(!strcmp(x->name, y->name) && x->bytes == y->bytes && x->binary == y->binary);
        check(!memcmp(x->text, y->text, x->bytes));
    }
    check(ldif_next(reader, &back) == S_FALSE);
    ldif_close(reader);
    free(text.data);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct byte_span span = {(const char *)data, size};
    struct ldif_reader *reader = open_text(&span);
    struct ldif_entry entry;

    while (ldif_next(reader, &entry) == S_OK) {
        check_sound(&entry);
        there_and_back(&entry);
    }
    ldif_close(reader);
    return 0;
}
