/*
 * sync.c - whether the text of a message and its RTF still say the same: a checksum of what counts
 * of a text
 */
#include "codec/rtf/sync.h"
#include <string.h>
#include "codec/rtf/crc.h"
#include "mapicode.h"

/* Whether the tag of what is sought ends here. */
static bool ends_tag(const struct sync_text *text)
{
    const struct sync_mark *sought = text->sought;

    if (text->mark.count < sought->tag_bytes) return false;
    for (unsigned i = 0; i < sought->tag_bytes; i++)
        if (text->last[(text->mark.count - 1 - i) % SYNC_TAG] !=
            sought->tag[sought->tag_bytes - 1 - i])
            return false;
    return true;
}

static void try_places(struct sync_text *text, char c)
{
    const struct sync_mark *sought = text->sought;

    for (unsigned i = 0; i < text->n_tries;) {
        text->tries[i].crc = rtf_crc(text->tries[i].crc, &c, 1);
        if (text->mark.count - text->tries[i].start < sought->count) {
            i++;
            continue;
        }
        if (text->tries[i].crc == sought->crc && !text->found) {
            text->found = true;
            text->prefix = text->tries[i].start;
        }
        text->tries[i] = text->tries[--text->n_tries];
    }
    if (text->found || text->n_tries == SYNC_TRIES || !sought->tag_bytes || !ends_tag(text)) return;
    if (sought->count == sought->tag_bytes) { /* that is all of it */
        text->found = rtf_crc(0, sought->tag, sought->tag_bytes) == sought->crc;
        text->prefix = text->mark.count - sought->tag_bytes;
    } else if (sought->count > sought->tag_bytes) {
        text->tries[text->n_tries].start = text->mark.count - sought->tag_bytes;
        text->tries[text->n_tries++].crc = rtf_crc(0, sought->tag, sought->tag_bytes);
    }
}

static HRESULT add(void *context, const void *bytes, size_t count)
{
    struct sync_text *text = context;
    const char *at = bytes;

    /* what the property can say */
    if (count > 0x7fffffff - text->mark.count) return MAPI_E_TOO_BIG;
    text->mark.crc = rtf_crc(text->mark.crc, bytes, count);
    for (size_t i = 0; i < count; i++) {
        if (text->mark.tag_bytes < SYNC_TAG) text->mark.tag[text->mark.tag_bytes++] = at[i];
        text->last[text->mark.count++ % SYNC_TAG] = at[i];
        if (text->sought) try_places(text, at[i]);
    }
    return S_OK;
}

void sync_text_begin(struct sync_text *text, UINT code_page, const struct sync_mark *sought)
{
    memset(text, 0, sizeof(*text));
    text->encoder = (struct text_encoder){.put = add, .context = text, .code_page = code_page};
    text->sought = sought;
}

HRESULT sync_text_put(struct sync_text *text, const WCHAR *units, size_t chars)
{
    WCHAR some[256];
    size_t n = 0;
    HRESULT hr = S_OK;

    for (size_t i = 0; i < chars && SUCCEEDED(hr); i++) {
        WCHAR c = units[i];

        if (c <= ' ' || c == 0xa0 || c == '.' || c == '~') continue;
        some[n++] = c >= 'a' && c <= 'z' ? (WCHAR)(c - 'a' + 'A') : c;
        if (n < sizeof(some) / sizeof(some[0])) continue;
        hr = text_encoder_put(&text->encoder, some, n);
        n = 0;
    }
    return SUCCEEDED(hr) && n ? text_encoder_put(&text->encoder, some, n) : hr;
}

HRESULT sync_text_end(struct sync_text *text)
{
    return text_encoder_end(&text->encoder);
}

bool sync_mark_same(const struct sync_mark *a, const struct sync_mark *b)
{
    return a->crc == b->crc && a->count == b->count;
}
