/*
 * tagged_body.c - a message's text with tags where its attachments stand
 */
#include "msg/tagged_body.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "mapitags.h"
#include "base/bytes.h"
#include "base/error.h"
#include "base/mem.h"
#include "base/text.h"
#include "com/com.h"
#include "com/stream_call.h"
#include "msg/to_mime_own.h"
#include "msg/to_tnef_own.h"
#include "prop/pval.h"
#include "sys/codepage.h"

struct place { /* an attachment's */
    ULONG number;
    unsigned key;
    ULONG position; /* in characters; 0xffffffff: nowhere */
    SPropValue *props; /* owned */
};
struct places {
    struct place *data; /* owned */
    ULONG count;
};

enum { POSITION, METHOD, FILENAME, LONG_NAME, DISPLAY, TRANSPORT, N_WANTED };
static const SizedSPropTagArray(N_WANTED, wanted) = {
    N_WANTED,
    {PR_RENDERING_POSITION, PR_ATTACH_METHOD, PR_ATTACH_FILENAME_W, PR_ATTACH_LONG_FILENAME_W,
     PR_DISPLAY_NAME_W, PR_ATTACH_TRANSPORT_NAME_W}};

static void places_drop(struct places *places)
{
    for (ULONG i = 0; i < places->count; i++)
        mem_free(places->data[i].props);
    mem_free(places->data);
    *places = (struct places){0};
}

static HRESULT find_places(const struct tagged_body *body, struct places *places)
{
    AUTO_FREE ULONG *listed = NULL;
    const ULONG *numbers = body->numbers ? body->numbers->data : NULL;
    ULONG count = numbers ? (ULONG)body->numbers->count : 0;
    HRESULT hr = S_OK;

    *places = (struct places){0};
    if (!count) {
        hr = tnef_list_attachments(body->message, &listed, &count);
        numbers = listed;
    }
    if (FAILED(hr) || !count) return hr;
    places->data = mem_array(count, sizeof(*places->data));
    if (!places->data) return FAIL(MAPI_E_NOT_ENOUGH_MEMORY);
    for (ULONG i = 0; SUCCEEDED(hr) && i < count; i++) {
        struct place *place = &places->data[places->count];
        AUTO_RELEASE IAttach *attach = NULL;
        ULONG n;

        if (numbers[i] == TNEF_NOT_MADE) continue; /* has a key, and stands nowhere here */
        hr = com_given(
            body->message->lpVtbl->OpenAttach(body->message, numbers[i], NULL, 0, &attach),
            &attach);
        if (FAILED(hr)) {
            hr = ends_all(hr) ? hr : S_OK; /* gone meanwhile: nothing shows it */
            continue;
        }
        *place = (struct place){.number = numbers[i], .key = body->key + i, .position = 0xffffffff};
        if (place->key > 0xffff) place->key -= 0xffff;
        hr = export_get((IMAPIProp *)attach, (SPropTagArray *)&wanted, &n, &place->props);
        if (FAILED(hr)) break;
        place->position = (ULONG)export_long(place->props, n, PR_RENDERING_POSITION, -1);
        places->count++;
    }
    if (FAILED(hr)) places_drop(places);
    return hr;
}

static int by_position(const void *a, const void *b)
{
    const struct place *x = a, *y = b;

    return x->position < y->position   ? -1
           : x->position > y->position ? 1
           : x->key < y->key           ? -1
                                       : 1;
}

static const WCHAR *title_of(const struct place *place)
{
    static const ULONG names[] = {PR_ATTACH_FILENAME_W, PR_ATTACH_LONG_FILENAME_W,
                                  PR_DISPLAY_NAME_W};

    for (size_t i = 0; i < 3; i++)
        if (export_text(place->props, N_WANTED, names[i]))
            return export_text(place->props, N_WANTED, names[i]);
    switch (export_long(place->props, N_WANTED, PR_ATTACH_METHOD, ATTACH_BY_VALUE)) {
    case ATTACH_OLE: return L"OLE Object";
    case ATTACH_EMBEDDED_MSG: return L"Message";
    default: return L"File";
    }
}

/* ---- out ---- */

static HRESULT put(struct writer *w, const WCHAR *text, size_t chars)
{
    size_t n = sys_encode(0, text, chars, NULL, 0);
    uint8_t *to;

    if (n == (size_t)-1) return FAIL(MAPI_E_TOO_BIG);
    to = n ? writer_more(w, n) : NULL;
    if (to) sys_encode(0, text, chars, (char *)to, n);
    return w->bad ? FAIL(MAPI_E_NOT_ENOUGH_MEMORY) : S_OK;
}

static HRESULT put_tag(const struct tagged_body *body, const struct place *place, struct writer *w)
{
    const WCHAR *title = title_of(place),
                *transport = export_text(place->props, N_WANTED, PR_ATTACH_TRANSPORT_NAME_W);
    char key[24];
    HRESULT hr;

    write_bytes(w, "[[ ", 3);
    hr = put(w, title, text_len(title));
    snprintf(key, sizeof(key), " : %u in ", place->key);
    write_bytes(w, key, strlen(key));
    if (SUCCEEDED(hr) && transport) hr = put(w, transport, text_len(transport));
    else if (SUCCEEDED(hr) && body->name) write_bytes(w, body->name, strlen(body->name));
    write_bytes(w, " ]]", 3);
    return hr;
}

