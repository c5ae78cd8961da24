/*
 * numbers.c - numbers that rise with the values of a sort key
 *
 * Numbers and times are their own. Texts that come again and again (senders, categories) are
 * numbered by their place among those that there are; where each is another one, by their first
 * four characters.
 */
#include "table/numbers.h"
#include <stdlib.h>
#include "base/mem.h"
#include "base/text.h"
#include "prop/pval.h"
#include "prop/text_order.h"

#define OF_NOTHING UINT64_MAX

/* ---- values that are numbers ---- */

bool number_of(const SPropValue *value, uint64_t *number)
{
    switch (PROP_TYPE(value->ulPropTag)) {
    case PT_I2:
        *number = (uint64_t)(value->Value.i + 0x8000);
        return true;
    case PT_LONG:
        *number = (uint64_t)((LONGLONG)value->Value.l + 0x80000000ll);
        return true;
    case PT_BOOLEAN:
        *number = value->Value.b != 0;
        return true;
    case PT_SYSTIME:
        *number = (uint64_t)value->Value.ft.dwHighDateTime << 32 | value->Value.ft.dwLowDateTime;
        return true;
    case PT_I8:
    case PT_CURRENCY:
        *number = (uint64_t)value->Value.li.QuadPart ^ (uint64_t)1 << 63;
        return true;
    default:
        return false;
    }
}

/* The greatest number is taken; what should have it shares the one before. */
static uint64_t turned(uint64_t number, bool down, bool *exact)
{
    if (down) number = ~number;
    if (number < OF_NOTHING - 1) return number;
    *exact = false;
    return OF_NOTHING - 1;
}

/* ---- texts ---- */

uint64_t number_of_text(const WCHAR *text)
{
    uint64_t number = 0;

    for (int i = 0; i < 4; i++) {
        number = number << 16 | (text && *text ? text_fold(*text) : 0);
        if (text && *text) text++;
    }
    return number;
}

struct known_text {
    const WCHAR *text;
    uint64_t number;
};

/* The texts there are, each once: those that come often enough for it to pay. */
struct dictionary {
    struct known_text *texts; /* owned */
    uint32_t *slots;          /* owned; number in texts + 1 */
    size_t count, room;       /* of slots; texts has room for half as many */
};

static uint32_t *find_text(const struct dictionary *d, const WCHAR *text)
{
    uint32_t hash = 2166136261u;

    for (const WCHAR *at = text; *at; at++)
        hash = (hash ^ *at) * 16777619u;
    for (size_t i = (hash ^ hash >> 15) & (d->room - 1);; i = (i + 1) & (d->room - 1))
        if (!d->slots[i] || !text_compare(d->texts[d->slots[i] - 1].text, text))
            return &d->slots[i];
}

static int compare_texts(const void *a, const void *b)
{
    return text_order((*(const struct known_text *const *)a)->text,
                      (*(const struct known_text *const *)b)->text);
}

static bool number_dictionary(struct dictionary *d)
{
    AUTO_FREE struct known_text **sorted = mem_array(d->count + 1, sizeof(*sorted));

    if (!sorted) return false;
    for (size_t i = 0; i < d->count; i++)
        sorted[i] = &d->texts[i];
    qsort(sorted, d->count, sizeof(*sorted), compare_texts);
    for (size_t i = 0; i < d->count; i++)
        sorted[i]->number = i + 2; /* so that none is turned into what nothing has */
    return true;
}

/* True: numbers are those of a dictionary. False: it doesn't pay (or memory is out, and the first
 * characters must do). */
static bool number_by_dictionary(const SPropValue *const *values, size_t stride, size_t count,
                                 bool down, uint64_t *numbers)
{
    AUTO_FREE struct known_text *texts = NULL;
    AUTO_FREE uint32_t *slots = NULL;
    struct dictionary d = {.room = 4096};
    bool exact;

    while (d.room < count / 4)
        d.room *= 2;
    d.texts = texts = mem_array(d.room / 2, sizeof(*texts));
    d.slots = slots = mem_array(d.room, sizeof(*slots));
    if (!texts || !slots) return false;
    for (size_t i = 0; i < count; i++) {
        const SPropValue *value = values[i * stride];
        uint32_t *slot;

        if (!value) continue;
        slot = find_text(&d, value->Value.lpszW);
        if (!*slot) {
            if (d.count == d.room / 2 || d.count > 512 + i / 4) return false;
            texts[d.count] = (struct known_text){value->Value.lpszW, 0};
            *slot = (uint32_t)++d.count;
        }
        numbers[i] = *slot - 1;
    }
    if (!number_dictionary(&d)) return false;
    for (size_t i = 0; i < count; i++)
        numbers[i] =
            values[i * stride] ? turned(texts[numbers[i]].number, down, &exact) : OF_NOTHING;
    return true;
}

/* PT_UNICODE for all, and none without its text. */
static bool all_wide(const SPropValue *const *values, size_t stride, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        const SPropValue *value = values[i * stride];

        if (value && (PROP_TYPE(value->ulPropTag) != PT_UNICODE || !value->Value.lpszW))
            return false;
    }
    return true;
}

void numbers_of(const SPropValue *const *values, size_t stride, size_t count, bool down,
                uint64_t *numbers, bool *exact)
{
    bool wide = all_wide(values, stride, count), number = true;

    *exact = true;
    if (wide && number_by_dictionary(values, stride, count, down, numbers)) return;
    *exact = !wide;
    for (size_t i = 0; i < count && number; i++) {
        const SPropValue *value = values[i * stride];

        numbers[i] = 0;
        if (value && wide) numbers[i] = number_of_text(value->Value.lpszW);
        else if (value) number = number_of(value, &numbers[i]);
        numbers[i] = value ? turned(numbers[i], down, exact) : OF_NOTHING;
    }
    if (number) return;
    *exact = false; /* of other types, or of several: what there is says nothing */
    for (size_t i = 0; i < count; i++)
        numbers[i] = 0;
}
