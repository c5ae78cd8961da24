/*
 * outgoing.c - the messages that wait to be sent, and what became of one
 *
 * Who waits is woken by what the outgoing queue's table tells, and a table of the reports about the
 * message; then it looks at both anew.
 */
#include "outgoing.h"

#define LONGEST_REASON (1u << 20)

HRESULT outgoing_rows(IMsgStore *store, SRowSet **out)
{
    static SizedSPropTagArray(N_OUTGOING_COLUMNS, columns) = {
        N_OUTGOING_COLUMNS,
        {PR_ENTRYID, PR_SUBJECT_W, PR_DISPLAY_TO_W, PR_DISPLAY_CC_W, PR_DISPLAY_BCC_W,
         PR_CLIENT_SUBMIT_TIME, PR_SUBMIT_FLAGS, PR_DEFERRED_SEND_TIME}};
    IMAPITable *table = NULL;
    HRESULT hr = store->lpVtbl->GetOutgoingQueue(store, 0, &table);

    *out = NULL;
    if (SUCCEEDED(hr)) hr = HrQueryAllRows(table, (SPropTagArray *)&columns, NULL, NULL, 0, out);
    RELEASE(table);
    return hr;
}

/* ---- what is looked at ---- */

static HRESULT is_queued(struct awaited *awaited, bool *out)
{
    IMsgStore *store = awaited->mail->store;
    const SBinary *own = &awaited->id->Value.bin;
    SRowSet *rows = NULL;
    HRESULT hr = outgoing_rows(store, &rows);

    *out = false;
    for (ULONG i = 0; SUCCEEDED(hr) && !*out && i < rows->cRows; i++) {
        const SPropValue *id = &rows->aRow[i].lpProps[OUTGOING_ENTRYID];
        ULONG same = FALSE;

        if (id->ulPropTag == PR_ENTRYID)
            hr = store->lpVtbl->CompareEntryIDs(store, id->Value.bin.cb,
                                                (ENTRYID *)id->Value.bin.lpb, own->cb,
                                                (ENTRYID *)own->lpb, 0, &same);
        *out = SUCCEEDED(hr) && same;
    }
    FreeProws(rows);
    return hr;
}

/* Reports of it that somebody wasn't reached: they have the search key of what they are about. */
static HRESULT report_table(struct awaited *awaited, IMAPITable **out)
{
    static SizedSPropTagArray(2, columns) = {2, {PR_ENTRYID, PR_MESSAGE_CLASS_W}};
    SPropValue class = {.ulPropTag = PR_MESSAGE_CLASS_W, .Value.lpszW = L".NDR"};
    SRestriction both[] = {
        {.rt = RES_PROPERTY, .res.resProperty = {RELOP_EQ, PR_SEARCH_KEY, awaited->key}},
        {.rt = RES_CONTENT,
         .res.resContent = {FL_SUBSTRING | FL_IGNORECASE, PR_MESSAGE_CLASS_W, &class}}};
    SRestriction all = {.rt = RES_AND, .res.resAnd = {2, both}};
    IMAPIFolder *folder = awaited->reports;
    HRESULT hr = folder->lpVtbl->GetContentsTable(folder, MAPI_UNICODE, out);

    if (FAILED(hr)) return hr;
    hr = (*out)->lpVtbl->SetColumns(*out, (SPropTagArray *)&columns, 0);
    if (SUCCEEDED(hr)) hr = (*out)->lpVtbl->Restrict(*out, &all, 0);
    if (FAILED(hr)) RELEASE(*out);
    return hr;
}

static HRESULT read_report(struct awaited *awaited, const SBinary *id)
{
    IMsgStore *store = awaited->mail->store;
    IMessage *report = NULL;
    ULONG type;
    size_t bytes;
    HRESULT hr = store->lpVtbl->OpenEntry(store, id->cb, (ENTRYID *)id->lpb, NULL, 0, &type,
                                          (IUnknown **)&report);

    MAPIFreeBuffer(awaited->why);
    awaited->why = NULL;
    if (SUCCEEDED(hr))
        hr = read_long((IMAPIProp *)report, PR_REPORT_TEXT_W, LONGEST_REASON,
                       (BYTE **)&awaited->why, &bytes);
    RELEASE(report);
    return hr;
}

static HRESULT is_reported(struct awaited *awaited, bool *out)
{
    IMAPITable *table = NULL;
    SRowSet *rows = NULL;
    HRESULT hr;

    *out = false;
    if (!awaited->reports) return S_OK;
    hr = report_table(awaited, &table);
    if (SUCCEEDED(hr)) hr = table->lpVtbl->QueryRows(table, 1, 0, &rows);
    if (SUCCEEDED(hr) && rows->cRows) {
        const SPropValue *id = &rows->aRow[0].lpProps[0];

        *out = true;
        if (id->ulPropTag == PR_ENTRYID) read_report(awaited, &id->Value.bin); /* or no reason */
    }
    FreeProws(rows);
    RELEASE(table);
    return hr;
}