HRESULT tagged_body_make(const struct tagged_body *body, char **out, size_t *bytes)
{
    AUTO_RELEASE IStream *stream = NULL;
    AUTO_FREE char *raw = NULL;
    struct places places;
    struct writer w = {0};
    size_t n = 0, at = 0;
    HRESULT hr = export_open((IMAPIProp *)body->message, PR_BODY_W, &stream);

    *out = NULL;
    *bytes = 0;
    if (SUCCEEDED(hr) && stream) hr = export_read_all(stream, EXPORT_LARGEST_TEXT, &raw, &n);
    if (FAILED(hr)) return hr;
    hr = find_places(body, &places);
    if (FAILED(hr)) return hr;
    n /= sizeof(WCHAR);
    if (places.count) qsort(places.data, places.count, sizeof(*places.data), by_position);
    for (ULONG i = 0; SUCCEEDED(hr) && i < places.count; i++) {
        size_t position = places.data[i].position;

        /* nowhere in this text, or where another is */
        if (position >= n || position < at) continue;
        hr = put(&w, (WCHAR *)raw + at, position - at);
        if (SUCCEEDED(hr)) hr = put_tag(body, &places.data[i], &w);
        at = position + 1;
    }
    if (SUCCEEDED(hr) && at < n) hr = put(&w, (WCHAR *)raw + at, n - at);
    *bytes = w.count;
    write_u8(&w, 0);
    if (w.bad) hr = FAIL(MAPI_E_NOT_ENOUGH_MEMORY);
    if (SUCCEEDED(hr)) *out = (char *)TAKE(w.data);
    writer_drop(&w);
    places_drop(&places);
    return hr;
}

/* ---- in ---- */

/* A tag that begins at text: its key and length; false: it is none. */
static bool read_tag(const WCHAR *text, size_t chars, unsigned *key, size_t *length)
{
    size_t end = 2, colon = 0, i;

    if (chars < 12 || text[0] != '[' || text[1] != '[' || text[2] != ' ') return false;
    while (end + 1 < chars && !(text[end] == ']' && text[end + 1] == ']')) {
        if (text[end] == '\r' || text[end] == '\n' || (text[end] == '[' && text[end + 1] == '[') ||
            end > 1024)
            return false;
        end++;
    }
    if (end + 1 >= chars) return false;
    for (i = 2; i + 1 < end; i++) /* the last one: a title may have colons */
        if (text[i] == ':' && text[i - 1] == ' ' && text[i + 1] == ' ') colon = i;
    if (!colon) return false;
    *key = 0;
    for (i = colon + 2; i < end && text[i] >= '0' && text[i] <= '9' && *key <= 0xffff; i++)
        *key = *key * 10 + (unsigned)(text[i] - '0');
    if (i == colon + 2 || i + 4 > end || text[i] != ' ' || text[i + 1] != 'i' ||
        text[i + 2] != 'n' || text[i + 3] != ' ')
        return false;
    *length = end + 2;
    return true;
}

static struct place *with_key(const struct places *places, unsigned key)
{
    for (ULONG i = 0; i < places->count; i++)
        if (places->data[i].key == key) return &places->data[i];
    return NULL;
}

static HRESULT move_attachment(IMessage *message, const struct place *place, size_t position)
{
    AUTO_RELEASE IAttach *attach = NULL;
    SPropValue value = pval_long(PR_RENDERING_POSITION, (LONG)position);
    HRESULT hr = com_given(
        message->lpVtbl->OpenAttach(message, place->number, NULL, MAPI_MODIFY, &attach), &attach);

    if (SUCCEEDED(hr)) hr = attach->lpVtbl->SetProps(attach, 1, &value, NULL);
    return SUCCEEDED(hr) ? attach->lpVtbl->SaveChanges(attach, 0) : hr;
}

static HRESULT set_body(IMessage *message, const WCHAR *text, size_t chars)
{
    AUTO_RELEASE IStream *stream = NULL;
    SPropValue value = pval_text(PR_BODY_W, text);
    HRESULT hr;

    if (chars < TNEF_LARGE) return message->lpVtbl->SetProps(message, 1, &value, NULL);
    hr = com_given(message->lpVtbl->OpenProperty(message, PR_BODY_W, &IID_IStream, STGM_READWRITE,
                                                 MAPI_CREATE | MAPI_MODIFY, (IUnknown **)&stream),
                   &stream);
    if (SUCCEEDED(hr)) hr = stream_write(stream, text, chars * sizeof(WCHAR));
    return SUCCEEDED(hr) ? stream_answer(stream->lpVtbl->Commit(stream, STGC_DEFAULT)) : hr;
}

HRESULT tagged_body_take(const struct tagged_body *body, const char *text, size_t bytes)
{
    AUTO_FREE WCHAR *wide = NULL;
    struct places places;
    size_t n, to = 0;
    HRESULT hr;

    if (bytes > EXPORT_LARGEST_TEXT) return FAIL(MAPI_E_TOO_BIG);
    hr = text_from_ansi(text, (ptrdiff_t)bytes, 0, NULL, &wide);
    if (SUCCEEDED(hr)) hr = find_places(body, &places);
    if (FAILED(hr)) return hr;
    n = text_len(wide);
    for (size_t at = 0, length; SUCCEEDED(hr) && at < n; at += length) {
        struct place *place;
        unsigned key;

        length = 1;
        place = wide[at] == '[' && read_tag(wide + at, n - at, &key, &length)
                    ? with_key(&places, key)
                    : NULL;
        if (!place) length = 1;
        wide[to] = place ? ' ' : wide[at];
        if (place) hr = move_attachment(body->message, place, to);
        to++;
    }
    wide[to] = 0;
    if (SUCCEEDED(hr)) hr = set_body(body->message, wide, to);
    places_drop(&places);
    return hr;
}
