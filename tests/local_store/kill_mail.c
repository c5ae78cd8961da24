/*
 * kill_mail.c - mail that says in every part what it must be in all others, so that half a message
 * is seen
 *
 * Of revision r: subject "m<number> r<r>", r as a named property, a text with r and the word of r,
 * long HTML, r % 4 recipients, r % 3 files of r % 5 * 5000 bytes, and with an odd r a message in
 * it, with r % 4 == 1 another one in that.
 */
#include "local_store/kill_mail.h"
#include <stdio.h>
#include <string.h>

#define MOST_BYTES 32768

#define TRY(call)                                                                                  \
    do {                                                                                           \
        HRESULT hr_ = (call);                                                                      \
        if (FAILED(hr_)) return hr_;                                                               \
    } while (0)

static const WCHAR *wide(const char *format, int a, int b)
{
    static WCHAR out[64];
    char text[64];

    snprintf(text, sizeof(text), format, a, b);
    for (size_t i = 0; !i || out[i - 1]; i++)
        out[i] = (unsigned char)text[i];
    return out;
}

static size_t wide_chars(const WCHAR *text)
{
    size_t n = 0;

    while (text[n])
        n++;
    return n;
}

static size_t html_bytes(int revision)
{
    return 1000 + (size_t)revision * 7919 % 30000;
}

static size_t file_bytes(int revision)
{
    return (size_t)(revision % 5) * 5000;
}

const WCHAR *kill_mail_word(int word)
{
    static const WCHAR *const words[KILL_MAIL_WORDS] = {L"kiwi", L"melon", L"grape"};

    return words[word];
}

static size_t append(WCHAR *to, size_t n, const WCHAR *text)
{
    while (*text)
        to[n++] = *text++;
    return n;
}

/* The text of a revision: up to 14,000 characters, so that some are long content. */
static const WCHAR *body(int number, int revision)
{
    static WCHAR out[16000];
    const int times = 1 + revision * 31 % 400;
    size_t n = 0;

    for (int i = 0; i < times; i++) {
        n = append(out, n, wide("m%d r%d ", number, revision));
        n = append(out, n, kill_mail_word(revision % KILL_MAIL_WORDS));
        n = append(out, n, wide(" line %d of %d\r\n", i, times));
    }
    out[n] = 0;
    return out;
}

static void pattern(BYTE *bytes, size_t n, int revision)
{
    for (size_t i = 0; i < n; i++)
        bytes[i] = (BYTE)(revision + (int)(i / 1000) + 1);
}

/* The named property's tag in this store. */
static HRESULT named_tag(IMAPIProp *object, ULONG flags, ULONG *tag)
{
    static const GUID set = {0x6b696c6c, 1, 2, {3}};
    MAPINAMEID name = {(GUID *)&set, MNID_STRING, {0}}, *names = &name;
    SPropTagArray *tags = NULL;

    name.Kind.lpwstrName = (WCHAR *)L"revision";
    TRY(object->lpVtbl->GetIDsFromNames(object, 1, &names, flags, &tags));
    *tag = PROP_TAG(PT_LONG, PROP_ID(tags->aulPropTag[0]));
    FREE(tags);
    return S_OK;
}

static HRESULT put_stream(void *object, ULONG tag, size_t n, int revision)
{
    static BYTE bytes[MOST_BYTES];
    IMAPIProp *prop = object;
    IStream *stream = NULL;
    HRESULT hr;

    pattern(bytes, n, revision);
    TRY(prop->lpVtbl->OpenProperty(prop, tag, &IID_IStream, STGM_READWRITE,
                                   MAPI_CREATE | MAPI_MODIFY, (IUnknown **)&stream));
    hr = stream->lpVtbl->Write(stream, bytes, (ULONG)n, NULL);
    if (SUCCEEDED(hr)) hr = stream->lpVtbl->Commit(stream, 0);
    stream->lpVtbl->Release(stream);
    return hr;
}

/* By a stream, as long ones are. */
static HRESULT put_body(IMessage *message, int number, int revision)
{
    const WCHAR *text = body(number, revision);
    IStream *stream = NULL;
    HRESULT hr;

    TRY(message->lpVtbl->OpenProperty(message, PR_BODY_W, &IID_IStream, STGM_READWRITE,
                                      MAPI_CREATE | MAPI_MODIFY, (IUnknown **)&stream));
    hr = stream->lpVtbl->Write(stream, text, (ULONG)(wide_chars(text) * sizeof(WCHAR)), NULL);
    if (SUCCEEDED(hr)) hr = stream->lpVtbl->Commit(stream, 0);
    stream->lpVtbl->Release(stream);
    return hr;
}

static HRESULT put_recipients(IMessage *message, int revision)
{
    SPropValue props[4][2];
    SizedADRLIST(4, list) = {(ULONG)(revision % 4), {{0}}};

    for (ULONG i = 0; i < list.cEntries; i++) {
        props[i][0] = (SPropValue){.ulPropTag = PR_DISPLAY_NAME_A,
                                   .Value.lpszA = (char *)"Ann\0Bob\0Cid" + 4 * i};
        props[i][1] = (SPropValue){.ulPropTag = PR_RECIPIENT_TYPE, .Value.l = MAPI_TO};
        list.aEntries[i] = (ADRENTRY){0, 2, props[i]};
    }
    return message->lpVtbl->ModifyRecipients(message, 0, (ADRLIST *)&list);
}

