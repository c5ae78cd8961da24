/*
 * message_finish.c - the properties that the store makes of a message at SaveChanges
 */
#include "message_finish.h"
#include <stdlib.h>
#include "common/clock.h"
#include "common/text/text8.h"
#include "message_size.h"
#include "outgoing.h"

static bool is_letter(WCHAR c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c >= 0xc0;
}

/* 6.7-05: one to three letters, colon, space. */
static size_t prefix_chars(const WCHAR *subject)
{
    size_t n = 0;

    while (n < 4 && is_letter(subject[n]))
        n++;
    return n >= 1 && n <= 3 && subject[n] == ':' && subject[n + 1] == ' ' ? n + 2 : 0;
}

static HRESULT put_text(struct bag *bag, ULONG tag, const WCHAR *text, size_t chars)
{
    AUTO_VALUE struct value *value = NULL;
    HRESULT hr = value_text(tag, text, chars, &value);

    return FAILED(hr) ? hr : bag_set(bag, value);
}

static HRESULT make_subject(struct bag *bag)
{
    AUTO_VALUE struct value *subject = NULL;
    AUTO_VALUE struct value *prefix = NULL;
    const WCHAR *text, *start;
    size_t chars = 0;
    HRESULT hr;

    hr = bag_text(bag, PR_SUBJECT_W, &subject);
    if (SUCCEEDED(hr)) hr = bag_text(bag, PR_SUBJECT_PREFIX_W, &prefix);
    if (FAILED(hr)) return hr;
    text = value_wide(subject);
    start = value_wide(prefix);
    if (!text) {
        bag_remove(bag, PR_SUBJECT_PREFIX_W); /* of no subject */
        bag_remove(bag, PR_NORMALIZED_SUBJECT_W);
        return S_OK;
    }
    if (start) chars = wide_len(start);
    if (!start || chars > wide_len(text) || memcmp(start, text, chars * sizeof(WCHAR))) {
        chars = prefix_chars(text);
        bag_remove(bag, PR_SUBJECT_PREFIX_W);
        if (chars) {
            hr = put_text(bag, PR_SUBJECT_PREFIX_W, text, chars);
            if (FAILED(hr)) return hr;
        }
    }
    return put_text(bag, PR_NORMALIZED_SUBJECT_W, text + chars, wide_len(text) - chars);
}

/* Adds name to text, which has room for it. */
static void join(WCHAR *text, size_t *n, const WCHAR *name)
{
    if (*n) {
        text[(*n)++] = ';';
        text[(*n)++] = ' ';
    }
    memcpy(text + *n, name, wide_len(name) * sizeof(WCHAR));
    *n += wide_len(name);
}

/* "; "-joined display names of one recipient type. */
static HRESULT make_display(const struct recipients *list, LONG type, ULONG tag, struct bag *bag)
{
    WCHAR *text = NULL;
    size_t n = 0, room = 0;
    HRESULT hr = S_OK;

    for (size_t i = 0; i < list->n && SUCCEEDED(hr); i++) {
        const struct bag *props = &list->items[i].props;
        AUTO_VALUE struct value *name = NULL;
        size_t wanted;
        WCHAR *grown;

        if ((LONG)(bag_long(props, PR_RECIPIENT_TYPE, MAPI_TO) & ~(ULONG)MAPI_SUBMITTED) != type)
            continue;
        hr = bag_text(props, PR_DISPLAY_NAME_W, &name);
        if (hr != S_OK) continue;
        wanted = n + 2 + wide_len(value_wide(name)) + 1;
        if (wanted > room) { /* in great steps: a mail may have thousands */
            grown = realloc(text, wanted * 2 * sizeof(*text));
            if (!grown) {
                hr = MAPI_E_NOT_ENOUGH_MEMORY;
                break;
            }
            text = grown;
            room = wanted * 2;
        }
        join(text, &n, value_wide(name));
    }
    if (SUCCEEDED(hr)) hr = put_text(bag, tag, text, n);
    free(text);
    return hr;
}

