/*
 * imsg_half.c - what was written in part, and mustn't be committed
 *
 * What an attachment, or the message in one, has is written over what it had, in the storage that
 * the outermost message commits. When that fails halfway its place is noted, and until it is
 * written whole, deleted or replaced, nothing around it is saved.
 *
 * A place is the numbers of the attachments that lead to it, outermost first; that of the message
 * in the last of them ends in A_MESSAGE. A new object lies in a storage of its own until its
 * attachment is saved: places in there begin behind that attachment, in its own list.
 */
#include <string.h>
#include "base/array.h"
#include "msg/imsg_own.h"

#define A_MESSAGE UINT32_MAX /* no attachment has that number */

struct place {
    const struct imsg_message *message; /* whose attachment; NULL: the place has no such number */
    ULONG number;
    bool inner; /* the message in it */
    size_t count;
    struct imsg_halves *list;
};

static struct place place_in(const struct imsg_message *message, ULONG number)
{
    struct place place = {.message = message, .number = number, .count = 1};

    for (; message->parent && !message->parent->data_is_new; message = message->parent->message)
        place.count++;
    place.list = message->parent ? &message->parent->halves : &message->props.house->halves;
    return place;
}

static struct place place_of(struct imsg_attach *attach, bool inner)
{
    struct place place = {.list = &attach->halves};

    if (!inner || !attach->data_is_new) place = place_in(attach->message, attach->number);
    place.inner = inner;
    place.count += inner;
    return place;
}

/* The numbers of place, from the last on: gives how many are left. */
static size_t next(struct place *at, size_t left, ULONG *number)
{
    if (at->inner) {
        *number = A_MESSAGE;
        at->inner = false;
    } else {
        *number = at->number;
        if (left > 1) {
            at->number = at->message->parent->number;
            at->message = at->message->parent->message;
        }
    }
    return left - 1;
}

static bool begins_with(const struct imsg_half *half, struct place place)
{
    ULONG number;

    if (half->count < place.count) return false;
    for (size_t left = place.count; left;) {
        left = next(&place, left, &number);
        if (half->place[left] != number) return false;
    }
    return true;
}

/* Those that begin with place and have from least to most numbers. */
static void forget(const struct place *place, size_t least, size_t most)
{
    struct imsg_halves *list = place->list;

    for (size_t i = list->count; i--;) {
        const struct imsg_half *half = &list->data[i];

        if (half->count < least || half->count > most || !begins_with(half, *place)) continue;
        mem_free(half->place);
        ARRAY_REMOVE(list, i);
    }
}

void imsg_halves_drop(struct imsg_halves *list)
{
    for (size_t i = 0; i < list->count; i++)
        mem_free(list->data[i].place);
    ARRAY_DROP(list);
}

static bool is_noted(const struct place *place)
{
    const struct imsg_halves *list = place->list;

    for (size_t i = 0; i < list->count; i++)
        if (list->data[i].count == place->count && begins_with(&list->data[i], *place)) return true;
    return false;
}

bool imsg_half_has(struct imsg_message *message, ULONG number)
{
    struct place place = place_in(message, number);

    return is_noted(&place);
}

bool imsg_half_is(struct imsg_attach *attach, bool inner)
{
    struct place place = place_of(attach, inner);

    return is_noted(&place);
}

static HRESULT begin(struct place place)
{
    AUTO_FREE ULONG *numbers = NULL;
    struct imsg_half *slot;

    if (is_noted(&place)) return S_OK;
    numbers = mem_array(place.count, sizeof(*numbers));
    slot = numbers ? ARRAY_PUSH(place.list) : NULL;
    if (!slot) return FAIL(MAPI_E_NOT_ENOUGH_MEMORY);
    slot->count = place.count;
    slot->place = TAKE(numbers);
    for (size_t left = slot->count; left;) {
        ULONG number;

        left = next(&place, left, &number);
        slot->place[left] = number;
    }
    return S_OK;
}

HRESULT imsg_half_begin(struct imsg_attach *attach, bool inner)
{
    return begin(place_of(attach, inner));
}

HRESULT imsg_half_begin_in(struct imsg_message *message, ULONG number)
{
    return begin(place_in(message, number));
}

void imsg_half_done(struct imsg_attach *attach, bool inner)
{
    struct place place = place_of(attach, inner);

    forget(&place, place.count, place.count);
}

void imsg_half_done_in(struct imsg_message *message, ULONG number)
{
    struct place place = place_in(message, number);

    forget(&place, place.count, place.count);
}

void imsg_half_replaced(struct imsg_attach *attach)
{
    struct place place = place_of(attach, false);

    forget(&place, place.count + 1, SIZE_MAX);
}

void imsg_half_deleted(struct imsg_message *message, ULONG number)
{
    struct place place = place_in(message, number);

    forget(&place, place.count, SIZE_MAX);
}

bool imsg_half_below(struct imsg_attach *attach)
{
    struct place place = place_of(attach, false);

    if (attach->data_is_new) return attach->halves.count;
    for (size_t i = 0; i < place.list->count; i++)
        if (place.list->data[i].count > place.count && begins_with(&place.list->data[i], place))
            return true;
    return false;
}

bool imsg_half_within(struct imsg_message *message)
{
    struct imsg_attach *attach = message->parent;
    struct place place = {.list = attach ? &attach->halves : &message->props.house->halves};

    if (attach && !attach->data_is_new) place = place_of(attach, false);
    for (size_t i = 0; i < place.list->count; i++) {
        const struct imsg_half *half = &place.list->data[i];

        if (half->count > place.count && half->place[place.count] != A_MESSAGE &&
            begins_with(half, place))
            return true;
    }
    return false;
}
