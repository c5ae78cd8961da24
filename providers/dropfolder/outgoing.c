/*
 * outgoing.c - a message becomes a file of the out-folder
 */
#include "dropfolder/outgoing.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "common/com.h"
#include "common/converter.h"
#include "dropfolder/envelope.h"
#include "dropfolder/files.h"
#include "mapiutil.h"

/* ---- the name ---- */

/* The date of a day since 1601-01-01, which begins 400 years of the calendar. */
static void date_of_day(unsigned day, unsigned *year, unsigned *month, unsigned *date)
{
    static const unsigned char lengths[12] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};

    for (*year = 1601;; ++*year) {
        bool leap = !(*year % 4) && (*year % 100 || !(*year % 400));

        if (day < 365u + leap) {
            for (*month = 0; *month < 11; ++*month) {
                unsigned length = lengths[*month] + (leap && *month == 1);

                if (day < length) break;
                day -= length;
            }
            ++*month;
            *date = day + 1;
            return;
        }
        day -= 365u + leap;
    }
}

void drop_outgoing_name(uint64_t at, const MAPIUID *uid, WCHAR name[DROP_NAME_CHARS])
{
    unsigned msec = (unsigned)(at / 10000 % 86400000), year, month, date;
    char narrow[DROP_NAME_CHARS + 32];
    int n;

    date_of_day((unsigned)(at / 10000 / 86400000), &year, &month, &date);
    n = snprintf(narrow, sizeof(narrow), "%04u%02u%02uT%02u%02u%02u%03u-", year, month, date,
                 msec / 3600000, msec / 60000 % 60, msec / 1000 % 60, msec % 1000);
    for (int i = 0; i < 16; i++)
        n += snprintf(narrow + n, sizeof(narrow) - (size_t)n, "%02x", uid->ab[i]);
    for (int i = 0; i < DROP_NAME_CHARS; i++)
        name[i] = i < n ? (unsigned char)narrow[i] : 0;
    name[DROP_NAME_CHARS - 1] = 0;
}

/* ---- what the message is told ---- */

static SPropValue text_value(ULONG tag, const WCHAR *text)
{
    return (SPropValue){.ulPropTag = tag, .Value.lpszW = (WCHAR *)text};
}

static SPropValue bytes_value(ULONG tag, SBinary bytes)
{
    return (SPropValue){.ulPropTag = tag, .Value.bin = bytes};
}

/* 8.4-18: who sends it; whom for, where the client named nobody. */
static HRESULT set_sender(const struct outgoing *outgoing, IMessage *message)
{
    SizedSPropTagArray(2, tags) = {
        2, {PR_SENT_REPRESENTING_EMAIL_ADDRESS_W, PR_SENT_REPRESENTING_ENTRYID}};
    const struct account *who = outgoing->account;
    uint64_t now = files_now();
    SPropValue *has = NULL;
    ULONG n = 0;
    HRESULT hr = message->lpVtbl->GetProps(message, (SPropTagArray *)&tags, 0, &n, &has);
    SPropValue set[] = {
        {.ulPropTag = PR_PROVIDER_SUBMIT_TIME},
        text_value(PR_SENDER_NAME_W, who->name),
        text_value(PR_SENDER_ADDRTYPE_W, L"SMTP"),
        text_value(PR_SENDER_EMAIL_ADDRESS_W, who->address),
        bytes_value(PR_SENDER_ENTRYID, who->id),
        bytes_value(PR_SENDER_SEARCH_KEY, who->search_key),
        text_value(PR_SENT_REPRESENTING_NAME_W, who->name),
        text_value(PR_SENT_REPRESENTING_ADDRTYPE_W, L"SMTP"),
        text_value(PR_SENT_REPRESENTING_EMAIL_ADDRESS_W, who->address),
        bytes_value(PR_SENT_REPRESENTING_ENTRYID, who->id),
        bytes_value(PR_SENT_REPRESENTING_SEARCH_KEY, who->search_key),
    };
    bool for_somebody;

    if (FAILED(hr)) return hr;
    for_somebody = n == 2 && (has[0].ulPropTag == PR_SENT_REPRESENTING_EMAIL_ADDRESS_W ||
                              has[1].ulPropTag == PR_SENT_REPRESENTING_ENTRYID);
    outgoing->alloc->free(has);
    set[0].Value.ft.dwLowDateTime = (DWORD)now;
    set[0].Value.ft.dwHighDateTime = (DWORD)(now >> 32);
    hr = message->lpVtbl->SetProps(message, for_somebody ? 6 : 11, set, NULL);
    return FAILED(hr) ? hr : S_OK;
}

