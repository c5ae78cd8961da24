/*
 * fuzz_vcard.c - any bytes as a file of vCards: what is read is sound, what is written is folded
 * right, and read again it is the same; and the same however the bytes come
 */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include "mapicode.h"
#include "codec/text/charset_name.h"
#include "codec/vcard/card.h"
#include "codec/vcard/names.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

enum {
    MANY_PARAMS = 190
}; /* near the limit one more may be lost */

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

static bool is_utf8(const char *text, size_t bytes)
{
    return charset_guess(text, bytes, CODE_PAGE_CP1252) != CODE_PAGE_CP1252;
}

static void check_sound(const struct card *card)
{
    for (size_t i = 0; i < card->n; i++) {
        const struct card_value *value = &card->values[i];
        struct card_text part;
        char media[64];
        size_t parts = 0;

        check(card_is_name(value->name, strlen(value->name)));
        check(value->n_params <= CARD_PARAMS + 1);
        for (size_t k = 0; k < value->n_params; k++) {
            const char *said = value->params[k].value;

            check(*said && is_utf8(said, strlen(said)));
            check(card_is_name(value->params[k].name, strlen(value->params[k].name)));
        }
        card_media(value, media);
        check(card_preference(value) - 1 <= 100);
        if (value->binary) continue;
        check(strlen(value->text) == value->bytes && is_utf8(value->text, value->bytes));
        for (size_t k = 0; k < value->n_cuts; k++)
            check(value->cuts[k] < value->bytes && (!k || value->cuts[k] > value->cuts[k - 1]) &&
                  strchr(",;", value->text[value->cuts[k]]));
        if (value->n_cuts > 100) continue;
        while (card_part(value, ';', parts, &part))
            parts++;
        check(parts >= 1 && parts <= value->n_cuts + 1);
    }
}

static void check_folding(const struct text *text)
{
    size_t begin = 0;

    check(is_utf8(text->data, text->n) && text->n > 2 && text->data[text->n - 1] == '\n');
    for (size_t i = 0; i < text->n; i++) {
        if (text->data[i] != '\n') continue;
        check(i > begin && text->data[i - 1] == '\r' && i - 1 - begin <= 75);
        check((text->data[begin + (text->data[begin] == ' ')] & 0xc0) != 0x80);
        begin = i + 1;
    }
}

static struct vcard_reader *open_text(struct byte_span *span)
{
    struct vcard_reader *reader;

    check(vcard_open((struct byte_source){byte_span_get, span}, 0, &reader) == S_OK);
    return reader;
}

/* False: it is one of those that can't stay the same, since 3.0's and 4.0's names mean other
 * things, or since a text looks like what is no text. */
static bool stays(const struct card *card)
{
    for (size_t i = 0; i < card->n; i++) {
        const struct card_value *value = &card->values[i];

        if (!strcmp(value->name, "AGENT") || value->n_params > MANY_PARAMS ||
            card_name_from_30(value->name) != value->name ||
            (!value->binary && value->bytes > 5 && card_same(value->text, 5, "data:")))
            return false;
    }
    return card->n > 0;
}

static void check_same(const struct card *a, const struct card *b)
{
    check(a->n == b->n && !b->lost);
    for (size_t i = 0; i < a->n; i++) {
        const struct card_value *x = &a->values[i], *y = &b->values[i];

        check(!strcmp(x->name, y->name) && !x->group == !y->group);
        check(!x->group || !strcmp(x->group, y->group));
        check(x->binary == y->binary && x->bytes == y->bytes && x->n_cuts == y->n_cuts);
        check(!x->bytes || !memcmp(x->text, y->text, x->bytes));
        check(!x->n_cuts || !memcmp(x->cuts, y->cuts, x->n_cuts * sizeof(*x->cuts)));
    }
}

/* Writes a card and reads that; gives what was written. */
static struct text there_and_back(const struct card *card, int version)
{
    struct text text = {0}, again = {0};
    struct byte_span span;
    struct vcard_reader *reader;
    struct card back;

    check(vcard_write(card, version, (struct byte_sink){append, &text}) == S_OK);
    check_folding(&text);
    if (!stays(card)) return text;
    span = (struct byte_span){text.data, text.n};
    reader = open_text(&span);
    check(vcard_next(reader, &back) == S_OK);
    check_same(card, &back);
    check(vcard_write(&back, version, (struct byte_sink){append, &again}) == S_OK);
    check(vcard_next(reader, &back) == S_FALSE);
    vcard_close(reader);
    free(text.data);
    return again;
}

struct drip {
    struct byte_span span;
    size_t piece;
};

static HRESULT drip_get(void *context, void *bytes, size_t room, size_t *got)
{
    struct drip *drip = context;

    return byte_span_get(&drip->span, bytes, room < drip->piece ? room : drip->piece, got);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct byte_span span = {(const char *)data, size};
    struct drip drip = {span, size ? 1 + data[size - 1] % 7 : 1};
    struct vcard_reader *reader = open_text(&span), *dripping;
    struct card card, same;

    check(vcard_open((struct byte_source){drip_get, &drip}, 0, &dripping) == S_OK);
    while (vcard_next(reader, &card) == S_OK) {
        check(vcard_next(dripping, &same) == S_OK);
        check(same.lost == card.lost && same.version == card.version && same.line == card.line);
        same.lost = 0;
        check_same(&card, &same);
        check_sound(&card);
        for (int version = 30; version <= 40; version += 10) {
            struct text first = there_and_back(&card, version), second;
            struct byte_span written = {first.data, first.n};
            struct vcard_reader *writer = open_text(&written);

            if (stays(&card)) { /* from the second time on, byte for byte */
                check(vcard_next(writer, &same) == S_OK);
                second = there_and_back(&same, version);
                check(second.n == first.n && !memcmp(second.data, first.data, first.n));
                free(second.data);
            }
            vcard_close(writer);
            free(first.data);
        }
    }
    check(vcard_next(dripping, &same) == S_FALSE);
    vcard_close(dripping);
    vcard_close(reader);
    return 0;
}