static HRESULT make_displays(const struct message_state *state, struct bag *bag)
{
    HRESULT hr;

    if (!state->recipients.loaded) return S_OK; /* as they were */
    hr = make_display(&state->recipients, MAPI_TO, PR_DISPLAY_TO_W, bag);
    if (SUCCEEDED(hr)) hr = make_display(&state->recipients, MAPI_CC, PR_DISPLAY_CC_W, bag);
    if (SUCCEEDED(hr)) hr = make_display(&state->recipients, MAPI_BCC, PR_DISPLAY_BCC_W, bag);
    return hr;
}

/* The size counts itself: the same message has the same each time. */
static HRESULT put_size(struct bag *bag, int64_t bytes)
{
    HRESULT hr = bag_put(bag, PR_MESSAGE_SIZE, 0);

    if (FAILED(hr)) return hr;
    bytes += bag_bytes(bag);
    return bag_put(bag, PR_MESSAGE_SIZE, bytes > 0x7fffffff ? 0x7fffffff : bytes);
}

HRESULT message_finish(struct message_state *state)
{
    HRESULT hr;

    hr = make_subject(&state->props);
    if (SUCCEEDED(hr)) hr = make_displays(state, &state->props);
    return SUCCEEDED(hr) ? put_size(&state->props, message_bytes_loaded(state)) : hr;
}

HRESULT message_finish_row(struct store_file *file, const struct message_state *state, bool insert,
                           struct bag *bag)
{
    int64_t bytes, now = clock_now();
    ULONG flags = bag_long(&state->props, PR_MESSAGE_FLAGS, 0);
    const struct value *class;
    bool has_attach;
    HRESULT hr;

    hr = bag_copy(&state->props, bag);
    if (SUCCEEDED(hr) && !insert)
        hr = message_bodies_keep(file->db, &state->bodies, state->id, bag);
    if (SUCCEEDED(hr)) hr = make_subject(bag);
    if (SUCCEEDED(hr)) hr = make_displays(state, bag);
    class = bag_find(bag, PR_MESSAGE_CLASS_W); /* 6.3-13, 6.3-14 */
    if (SUCCEEDED(hr) && (!class || !class->bytes))
        hr = put_text(bag, PR_MESSAGE_CLASS_W, L"IPM", 3);
    if (SUCCEEDED(hr)) hr = message_bytes_below(file, state, &bytes, &has_attach);
    if (FAILED(hr)) return hr;

    flags = (flags & ~(ULONG)(MSGFLAG_HASATTACH | MSGFLAG_ASSOCIATED)) |
            (has_attach ? MSGFLAG_HASATTACH : 0);
    if (state->part & PART_ASSOCIATED) flags |= MSGFLAG_ASSOCIATED;
    /* what belongs to the folder's entry is the row's, whatever this handle has seen */
    if (!insert) {
        int64_t there, status;
        const ULONG rows = MSGFLAG_READ | MSGFLAG_SUBMIT | MSGFLAG_RN_PENDING | MSGFLAG_NRN_PENDING;

        hr = db_int(file->db, &there, "SELECT flags FROM messages WHERE id=?1", "i", state->id);
        if (SUCCEEDED(hr))
            hr = db_int(file->db, &status, "SELECT status FROM messages WHERE id=?1", "i",
                        state->id);
        if (SUCCEEDED(hr)) hr = queue_flags(file, state->id, bag);
        if (FAILED(hr)) return hr;
        flags = (flags & ~rows & ~(ULONG)MSGFLAG_UNMODIFIED) | ((ULONG)there & rows);
        hr = bag_put(bag, PR_MSG_STATUS, status);
    } else {
        flags &= ~(ULONG)MSGFLAG_SUBMIT; /* 6.7-10: what is new, a copy too, is in no queue */
        bag_remove(bag, PR_SUBMIT_FLAGS);
        if (!bag_find(bag, PR_MSG_STATUS)) hr = bag_put(bag, PR_MSG_STATUS, 0);
    }
    if (SUCCEEDED(hr)) hr = bag_put(bag, PR_MESSAGE_FLAGS, flags);
    if (SUCCEEDED(hr) && !bag_find(bag, PR_CREATION_TIME)) hr = bag_put(bag, PR_CREATION_TIME, now);
    if (SUCCEEDED(hr) && !(insert && bag_find(bag, PR_LAST_MODIFICATION_TIME)))
        hr = bag_put(bag, PR_LAST_MODIFICATION_TIME, now);
    return SUCCEEDED(hr) ? put_size(bag, bytes) : hr;
}