/* ---- the files ---- */

/* What the system's codes come to: the folder may be there again later. */
static HRESULT later(HRESULT hr)
{
    return SUCCEEDED(hr) || hr == MAPI_E_NOT_ENOUGH_MEMORY ? hr : MAPI_E_WAIT;
}

static HRESULT write_mail(const struct outgoing *outgoing, IMessage *message, const WCHAR *path)
{
    AUTO_RELEASE IConverterSession *converter = NULL;
    AUTO_RELEASE IStream *stream = NULL;
    HRESULT hr = converter_open(&converter);

    if (FAILED(hr)) return hr;
    hr = later(OpenStreamOnFileW(outgoing->alloc->buffer, outgoing->alloc->free,
                                 STGM_READWRITE | STGM_CREATE, path, NULL, &stream));
    if (FAILED(hr)) return hr;
    hr = converter->lpVtbl->MAPIToMIMEStm(converter, message, stream, CCSF_SMTP);
    if (hr == MAPI_E_NOT_ENOUGH_DISK) return MAPI_E_WAIT;
    if (SUCCEEDED(hr)) hr = later(stream->lpVtbl->Commit(stream, STGC_DEFAULT));
    return FAILED(hr) ? hr : S_OK;
}

static bool is_cancelled(const struct outgoing *outgoing)
{
    return outgoing->is_cancelled && outgoing->is_cancelled(outgoing->context);
}

/* temp: the mail while it is half a one */
static HRESULT write_files(const struct outgoing *outgoing, IMessage *message,
                           const struct envelope *envelope, const WCHAR *temp, const WCHAR *rcpt,
                           const WCHAR *eml)
{
    char *text = NULL;
    size_t bytes;
    HRESULT hr = write_mail(outgoing, message, temp);

    if (SUCCEEDED(hr) && is_cancelled(outgoing)) hr = MAPI_E_USER_CANCEL;
    if (SUCCEEDED(hr)) hr = drop_envelope_text(envelope, outgoing->account->address, &text, &bytes);
    if (SUCCEEDED(hr)) hr = later(files_append(rcpt, text, bytes));
    if (SUCCEEDED(hr)) hr = drop_envelope_take(envelope, message);
    if (SUCCEEDED(hr)) hr = later(files_rename(temp, eml));
    free(text);
    if (FAILED(hr)) {
        files_delete(temp);
        files_delete(rcpt);
    }
    return hr;
}

HRESULT drop_outgoing_write(const struct outgoing *outgoing, IMessage *message)
{
    const WCHAR *folder = outgoing->account->out_folder;
    struct envelope envelope;
    WCHAR *temp, *rcpt, *eml;
    HRESULT hr;

    if (!folder) return MAPI_E_NOT_ME;
    hr = drop_envelope_read(message, outgoing->alloc, &envelope);
    if (FAILED(hr)) return hr;
    temp = files_join(folder, outgoing->name, L".tmp");
    rcpt = files_join(folder, outgoing->name, L".rcpt");
    eml = files_join(folder, outgoing->name, L".eml");
    if (!temp || !rcpt || !eml) hr = MAPI_E_NOT_ENOUGH_MEMORY;
    else if (!envelope.count) hr = MAPI_E_NOT_ME;
    else if (is_cancelled(outgoing)) hr = MAPI_E_USER_CANCEL;
    else hr = set_sender(outgoing, message);
    if (SUCCEEDED(hr)) hr = write_files(outgoing, message, &envelope, temp, rcpt, eml);
    drop_envelope_clear(&envelope);
    free(temp);
    free(rcpt);
    free(eml);
    return hr;
}
