/*
 * rtf_sync.c - a message's text and RTF are made to say the same
 */
#include "msg/rtf_sync.h"
#include <string.h>
#include "mapitags.h"
#include "mapiutil.h"
#include "base/error.h"
#include "base/mem.h"
#include "base/text.h"
#include "codec/rtf/sync.h"
#include "msg/rtf_sync_own.h"
#include "sys/codepage.h"

enum {
    IN_SYNC,
    CRC,
    COUNT,
    TAG,
    PREFIX,
    TRAILING,
    MASK,
    N_PROPS
}; /* of what is read of a message */

static const SizedSPropTagArray(N_PROPS, wanted) = {
    N_PROPS,
    {PR_RTF_IN_SYNC, PR_RTF_SYNC_BODY_CRC, PR_RTF_SYNC_BODY_COUNT, PR_RTF_SYNC_BODY_TAG_W,
     PR_RTF_SYNC_PREFIX_COUNT, PR_RTF_SYNC_TRAILING_COUNT, PR_STORE_SUPPORT_MASK},
};

struct sync {
    IMessage *message;
    SPropValue *before;      /* owned; of wanted */
    struct sync_mark stored; /* what PR_RTF_SYNC_* said */
    bool has_stored;
    UINT code_page;          /* that marks are made in */
    bool has_rtf, has_body;
    bool html;               /* the RTF was made of it */
    struct sync_mark rtf, body;
    struct writer places;    /* owned */
    struct sync_mark mark;   /* what PR_RTF_SYNC_* are to say */
    uint32_t prefix, trailing;
    bool updated;
};

/* ---- what is there ---- */

static bool known(const struct sync *sync, int at)
{
    return sync->before[at].ulPropTag == wanted.aulPropTag[at];
}

static UINT usable(UINT code_page)
{
    if (text_encoder_knows(code_page)) return code_page;
    return text_encoder_knows(sys_ansi_code_page()) ? sys_ansi_code_page() : 1252;
}

struct summing {
    struct sync_text text;
    struct rtf_text *rtf;
    bool began;
};

static HRESULT sum_rtf(void *context, const WCHAR *text, size_t chars)
{
    struct summing *sum = context;

    if (!sum->began) sync_text_begin(&sum->text, usable(sum->rtf->code_page), NULL);
    sum->began = true;
    return sync_text_put(&sum->text, text, chars);
}

static HRESULT look_at_rtf(struct sync *sync)
{
    AUTO_FREE struct summing *sum = mem_zero(sizeof(*sum));
    struct rtf_text rtf = {.sink = {sum_rtf, sum}, .places = &sync->places};
    HRESULT hr;

    if (!sum) return FAIL(MAPI_E_NOT_ENOUGH_MEMORY);
    sum->rtf = &rtf;
    hr = rtf_sync_read_rtf(sync->message, &rtf);
    if (hr != S_OK) return FAILED(hr) ? hr : S_OK;
    if (sum->began) hr = sync_text_end(&sum->text);
    sync->has_rtf = true;
    sync->html = rtf.html;
    sync->rtf = sum->text.mark;
    sync->code_page = usable(rtf.code_page);
    return hr;
}

static HRESULT sum_body(void *context, const WCHAR *text, size_t chars)
{
    return sync_text_put(context, text, chars);
}

/* Also whether what is sought stands in it; NULL: nothing is. */
static HRESULT look_at_body(struct sync *sync, const struct sync_mark *sought, bool *found)
{
    AUTO_FREE struct sync_text *sum = mem_zero(sizeof(*sum));
    HRESULT hr;

    if (!sum) return FAIL(MAPI_E_NOT_ENOUGH_MEMORY);
    sync_text_begin(sum, sync->code_page, sought);
    hr = rtf_sync_read_body(sync->message, (struct text_sink){sum_body, sum});
    sync->has_body = hr == S_OK;
    if (SUCCEEDED(hr)) hr = sync_text_end(sum);
    sync->body = sum->mark;
    if (found) *found = SUCCEEDED(hr) && sum->found;
    if (SUCCEEDED(hr) && sum->found) {
        sync->prefix = sum->prefix;
        sync->trailing = sum->mark.count - sum->prefix - sought->count;
    }
    return FAILED(hr) ? hr : S_OK;
}

static void take_stored(struct sync *sync)
{
    const WCHAR *tag = known(sync, TAG) ? sync->before[TAG].Value.lpszW : L"";
    size_t chars = 0, bytes;

    sync->has_stored = known(sync, CRC) && known(sync, COUNT);
    if (!sync->has_stored) return;
    sync->stored.crc = (uint32_t)sync->before[CRC].Value.l;
    sync->stored.count = (uint32_t)sync->before[COUNT].Value.l;
    while (chars < SYNC_TAG && tag[chars])
        chars++;
    bytes = sys_encode(sync->code_page, tag, chars, sync->stored.tag, SYNC_TAG);
    sync->stored.tag_bytes = bytes <= SYNC_TAG ? (unsigned)bytes : 0;
}

/* ---- what is said about it ---- */

static void say_number(struct sync *sync, SPropValue *values, ULONG *n, int at, uint32_t number)
{
    if (known(sync, at) && sync->before[at].Value.l == (LONG)number) return;
    values[*n].ulPropTag = wanted.aulPropTag[at];
    values[(*n)++].Value.l = (LONG)number;
}