/* One that is a draft again. One that was sent may be anywhere. */
static bool is_draft(struct awaited *awaited)
{
    IMsgStore *store = awaited->mail->store;
    const SBinary *id = &awaited->id->Value.bin;
    IMessage *message = NULL;
    SPropValue *flags = NULL;
    ULONG type;
    bool draft = false;

    if (SUCCEEDED(store->lpVtbl->OpenEntry(store, id->cb, (ENTRYID *)id->lpb, NULL, 0, &type,
                                           (IUnknown **)&message)) &&
        SUCCEEDED(HrGetOneProp((IMAPIProp *)message, PR_MESSAGE_FLAGS, &flags)))
        draft = (flags->Value.l & (MSGFLAG_UNSENT | MSGFLAG_SUBMIT)) == MSGFLAG_UNSENT;
    MAPIFreeBuffer(flags);
    RELEASE(message);
    return draft;
}

/* A report comes before its message leaves the queue, so it is looked for last. */
static HRESULT look(struct awaited *awaited, enum fate *fate)
{
    bool queued, reported = false;
    HRESULT hr = is_queued(awaited, &queued);

    if (SUCCEEDED(hr)) hr = is_reported(awaited, &reported);
    if (FAILED(hr)) return hr;
    *fate = reported            ? FATE_UNDELIVERED
            : queued            ? FATE_QUEUED
            : is_draft(awaited) ? FATE_CANCELLED
                                : FATE_SENT;
    return S_OK;
}

/* ---- waiting ---- */

static LONG CALLBACK hear(void *context, ULONG count, NOTIFICATION *notes)
{
    (void)count, (void)notes;
    SetEvent(context);
    return 0;
}

static HRESULT listen_to(struct awaited *awaited, int which)
{
    IMAPITable *table = awaited->heard[which].table;

    return table->lpVtbl->Advise(table, fnevTableModified, awaited->sink,
                                 &awaited->heard[which].connection);
}

/* Where a store delivers reports to: the receive folder of their class. */
static void find_reports(struct awaited *awaited)
{
    IMsgStore *store = awaited->mail->store;
    SBinary id = {0};
    ULONG type;

    if (FAILED(store->lpVtbl->GetReceiveFolder(store, (LPTSTR)L"REPORT.IPM.Note.NDR", MAPI_UNICODE,
                                               &id.cb, (ENTRYID **)&id.lpb, NULL)))
        return;
    store->lpVtbl->OpenEntry(store, id.cb, (ENTRYID *)id.lpb, NULL, 0, &type,
                             (IUnknown **)&awaited->reports);
    MAPIFreeBuffer(id.lpb);
}

HRESULT awaited_begin(struct awaited *awaited, struct mail *mail, IMessage *message)
{
    HRESULT hr;

    *awaited = (struct awaited){.mail = mail};
    awaited->news = CreateEventW(NULL, FALSE, FALSE, NULL);
    if (!awaited->news) return MAPI_E_NOT_ENOUGH_RESOURCES;
    hr = HrGetOneProp((IMAPIProp *)message, PR_ENTRYID, &awaited->id);
    if (FAILED(hr))
        hr = message->lpVtbl->SaveChanges(message, KEEP_OPEN_READWRITE); /* then it has */
    if (SUCCEEDED(hr) && !awaited->id)
        hr = HrGetOneProp((IMAPIProp *)message, PR_ENTRYID, &awaited->id);
    if (SUCCEEDED(hr)) hr = HrAllocAdviseSink(hear, awaited->news, &awaited->sink);
    if (SUCCEEDED(hr))
        hr = mail->store->lpVtbl->GetOutgoingQueue(mail->store, 0, &awaited->heard[0].table);
    if (SUCCEEDED(hr)) hr = listen_to(awaited, 0);
    if (FAILED(hr)) return hr;
    if (SUCCEEDED(HrGetOneProp((IMAPIProp *)message, PR_SEARCH_KEY, &awaited->key)))
        find_reports(awaited);
    if (awaited->reports && SUCCEEDED(report_table(awaited, &awaited->heard[1].table)))
        listen_to(awaited, 1); /* it is looked for in any case when the message leaves the queue */
    return S_OK;
}

HRESULT awaited_wait(struct awaited *awaited, ULONG seconds, enum fate *fate)
{
    ULONGLONG until = GetTickCount64() + 1000ull * seconds;
    HRESULT hr;

    *fate = FATE_QUEUED;
    for (;;) {
        ULONGLONG now;

        hr = look(awaited, fate);
        if (FAILED(hr) || *fate != FATE_QUEUED) return hr;
        now = GetTickCount64();
        if (now >= until) return S_OK;
        WaitForSingleObject(awaited->news, until - now > MAXLONG ? MAXLONG : (DWORD)(until - now));
    }
}

void awaited_end(struct awaited *awaited)
{
    for (int i = 0; i < 2; i++) {
        IMAPITable *table = awaited->heard[i].table;

        if (awaited->heard[i].connection)
            table->lpVtbl->Unadvise(table, awaited->heard[i].connection);
        RELEASE(awaited->heard[i].table);
    }
    RELEASE(awaited->sink);
    RELEASE(awaited->reports);
    MAPIFreeBuffer(awaited->id);
    MAPIFreeBuffer(awaited->key);
    MAPIFreeBuffer(awaited->why);
    if (awaited->news) CloseHandle(awaited->news);
}
