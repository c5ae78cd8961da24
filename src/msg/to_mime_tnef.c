/*
 * to_mime_tnef.c - what Internet mail can't say of a message goes with it as winmail.dat
 *
 *     multipart/mixed text/plain                the text alone, for who knows no TNEF
 * application/ms-tnef       the message with its bodies and attachments; who gets it says the
 * header alone
 *
 * It names its mail by PR_TNEF_CORRELATION_KEY, the Message-ID's text, so that nobody takes it for
 * another mail's.
 * Source: TNEF correlation (MAPI reference); MS-OXCMAIL 2.1.3.1
 */
#include <string.h>
#include "mapitags.h"
#include "base/error.h"
#include "base/text.h"
#include "base/uid.h"
#include "com/com.h"
#include "com/file_stream.h"
#include "com/stream_call.h"
#include "msg/mime_tags.h"
#include "msg/to_mime_own.h"
#include "msg/to_tnef.h"
#include "prop/ptag.h"
#include "prop/pval.h"
#include "sys/file.h"

enum { LONGEST_KEY = 1000 };

/* Besides what isn't for others to see: who else got it, which the header of an earlier mail may
 * tell, too. */
static const ULONG not_sent[] = {PR_TRANSPORT_MESSAGE_HEADERS_W, PR_TNEF_CORRELATION_KEY,
                                 PR_MESSAGE_RECIPIENTS};

/* The message's tags that stay behind, new root. */
static HRESULT list_unsent(struct mime_export *export, SPropTagArray **out)
{
    enum { FIXED = sizeof(not_sent) / sizeof(not_sent[0]) };
    AUTO_FREE SPropTagArray *all = NULL, *list = NULL;
    HRESULT hr =
        com_given(export->message->lpVtbl->GetPropList(export->message, MAPI_UNICODE, &all), &all);

    if (FAILED(hr)) return hr;
    list = ptag_new_array(all->cValues + FIXED + 1, NULL);
    if (!list) return FAIL(MAPI_E_NOT_ENOUGH_MEMORY);
    list->cValues = 0;
    for (size_t i = 0; i < FIXED; i++)
        list->aulPropTag[list->cValues++] = not_sent[i];
    if (export->options->flags & CCSF_NO_MSGID)
        list->aulPropTag[list->cValues++] = PR_INTERNET_MESSAGE_ID_W;
    for (ULONG i = 0; i < all->cValues; i++)
        if (!FIsTransmittable(all->aulPropTag[i]) &&
            PROP_ID(all->aulPropTag[i]) != PROP_ID(PR_MESSAGE_ATTACHMENTS))
            list->aulPropTag[list->cValues++] = all->aulPropTag[i];
    *out = TAKE(list);
    return S_OK;
}

/* The Message-ID as the header has it, its NUL counted; 0: there is none, or none that could be
 * compared. */
static ULONG make_key(const WCHAR *id, char key[LONGEST_KEY])
{
    ULONG n = 0;

    for (; id && id[n]; n++) {
        if (id[n] <= ' ' || id[n] >= 0x7f || n + 2 > LONGEST_KEY) return 0;
        key[n] = (char)id[n];
    }
    key[n] = 0;
    return n ? n + 1 : 0;
}

static HRESULT open_temporary(IStream **out)
{
    AUTO_FREE WCHAR *folder = NULL;
    HRESULT hr = sys_file_temp_folder(&folder);

    return SUCCEEDED(hr)
               ? file_stream_open_unique(folder, L"tnf", SYS_FILE_WRITE | SYS_FILE_TEMPORARY, out)
               : hr;
}

static HRESULT encode(struct mime_export *export, IStream *stream)
{
    AUTO_FREE SPropTagArray *unsent = NULL;
    AUTO_FREE STnefProblemArray *problems = NULL;
    char text[LONGEST_KEY];
    SPropValue key = pval_binary(PR_TNEF_CORRELATION_KEY, make_key(export->id, text), text);
    struct tnef_add all = {.flags = TNEF_PROP_EXCLUDE};
    struct tnef_set set = {.count = 1, .props = &key};
    struct tnef_selection selection = {.adds = {&all, 1, 1},
                                       .sets = {&set, key.Value.bin.cb != 0, 1}};
    struct to_tnef_options options = {.mode = TNEF_BEST_DATA};
    struct tnef_export *tnef = NULL;
    MAPIUID uid;
    HRESULT hr = list_unsent(export, &unsent);

    if (SUCCEEDED(hr)) hr = uid_new(&uid);
    if (FAILED(hr)) return hr;
    all.tags = unsent;
    options.key = (WORD)(uid.ab[0] << 8 | uid.ab[1] | 1);
    hr = tnef_export_create(export->message, stream, &options, &tnef);
    if (SUCCEEDED(hr)) hr = tnef_export_message(tnef, &selection);
    if (SUCCEEDED(hr)) hr = tnef_export_attachments(tnef, &selection);
    if (SUCCEEDED(hr)) hr = tnef_export_flush(tnef, &problems);
    tnef_export_drop(tnef);
    if (problems) export->report->not_in_tnef += problems->cProblem;
    return hr;
}

/* A file's stream at its beginning: attachments may be large. */
static HRESULT make(struct mime_export *export, IStream **out)
{
    HRESULT hr = open_temporary(out);

    if (SUCCEEDED(hr)) hr = encode(export, *out);
    return SUCCEEDED(hr) ? stream_rewind(*out) : stream_answer(hr);
}

HRESULT export_tnef_write(struct mime_export *export)
{
    AUTO_RELEASE IStream *stream = NULL;
    HRESULT hr = make(export, &stream);

    return SUCCEEDED(hr)
               ? export_stream_write(export, "application/ms-tnef", L"winmail.dat", stream)
               : hr;
}

HRESULT export_tnef_uuencode(struct mime_export *export)
{
    AUTO_RELEASE IStream *stream = NULL;
    HRESULT hr = make(export, &stream);

    return SUCCEEDED(hr) ? export_stream_uuencode(export, "winmail.dat", stream) : hr;
}
