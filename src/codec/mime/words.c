/*
 * words.c - header text: unfolded, encoded words decoded (RFC 2047), whatever 8-bit bytes mean
 */
#include "codec/mime/words.h"
#include <string.h>
#include "base/bytes.h"
#include "base/error.h"
#include "base/mem.h"
#include "codec/mime/transfer.h"
#include "codec/text/charset.h"

struct word {
    UINT code_page;
    bool base64;
    const char *text;
    size_t bytes;
    const char *end; /* behind the "?=" */
};

struct words {
    struct writer out;     /* UTF-16 */
    struct writer pending; /* bytes not converted yet */
    UINT code_page;        /* ... of that code page; 0: they stood outside words */
    UINT instead;
    const char *barren; /* no word ends before here: what was looked through in vain isn't again */
    struct mime_text_faults *faults;
};

static bool is_space(char c)
{
    return c == ' ' || c == '\t' || c == '\r' || c == '\n';
}

static HRESULT append(void *context, const void *bytes, size_t count)
{
    write_bytes(context, bytes, count);
    return S_OK;
}

/* The bytes a word stands for. */
static void decode_word(const struct word *word, struct writer *into)
{
    bool bad = false;

    if (word->base64) {
        mime_transfer_decode(MIME_BASE64, word->text, word->bytes, append, into, &bad);
        return;
    }
    for (size_t i = 0; i < word->bytes; i++) {
        char c = word->text[i];

        if (c == '_') {
            c = ' ';
        } else if (c == '=' && word->bytes - i > 2 && mime_hex(word->text[i + 1]) >= 0 &&
                   mime_hex(word->text[i + 2]) >= 0) {
            c = (char)(mime_hex(word->text[i + 1]) << 4 | mime_hex(word->text[i + 2]));
            i += 2;
        }
        write_u8(into, (uint8_t)c);
    }
}

/* A charset that nobody knows says nothing against UTF-8. */
static UINT code_page_of_unknown(const struct word *word)
{
    struct writer w = {0};
    UINT code_page = 0;

    decode_word(word, &w);
    if (w.count && !w.bad && charset_guess((char *)w.data, w.count, 0)) code_page = CODE_PAGE_UTF8;
    writer_drop(&w);
    return code_page;
}

/* Whether an encoded word of a known charset begins at text. */
static bool word_at(struct words *w, const char *text, const char *end, struct word *word)
{
    const char *charset = text + 2, *at = charset, *name_end;

    if (end - text < 8 || text[0] != '=' || text[1] != '?') return false;
    while (at < end && *at != '?' && !is_space(*at))
        at++;
    if (end - at < 4 || at[0] != '?' || at[2] != '?') return false;
    if (!strchr("bBqQ", at[1]) || !at[1]) return false;
    word->base64 = at[1] == 'b' || at[1] == 'B';
    word->text = at + 3;
    name_end = memchr(charset, '*', (size_t)(at - charset));
    if (!name_end) name_end = at;

    if (word->text < w->barren) return false;
    for (at = word->text; end - at >= 2 && *at != '\n' && !(at[0] == '?' && at[1] == '='); at++)
        ;
    if (end - at < 2 || *at == '\n') {
        w->barren = at;
        return false;
    }
    word->bytes = (size_t)(at - word->text);
    word->end = at + 2;
    word->code_page = charset_code_page(charset, (size_t)(name_end - charset));
    if (!word->code_page) {
        if (w->faults) w->faults->unknown_charset++;
        word->code_page = code_page_of_unknown(word);
    }
    return word->code_page != 0;
}