static HRESULT say(struct sync *sync)
{
    SPropValue values[N_PROPS];
    WCHAR tag[SYNC_TAG + 1];
    size_t chars = sys_decode(sync->code_page, sync->mark.tag, sync->mark.tag_bytes, tag, SYNC_TAG);
    ULONG n = 0;
    HRESULT hr;

    tag[chars <= SYNC_TAG ? chars : 0] = 0;
    say_number(sync, values, &n, CRC, sync->mark.crc);
    say_number(sync, values, &n, COUNT, sync->mark.count);
    say_number(sync, values, &n, PREFIX, sync->prefix);
    say_number(sync, values, &n, TRAILING, sync->trailing);
    if (!known(sync, TAG) || text_compare(sync->before[TAG].Value.lpszW, tag)) {
        values[n].ulPropTag = PR_RTF_SYNC_BODY_TAG_W;
        values[n++].Value.lpszW = tag;
    }
    /* a new body may have taken it away */
    if (!known(sync, IN_SYNC) || !sync->before[IN_SYNC].Value.b || sync->updated) {
        values[n].ulPropTag = PR_RTF_IN_SYNC;
        values[n++].Value.b = TRUE;
    }
    if (!n) return S_OK;
    sync->updated = true;
    hr = sync->message->lpVtbl->SetProps(sync->message, n, values, NULL);
    return FAILED(hr) ? hr : S_OK;
}

/* Without RTF nothing can be said. */
static HRESULT say_nothing(struct sync *sync)
{
    SizedSPropTagArray(6, tags) = {0, {0}};

    for (int at = IN_SYNC; at <= TRAILING; at++)
        if (known(sync, at)) tags.aulPropTag[tags.cValues++] = wanted.aulPropTag[at];
    if (!tags.cValues) return S_OK;
    sync->updated = true;
    return sync->message->lpVtbl->DeleteProps(sync->message, (SPropTagArray *)&tags, NULL);
}

/* ---- what is done ---- */

static HRESULT body_of_rtf(struct sync *sync)
{
    bool same = sync->has_body && sync_mark_same(&sync->rtf, &sync->body);
    HRESULT hr = same ? S_OK : rtf_sync_write_body(sync->message);

    if (!same) sync->updated = true;
    sync->mark = sync->rtf;
    sync->prefix = sync->trailing = 0;
    if (SUCCEEDED(hr) && !sync->html)
        hr = rtf_sync_place(sync->message, &sync->places, &sync->updated);
    return hr;
}

static HRESULT rtf_of_body(struct sync *sync)
{
    bool plain = known(sync, MASK) && sync->before[MASK].Value.l & STORE_UNCOMPRESSED_RTF;

    sync->updated = true;
    sync->mark = sync->body;
    sync->prefix = sync->trailing = 0;
    return rtf_sync_write_rtf(sync->message, sync->code_page, !plain);
}

/* Whether the body is what it was, or has that in it. */
static HRESULT fits(struct sync *sync, bool *does)
{
    HRESULT hr = S_OK;

    sync->mark = sync->body;
    *does = (sync->has_stored && sync_mark_same(&sync->stored, &sync->body)) ||
            sync_mark_same(&sync->rtf, &sync->body);
    if (!*does && sync->has_stored) {
        hr = look_at_body(sync, &sync->stored, does);
        sync->mark = sync->stored;
    }
    if (!*does && SUCCEEDED(hr)) { /* who saved it may have left out other characters */
        hr = look_at_body(sync, &sync->rtf, does);
        sync->mark = sync->rtf;
    }
    return hr;
}

static HRESULT decide(struct sync *sync, ULONG flags)
{
    bool does = false;
    HRESULT hr;

    if (!sync->has_rtf && (!sync->has_body || !(flags & RTF_SYNC_BODY_CHANGED)))
        return say_nothing(sync);
    if (!sync->has_rtf) {
        hr = rtf_of_body(sync);
    } else if (!sync->has_body || flags == RTF_SYNC_RTF_CHANGED) {
        hr = body_of_rtf(sync);
    } else if (flags & RTF_SYNC_RTF_CHANGED) {
        sync->mark = sync->body;
        hr = S_OK;
    } else {
        hr = fits(sync, &does);
        if (SUCCEEDED(hr) && !does) hr = rtf_of_body(sync);
    }
    return SUCCEEDED(hr) ? say(sync) : hr;
}

HRESULT rtf_sync(IMessage *message, ULONG flags, bool *updated)
{
    struct sync sync = {.message = message, .code_page = usable(0)};
    ULONG n;
    HRESULT hr;

    *updated = false;
    if (!flags) return S_OK;
    hr = message->lpVtbl->GetProps(message, (SPropTagArray *)&wanted, 0, &n, &sync.before);
    if (FAILED(hr)) return hr;
    hr = look_at_rtf(&sync);
    if (hr == MAPI_E_CORRUPT_DATA && flags & RTF_SYNC_BODY_CHANGED) { /* the body decides */
        sync.has_rtf = false;
        hr = S_OK;
    }
    if (SUCCEEDED(hr)) take_stored(&sync);
    if (SUCCEEDED(hr)) hr = look_at_body(&sync, NULL, NULL);
    if (SUCCEEDED(hr)) hr = decide(&sync, flags);
    mem_free(sync.before);
    writer_drop(&sync.places);
    *updated = sync.updated;
    return hr;
}
