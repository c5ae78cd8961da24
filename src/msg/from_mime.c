/*
 * from_mime.c - Internet mail (RFC 5322, MIME) becomes a message
 */
#include "msg/from_mime.h"
#include <string.h>
#include "mapimime.h"
#include "base/error.h"
#include "base/mem.h"
#include "base/trace.h"
#include "codec/text/charset.h"
#include "msg/from_mime_own.h"

enum { CHUNK = 65536, MOST = 0x7fffffff };

/* The rest of a stream in one block. */
static HRESULT read_all(IStream *source, struct writer *w)
{
    STATSTG stat;
    ULONG chunk = CHUNK;

    if (SUCCEEDED(source->lpVtbl->Stat(source, &stat, STATFLAG_NONAME))) {
        if (stat.cbSize.QuadPart > MOST) return FAIL(MAPI_E_TOO_BIG);
        chunk = (ULONG)stat.cbSize.QuadPart + 1; /* one more, to see the end */
    }
    for (;; chunk = CHUNK) {
        ULONG got = 0;
        uint8_t *to;
        HRESULT hr;

        if (w->count > MOST) return FAIL(MAPI_E_TOO_BIG);
        to = writer_more(w, chunk);
        if (!to) return FAIL(MAPI_E_NOT_ENOUGH_MEMORY);
        hr = source->lpVtbl->Read(source, to, chunk, &got);
        if (FAILED(hr)) return hr;
        w->count -= chunk - (got < chunk ? got : chunk);
        if (!got) return S_OK;
    }
}

/* The charset that a mail names first, for header text that breaks the rules. */
static UINT named_code_page(const struct mime_part *part)
{
    const struct mime_param *charset = NULL;

    for (; part && !charset; part = part->child)
        charset = mime_param_find(&part->content, "charset");
    return charset ? charset_code_page(charset->value, charset->bytes) : 0;
}

HRESULT mime_import_mail(IMessage *message, const char *text, size_t bytes, ULONG flags,
                         struct mime_limits *limits, struct mime_report *report)
{
    struct mime_import import = {.message = message, .report = report, .limits = limits};
    HRESULT hr = mime_parse(text, bytes, limits, &import.tree);

    if (FAILED(hr)) return hr;
    import.code_page = named_code_page(import.tree.top);
    if (import.code_page == CODE_PAGE_ASCII) import.code_page = 0;
    report->bad_structure += import.tree.bad_structure;
    report->too_deep += import.tree.too_deep;
    report->outside_parts += (ULONG)import.tree.outside;
    if (!(flags & CCSF_NOHEADERS)) hr = mime_import_fields(&import);
    if (SUCCEEDED(hr)) hr = mime_import_bodies(&import);
    report->unknown_charset += import.faults.unknown_charset;
    report->bad_text += import.faults.bad_text;
    mem_free(import.tree.root);
    return hr;
}

static void trace_report(const struct mime_report *report)
{
    static const struct mime_report clean;

    if (!memcmp(report, &clean, sizeof(clean))) return;
    TRACE(
        "mime: unknown charsets %u, bad text %u, bad encoding %u, bad header lines %u, bad addresses %u, bad dates %u",
        (unsigned)report->unknown_charset, (unsigned)report->bad_text,
        (unsigned)report->bad_encoding, (unsigned)report->bad_header, (unsigned)report->bad_address,
        (unsigned)report->bad_date);
    TRACE("mime: bad structure %u, bytes outside parts %u, too deep %u, refused %u",
          (unsigned)report->bad_structure, (unsigned)report->outside_parts,
          (unsigned)report->too_deep, (unsigned)report->refused);
}

HRESULT message_from_mime(IMessage *message, IStream *source, ULONG flags,
                          struct mime_report *report)
{
    struct mime_report nobody_asks;
    struct mime_limits limits = {0};
    struct writer mail = {0};
    HRESULT hr;

    if (!report) report = &nobody_asks;
    *report = (struct mime_report){0};
    if (!message || !source) return FAIL(MAPI_E_INVALID_PARAMETER);
    hr = read_all(source, &mail);
    if (SUCCEEDED(hr))
        hr = mime_import_mail(message, (char *)mail.data, mail.count, flags, &limits, report);
    trace_report(report);
    writer_drop(&mail);
    return hr;
}