static HRESULT put_inner(IAttach *attach, int revision, int depth)
{
    IMessage *inner = NULL;
    IAttach *deeper = NULL;
    ULONG num;
    HRESULT hr;

    TRY(set_long(attach, PR_ATTACH_METHOD, ATTACH_EMBEDDED_MSG));
    TRY(attach->lpVtbl->OpenProperty(attach, PR_ATTACH_DATA_OBJ, &IID_IMessage, 0,
                                     MAPI_CREATE | MAPI_MODIFY, (IUnknown **)&inner));
    hr = set_text(inner, PR_SUBJECT_W, wide("e%d d%d", revision, depth));
    if (SUCCEEDED(hr)) hr = put_stream(inner, PR_HTML, file_bytes(revision) + 7000, revision);
    if (SUCCEEDED(hr) && !depth && revision % 4 == 1) {
        hr = inner->lpVtbl->CreateAttach(inner, NULL, 0, &num, &deeper);
        if (SUCCEEDED(hr)) hr = put_inner(deeper, revision, 1);
        if (SUCCEEDED(hr)) hr = deeper->lpVtbl->SaveChanges(deeper, 0);
        if (deeper) deeper->lpVtbl->Release(deeper);
    }
    if (SUCCEEDED(hr)) hr = inner->lpVtbl->SaveChanges(inner, 0);
    inner->lpVtbl->Release(inner);
    return hr;
}

static HRESULT drop_attachments(IMessage *message)
{
    SizedSPropTagArray(1, tags) = {1, {PR_ATTACH_NUM}};
    IMAPITable *table = NULL;
    SRowSet *rows = NULL;
    HRESULT hr;

    TRY(message->lpVtbl->GetAttachmentTable(message, 0, &table));
    hr = table->lpVtbl->SetColumns(table, (SPropTagArray *)&tags, 0);
    if (SUCCEEDED(hr)) hr = table->lpVtbl->QueryRows(table, 20, 0, &rows);
    for (ULONG i = 0; SUCCEEDED(hr) && i < rows->cRows; i++) {
        hr = message->lpVtbl->DeleteAttach(message, (ULONG)rows->aRow[i].lpProps[0].Value.l, 0,
                                           NULL, 0);
        FREE(rows->aRow[i].lpProps);
    }
    FREE(rows);
    table->lpVtbl->Release(table);
    return hr;
}

static int attachments(int revision)
{
    return revision % 3 + revision % 2;
}

static HRESULT put_attachments(IMessage *message, int revision)
{
    HRESULT hr = S_OK;

    for (int i = 0; i < attachments(revision) && SUCCEEDED(hr); i++) {
        IAttach *attach = NULL;
        ULONG num;

        TRY(message->lpVtbl->CreateAttach(message, NULL, 0, &num, &attach));
        hr = set_text(attach, PR_ATTACH_LONG_FILENAME_W, wide("f%d r%d", i, revision));
        if (SUCCEEDED(hr))
            hr = i < revision % 3
                     ? put_stream(attach, PR_ATTACH_DATA_BIN, file_bytes(revision), revision)
                     : put_inner(attach, revision, 0);
        if (SUCCEEDED(hr)) hr = attach->lpVtbl->SaveChanges(attach, 0);
        attach->lpVtbl->Release(attach);
    }
    return hr;
}

HRESULT kill_mail_put(IMessage *message, int number, int revision)
{
    ULONG tag = 0;

    TRY(named_tag((IMAPIProp *)message, MAPI_CREATE, &tag));
    TRY(set_text(message, PR_SUBJECT_W, wide("m%d r%d", number, revision)));
    TRY(set_long(message, NUMBER_TAG, number));
    TRY(set_long(message, REVISION_TAG, revision));
    TRY(set_long(message, tag, revision));
    TRY(put_body(message, number, revision));
    TRY(put_stream(message, PR_HTML, html_bytes(revision), revision));
    TRY(put_recipients(message, revision));
    TRY(drop_attachments(message));
    return put_attachments(message, revision);
}

/* ---- is it whole? ---- */

#define IS(fact)                                                                                   \
    do {                                                                                           \
        if (!(fact)) return #fact;                                                                 \
    } while (0)

static bool has_text(void *object, ULONG tag, const WCHAR *text)
{
    SPropValue *value = get_prop(object, tag);
    bool same = !wide_cmp(value->Value.lpszW, text);

    FREE(value);
    return same;
}