/* What waits becomes text. */
static HRESULT flush(struct words *w)
{
    AUTO_FREE WCHAR *text = NULL;
    UINT code_page = w->code_page;
    bool strange = false;
    size_t chars;
    HRESULT hr;

    if (w->pending.bad) return FAIL(MAPI_E_NOT_ENOUGH_MEMORY);
    if (!w->pending.count) return S_OK;
    if (!code_page)
        code_page = charset_guess((char *)w->pending.data, w->pending.count, w->instead);
    hr = charset_decode(code_page, (char *)w->pending.data, w->pending.count, NULL, &text, &chars,
                        &strange);
    if (hr == MAPI_E_BAD_CHARWIDTH) { /* not on this system */
        if (w->faults) w->faults->unknown_charset++;
        hr = charset_decode(CODE_PAGE_CP1252, (char *)w->pending.data, w->pending.count, NULL,
                            &text, &chars, &strange);
    }
    if (FAILED(hr)) return hr;
    if (strange && w->faults) w->faults->bad_text++;
    w->pending.count = 0;
    for (size_t i = 0; i < chars; i++) /* no text of MAPI goes on behind a NUL */
        if (!text[i]) text[i] = 0xfffd;
    write_bytes(&w->out, text, chars * sizeof(WCHAR));
    return S_OK;
}

static HRESULT switch_to(struct words *w, UINT code_page)
{
    HRESULT hr = S_OK;

    if (w->code_page != code_page) hr = flush(w);
    w->code_page = code_page;
    return hr;
}

static HRESULT put_word(struct words *w, const struct word *word)
{
    HRESULT hr = switch_to(w, word->code_page);

    if (SUCCEEDED(hr)) decode_word(word, &w->pending);
    return hr;
}

/* Text outside words: line ends go, tabs at folds become spaces, NULs show. */
static HRESULT put_plain(struct words *w, const char *text, size_t bytes)
{
    HRESULT hr = bytes ? switch_to(w, 0) : S_OK;

    for (size_t i = 0; i < bytes && SUCCEEDED(hr); i++) {
        if (text[i] == '\r' || text[i] == '\n') continue;
        write_u8(&w->pending,
                 (uint8_t)(text[i] == '\t' && i && text[i - 1] == '\n' ? ' ' : text[i]));
    }
    return hr;
}

static HRESULT put_all(struct words *w, const char *at, const char *end)
{
    const char *plain = at; /* where what isn't in a word begins */
    bool after_word = false;
    struct word word;
    HRESULT hr = S_OK;

    while (at < end && SUCCEEDED(hr)) {
        const char *between = plain;

        at = memchr(at, '=', (size_t)(end - at));
        if (!at) break;
        if (!word_at(w, at, end, &word)) {
            at++;
            continue;
        }
        while (after_word && between < at && is_space(*between))
            between++;
        if (!after_word || between < at) hr = put_plain(w, plain, (size_t)(at - plain));
        if (SUCCEEDED(hr)) hr = put_word(w, &word);
        at = plain = word.end;
        after_word = true;
    }
    if (SUCCEEDED(hr)) hr = put_plain(w, plain, (size_t)(end - plain));
    return SUCCEEDED(hr) ? flush(w) : hr;
}

HRESULT mime_words(const char *text, size_t bytes, UINT instead, struct mime_text_faults *faults,
                   void *root, WCHAR **out)
{
    struct words w = {.instead = instead ? instead : CODE_PAGE_CP1252, .faults = faults};
    const char *end = text + bytes;
    HRESULT hr;

    *out = NULL;
    while (end > text && is_space(end[-1]))
        end--;
    while (text < end && is_space(*text))
        text++;
    hr = put_all(&w, text, end);
    write_u16(&w.out, 0);
    if (SUCCEEDED(hr) && (w.out.bad || w.pending.bad)) hr = FAIL(MAPI_E_NOT_ENOUGH_MEMORY);
    if (SUCCEEDED(hr) && root) {
        *out = mem_dup(w.out.data, w.out.count, root);
        if (!*out) hr = FAIL(MAPI_E_NOT_ENOUGH_MEMORY);
    } else if (SUCCEEDED(hr)) {
        *out = (WCHAR *)TAKE(w.out.data);
    }
    writer_drop(&w.out);
    writer_drop(&w.pending);
    return hr;
}
