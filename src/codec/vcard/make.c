/*
 * make.c - a card that is being made
 */
#include "codec/vcard/card.h"
#include <string.h>
#include "mapicode.h"

enum {
    FIRST_ROOM = 16
};

/* Room for one more thing of each bytes; the old ones are copied, and live on until the end. */
static bool more_room(struct card_maker *maker, void *data, size_t n, size_t *room, size_t each)
{
    void *old, *grown;
    size_t wanted = n ? 2 * n : FIRST_ROOM;

    if (n < *room) return true;
    grown = text_hold_room(&maker->hold, wanted * each);
    if (!grown) return false;
    memcpy(&old, data, sizeof(old));
    if (n) memcpy(grown, old, n * each);
    memcpy(data, &grown, sizeof(grown));
    *room = wanted;
    return true;
}

/* A new value, NULL: memory is out. */
static struct card_value *add(struct card_maker *maker, const char *name)
{
    char *copy = text_hold_copy(&maker->hold, name, strlen(name));
    struct card_value *value;

    if (!copy || maker->failed ||
        !more_room(maker, &maker->values, maker->n, &maker->room, sizeof(*value))) {
        maker->failed = true;
        return NULL;
    }
    maker->params = NULL;
    maker->params_room = 0;
    value = &maker->values[maker->n++];
    *value = (struct card_value){.name = copy, .text = ""};
    return value;
}

void card_add(struct card_maker *maker, const char *name, const char *text)
{
    card_add_parts(maker, name, 0, &text, 1);
}

void card_add_parts(struct card_maker *maker, const char *name, char separator,
                    const char *const *parts, size_t n)
{
    struct card_value *value = add(maker, name);
    size_t bytes = 0, at = 0;
    uint32_t *cuts;
    char *text;

    if (!value) return;
    for (size_t i = 0; i < n; i++)
        bytes += 1 + (parts[i] ? strlen(parts[i]) : 0);
    text = text_hold_room(&maker->hold, bytes + 1);
    cuts = text_hold_room(&maker->hold, (n + 1) * sizeof(*cuts));
    maker->failed = !text || !cuts || bytes > UINT32_MAX;
    if (maker->failed) return;
    for (size_t i = 0; i < n; i++) {
        size_t length = parts[i] ? strlen(parts[i]) : 0;

        if (i) {
            cuts[i - 1] = (uint32_t)at;
            text[at++] = separator;
        }
        if (length) memcpy(text + at, parts[i], length);
        at += length;
    }
    text[at] = 0;
    value->text = text;
    value->bytes = at;
    value->cuts = cuts;
    value->n_cuts = n ? n - 1 : 0;
}

void card_add_binary(struct card_maker *maker, const char *name, const void *bytes, size_t count)
{
    struct card_value *value = add(maker, name);
    char *copy;

    if (!value) return;
    copy = text_hold_copy(&maker->hold, bytes, count);
    maker->failed = !copy;
    if (!copy) return;
    value->text = copy;
    value->bytes = count;
    value->binary = true;
}

void card_add_param(struct card_maker *maker, const char *name, const char *value)
{
    struct card_value *last = maker->n ? &maker->values[maker->n - 1] : NULL;
    char *name_copy, *value_copy;

    if (!last || maker->failed) return;
    name_copy = text_hold_copy(&maker->hold, name, strlen(name));
    value_copy = text_hold_copy(&maker->hold, value, strlen(value));
    if (!name_copy || !value_copy ||
        !more_room(maker, &maker->params, last->n_params, &maker->params_room,
                   sizeof(*maker->params))) {
        maker->failed = true;
        return;
    }
    maker->params[last->n_params++] = (struct card_param){name_copy, value_copy};
    last->params = maker->params;
}

void card_group(struct card_maker *maker, const char *group)
{
    char *copy;

    if (!maker->n || maker->failed) return;
    copy = text_hold_copy(&maker->hold, group, strlen(group));
    maker->values[maker->n - 1].group = copy;
    maker->failed = !copy;
}

HRESULT card_made(struct card_maker *maker, struct card *out)
{
    *out = (struct card){.values = maker->values, .n = maker->n};
    return maker->failed ? MAPI_E_NOT_ENOUGH_MEMORY : S_OK;
}

void card_drop(struct card_maker *maker)
{
    text_hold_drop(&maker->hold);
    *maker = (struct card_maker){0};
}