static bool has_stream(void *object, ULONG tag, size_t n, int revision)
{
    static BYTE bytes[MOST_BYTES], expected[MOST_BYTES];
    IMAPIProp *prop = object;
    IStream *stream = NULL;
    ULONG got = 0;
    HRESULT hr;

    hr = prop->lpVtbl->OpenProperty(prop, tag, &IID_IStream, STGM_READ, 0, (IUnknown **)&stream);
    if (FAILED(hr)) return false;
    hr = stream->lpVtbl->Read(stream, bytes, MOST_BYTES, &got);
    stream->lpVtbl->Release(stream);
    pattern(expected, n, revision);
    return hr == S_OK && got == n && !memcmp(bytes, expected, n);
}

static bool has_body(IMessage *message, const WCHAR *text)
{
    static WCHAR got[16001];
    IStream *stream = NULL;
    ULONG bytes = 0;
    HRESULT hr;

    hr = message->lpVtbl->OpenProperty(message, PR_BODY_W, &IID_IStream, STGM_READ, 0,
                                       (IUnknown **)&stream);
    if (FAILED(hr)) return false;
    hr = stream->lpVtbl->Read(stream, got, sizeof(got) - sizeof(WCHAR), &bytes);
    stream->lpVtbl->Release(stream);
    got[bytes / sizeof(WCHAR)] = 0;
    return hr == S_OK && !wide_cmp(got, text);
}

static ULONG recipients_in(IMessage *message)
{
    IMAPITable *table = NULL;
    ULONG n = 0;

    assert_int_equal(message->lpVtbl->GetRecipientTable(message, 0, &table), S_OK);
    assert_int_equal(table->lpVtbl->GetRowCount(table, 0, &n), S_OK);
    table->lpVtbl->Release(table);
    return n;
}

static const char *inner_fault(IAttach *attach, int revision, int depth)
{
    IMessage *inner = NULL;
    IAttach *deeper = NULL;
    const char *fault = NULL;

    IS(attach->lpVtbl->OpenProperty(attach, PR_ATTACH_DATA_OBJ, &IID_IMessage, 0, 0,
                                    (IUnknown **)&inner) == S_OK);
    if (!has_text(inner, PR_SUBJECT_W, wide("e%d d%d", revision, depth)))
        fault = "the inner message's subject";
    if (!has_stream(inner, PR_HTML, file_bytes(revision) + 7000, revision))
        fault = "the inner message's body";
    if (!depth && revision % 4 == 1) {
        if (inner->lpVtbl->OpenAttach(inner, 0, NULL, 0, &deeper) == S_OK) {
            fault = fault ? fault : inner_fault(deeper, revision, 1);
            deeper->lpVtbl->Release(deeper);
        } else {
            fault = "the inner message's message";
        }
    }
    inner->lpVtbl->Release(inner);
    return fault;
}

static const char *attach_fault(IMessage *message, ULONG num, int i, int revision)
{
    IAttach *attach = NULL;
    const char *fault = NULL;

    IS(message->lpVtbl->OpenAttach(message, num, NULL, 0, &attach) == S_OK);
    if (!has_text(attach, PR_ATTACH_LONG_FILENAME_W, wide("f%d r%d", i, revision)))
        fault = "an attachment's name";
    else if (i >= revision % 3)
        fault = inner_fault(attach, revision, 0);
    else if (!has_stream(attach, PR_ATTACH_DATA_BIN, file_bytes(revision), revision))
        fault = "an attachment's content";
    attach->lpVtbl->Release(attach);
    return fault;
}

const char *kill_mail_fault(IMessage *message, int number, int revision)
{
    SizedSPropTagArray(1, tags) = {1, {PR_ATTACH_NUM}};
    IMAPITable *table = NULL;
    SRowSet *rows = NULL;
    const char *fault = NULL;
    ULONG tag = 0;

    IS((int)get_long(message, NUMBER_TAG) == number);
    IS((int)get_long(message, REVISION_TAG) == revision);
    IS(named_tag((IMAPIProp *)message, 0, &tag) == S_OK && (int)get_long(message, tag) == revision);
    IS(has_text(message, PR_SUBJECT_W, wide("m%d r%d", number, revision)));
    IS(has_stream(message, PR_HTML, html_bytes(revision), revision));
    IS(has_body(message, body(number, revision)));
    IS(get_long(message, PR_HASATTACH) == (attachments(revision) > 0));
    IS(has_text(message, PR_DISPLAY_TO_W,
                (const WCHAR *const[]){L"", L"Ann", L"Ann; Bob", L"Ann; Bob; Cid"}[revision % 4]));
    IS(recipients_in(message) == (ULONG)(revision % 4));
    assert_int_equal(message->lpVtbl->GetAttachmentTable(message, 0, &table), S_OK);
    assert_int_equal(table->lpVtbl->SetColumns(table, (SPropTagArray *)&tags, 0), S_OK);
    assert_int_equal(table->lpVtbl->QueryRows(table, 20, 0, &rows), S_OK);
    table->lpVtbl->Release(table);
    if (rows->cRows != (ULONG)attachments(revision)) fault = "the number of attachments";
    for (ULONG i = 0; i < rows->cRows; i++) {
        if (!fault)
            fault =
                attach_fault(message, (ULONG)rows->aRow[i].lpProps[0].Value.l, (int)i, revision);
        FREE(rows->aRow[i].lpProps);
    }
    FREE(rows);
    return fault;
}
