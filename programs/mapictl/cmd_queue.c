/*
 * cmd_queue.c - mapictl queue: what waits to be sent, and taking it back
 */
#include <stdlib.h>
#include "outgoing.h"
#include "print.h"
#include "tally.h"

const char queue_help[] =
    "Lists the messages that wait to be sent, the first to go first, with the numbers that cancel takes.\n\n"
    "  cancel N ...  takes these back: they are drafts in the Outbox again\n\n"
    "A message that is being sent just then can't be taken back any more.\n";

/* ---- the list ---- */

/* What of it, and since when or until when. */
static const WCHAR *state_of(const SPropValue *row, const SPropValue **until)
{
    FILETIME now;

    GetSystemTimeAsFileTime(&now);
    *until = prop_of(row, N_OUTGOING_COLUMNS, PR_DEFERRED_SEND_TIME);
    if (*until && CompareFileTime(&(*until)->Value.ft, &now) <= 0) *until = NULL;
    if (long_of(row, N_OUTGOING_COLUMNS, PR_SUBMIT_FLAGS) & SUBMITFLAG_LOCKED)
        return settings.json ? L"locked" : L"being sent";
    return *until ? L"deferred" : settings.json ? L"waiting" : L"waits";
}

/* All recipients, "; " between them, on malloc's memory. */
static WCHAR *names_of(const SPropValue *row)
{
    static const ULONG tags[] = {PR_DISPLAY_TO_W, PR_DISPLAY_CC_W, PR_DISPLAY_BCC_W};
    const WCHAR *texts[ARRAYSIZE(tags)];
    size_t chars = 1;
    WCHAR *out;

    for (size_t i = 0; i < ARRAYSIZE(tags); i++) {
        texts[i] = text_of(row, N_OUTGOING_COLUMNS, tags[i]);
        if (texts[i]) chars += wcslen(texts[i]) + 2;
    }
    out = calloc(chars, sizeof(*out));
    for (size_t i = 0; out && i < ARRAYSIZE(tags); i++) {
        if (!texts[i] || !*texts[i]) continue;
        if (*out) wcscat(out, L"; ");
        wcscat(out, texts[i]);
    }
    return out;
}

static void list_row(struct list_output *list, ULONG number, const SPropValue *row)
{
    const SPropValue *since = prop_of(row, N_OUTGOING_COLUMNS, PR_CLIENT_SUBMIT_TIME), *until,
                     *id = prop_of(row, N_OUTGOING_COLUMNS, PR_ENTRYID);
    const WCHAR *state = state_of(row, &until);
    WCHAR *names = names_of(row);

    list_number(list, number);
    list_time(list, since ? &since->Value.ft : NULL);
    list_text(list, state);
    list_time(list, until ? &until->Value.ft : NULL);
    list_text(list, names);
    list_text(list, text_of(row, N_OUTGOING_COLUMNS, PR_SUBJECT_W));
    list_bytes(list, id ? id->Value.bin.lpb : NULL, id ? id->Value.bin.cb : 0);
    free(names);
}

static int list_queue(const SRowSet *rows)
{
    static const struct column columns[] = {{"number", L"N", -4},    {"since", L"SINCE", 16},
                                            {"state", L"STATE", 10}, {"until", L"UNTIL", 16},
                                            {"to", L"TO", 30},       {"subject", L"SUBJECT", 0},
                                            {"entryid", NULL, 0}};
    struct list_output list;

    list_begin(&list, columns, ARRAYSIZE(columns));
    for (ULONG i = 0; i < rows->cRows; i++)
        list_row(&list, i + 1, rows->aRow[i].lpProps);
    list_end(&list, S_OK);
    return EXIT_FINE;
}

/* ---- cancel ---- */

static int cancel_one(IMsgStore *store, const SRowSet *rows, const WCHAR *word)
{
    ULONG n = wcstoul(word, NULL, 10);
    const SPropValue *id;
    HRESULT hr;

    if (!*word || wcsspn(word, L"0123456789") != wcslen(word) || wcslen(word) > 9) {
        complain(L"mapictl: cancel takes numbers as `mapictl queue` shows them, not '%ls'\n", word);
        return EXIT_USAGE;
    }
    id = n && n <= rows->cRows ? prop_of(rows->aRow[n - 1].lpProps, N_OUTGOING_COLUMNS, PR_ENTRYID)
                               : NULL;
    hr = id ? store->lpVtbl->AbortSubmit(store, id->Value.bin.cb, (ENTRYID *)id->Value.bin.lpb, 0)
            : MAPI_E_NOT_FOUND;
    if (hr == MAPI_E_UNABLE_TO_ABORT || hr == MAPI_E_NOT_IN_QUEUE) {
        complain(L"mapictl: message %ls %hs\n", word,
                 hr == MAPI_E_NOT_IN_QUEUE ? "was sent, or taken back, just now"
                                           : "is being sent and can't be taken back");
        return EXIT_FAILED;
    }
    return FAILED(hr) ? report_by(store, hr, L"message %ls of the outgoing queue", word)
                      : EXIT_FINE;
}

/* By the numbers of one look, so that they keep meaning what the list showed. */
static int cancel(IMsgStore *store, const SRowSet *rows, struct args *args)
{
    struct tally tally = {0};

    if (!args->count) {
        complain(L"mapictl: cancel what? Give the number that `mapictl queue` shows\n");
        return EXIT_USAGE;
    }
    for (const WCHAR *word; (word = args_next(args));)
        tally_add(&tally, cancel_one(store, rows, word));
    return tally_code(&tally);
}

int queue_run(struct args *args)
{
    const WCHAR *word = args_next(args);
    SRowSet *rows = NULL;
    struct mail mail;
    HRESULT hr;
    int code;

    if (word && wcscmp(word, L"cancel")) {
        complain(L"mapictl: queue does not know '%ls'; --help tells what is understood\n", word);
        return EXIT_USAGE;
    }
    code = mail_open_store(&mail);
    if (code) return code;
    hr = outgoing_rows(mail.store, &rows);
    code = FAILED(hr) ? report_by(mail.store, hr, L"the outgoing queue can't be listed")
           : word     ? cancel(mail.store, rows, args)
                      : list_queue(rows);
    FreeProws(rows);
    mail_close(&mail);
    return code;
}
