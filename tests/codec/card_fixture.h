/*
 * card_fixture.h - cards and entries from text in memory, and shown as text
 */
#pragma once
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "mapicode.h"
#include "codec/ldif/ldif.h"
#include "codec/vcard/card.h"

/* A source that gives at most piece bytes at once, and may fail behind the last. */
struct drip {
    struct byte_span span;
    size_t piece;
    HRESULT at_end;
};

static inline HRESULT drip_get(void *context, void *bytes, size_t room, size_t *got)
{
    struct drip *drip = context;

    if (!drip->span.left && FAILED(drip->at_end)) return drip->at_end;
    return byte_span_get(&drip->span, bytes, room < drip->piece ? room : drip->piece, got);
}

/* A sink: text that grows by plain realloc. */
struct pot {
    char *text;
    size_t n, room;
    size_t most; /* then it fails; 0: never */
};

static inline HRESULT pot_put(void *context, const void *bytes, size_t count)
{
    struct pot *pot = context;

    if (pot->most && pot->n + count > pot->most) return MAPI_E_NOT_ENOUGH_DISK;
    if (pot->room < pot->n + count + 1) {
        pot->room = 2 * (pot->n + count + 1);
        pot->text = realloc(pot->text, pot->room);
    }
    memcpy(pot->text + pot->n, bytes, count);
    pot->n += count;
    pot->text[pot->n] = 0;
    return S_OK;
}

static inline void pot_say(struct pot *pot, const char *text)
{
    pot_put(pot, text, strlen(text));
}

static inline void pot_say_number(struct pot *pot, const char *name, unsigned long number)
{
    char text[64];

    snprintf(text, sizeof(text), "%s%lu", name, number);
    pot_say(pot, text);
}

/* Bytes as they are, but LF as "<LF>", and what isn't text in hexadecimal. */
static inline void pot_show(struct pot *pot, const char *bytes, size_t count, bool binary)
{
    for (size_t i = 0, n; i < count; i += n) {
        char hex[4];

        n = 1;
        if (binary) {
            snprintf(hex, sizeof(hex), "%02x", (unsigned char)bytes[i]);
            pot_say(pot, hex);
        } else if (bytes[i] == '\n') {
            pot_say(pot, "<LF>");
        } else {
            while (i + n < count && bytes[i + n] != '\n')
                n++;
            pot_put(pot, bytes + i, n);
        }
    }
}

/* NAME;PARAM=value text, cuts as "{;}"; binary as "#hex". */
static inline void show_value(struct pot *pot, const struct card_value *value)
{
    size_t cut = 0;

    if (value->group) {
        pot_say(pot, value->group);
        pot_say(pot, ".");
    }
    pot_say(pot, value->name);
    for (size_t i = 0; i < value->n_params; i++) {
        pot_say(pot, ";");
        pot_say(pot, value->params[i].name);
        pot_say(pot, "=");
        pot_show(pot, value->params[i].value, strlen(value->params[i].value), false);
    }
    pot_say(pot, value->binary ? " #" : " ");
    if (value->binary) pot_show(pot, value->text, value->bytes, true);
    for (size_t i = 0; !value->binary && i < value->bytes;) {
        size_t end = cut < value->n_cuts ? value->cuts[cut] : value->bytes;

        pot_show(pot, value->text + i, end - i, false);
        i = end;
        if (cut == value->n_cuts) break;
        pot_say(pot, "{");
        pot_show(pot, value->text + i++, 1, false);
        pot_say(pot, "}");
        cut++;
    }
    if (!value->binary) {
        assert_int_equal(value->text[value->bytes], 0);
        assert_int_equal(strlen(value->text), value->bytes);
        assert_int_equal(cut, value->n_cuts);
    }
    pot_say(pot, "\n");
}

static inline void show_card(struct pot *pot, const struct card *card)
{
    for (size_t i = 0; i < card->n; i++)
        show_value(pot, &card->values[i]);
    pot_say_number(pot, "-- ", (unsigned long)card->version);
    if (card->lost) pot_say_number(pot, " lost ", card->lost);
    pot_say(pot, "\n");
}

/* All cards of a file, and what went wrong; the caller frees the text. */
static inline char *shown_cards(const char *file, size_t bytes, size_t piece, UINT code_page)
{
    struct drip drip = {{file, bytes}, piece, S_OK};
    struct vcard_reader *reader;
    struct pot pot = {0};
    const struct vcard_faults *faults;
    struct card card;

    assert_int_equal(vcard_open((struct byte_source){drip_get, &drip}, code_page, &reader), S_OK);
    while (vcard_next(reader, &card) == S_OK)
        show_card(&pot, &card);
    assert_int_equal(vcard_next(reader, &card), S_FALSE); /* for good */
    faults = vcard_faults(reader);
    if (faults->lost) pot_say_number(&pot, "lost ", faults->lost);
    if (faults->skipped) pot_say_number(&pot, "skipped ", faults->skipped);
    if (faults->unended) pot_say_number(&pot, "unended ", faults->unended);
    if (faults->nested) pot_say_number(&pot, "nested ", faults->nested);
    pot_say(&pot, "");
    vcard_close(reader);
    return pot.text;
}

/* The same whatever the pieces. */
static inline void assert_cards_of(const char *file, size_t bytes, const char *want)
{
    static const size_t pieces[] = {1, 2, 3, 7, 100000};

    for (size_t i = 0; i < sizeof(pieces) / sizeof(pieces[0]); i++) {
        char *shown = shown_cards(file, bytes, pieces[i], 0);

        assert_string_equal(shown, want);
        free(shown);
    }
}

static inline void assert_cards(const char *file, const char *want)
{
    assert_cards_of(file, strlen(file), want);
}

/* One line of a card of that version ("2.1"), and what is read of it. */
static inline void assert_line(const char *version, const char *line, const char *want)
{
    struct pot file = {0}, all = {0};

    pot_say(&file, "BEGIN:VCARD\r\nVERSION:");
    pot_say(&file, version);
    pot_say(&file, "\r\n");
    pot_say(&file, line);
    pot_say(&file, "\r\nFN:end\r\nEND:VCARD\r\n");
    pot_say(&all, want);
    pot_say(&all, *want ? "\nFN end\n-- " : "FN end\n-- ");
    pot_put(&all, version, 1);
    pot_put(&all, version + 2, 1);
    pot_say(&all, *want ? "\n" : " lost 1\nlost 1");
    assert_cards(file.text, all.text);
    free(file.text);
    free(all.text);
}
