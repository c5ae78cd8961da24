/*
 * state.c - what the status table says of the transport
 */
#include "common/text/text8.h"
#include "dropfolder/logon.h"

IMAPISupport *drop_logon_support(struct drop_logon *logon)
{
    IMAPISupport *support;

    latch_take(&logon->latch);
    support = logon->support;
    if (support) com_addref(support);
    latch_drop(&logon->latch);
    return support;
}

struct account *drop_logon_account(struct drop_logon *logon)
{
    struct account *account;

    latch_take(&logon->latch);
    account = logon->support ? drop_account_ref(logon->account) : NULL;
    latch_drop(&logon->latch);
    return account;
}

/* The two that change; the text goes to text. */
static ULONG put_state(struct drop_logon *logon, SPropValue *values, WCHAR text[STATUS_CHARS])
{
    latch_take(&logon->latch);
    values[0] = (SPropValue){.ulPropTag = PR_STATUS_CODE};
    values[0].Value.ul = logon->status;
    memcpy(text, logon->reason, sizeof(logon->reason));
    latch_drop(&logon->latch);
    values[1] = (SPropValue){.ulPropTag = PR_STATUS_STRING_W};
    values[1].Value.lpszW = text;
    return 2;
}

/* 8.8-03 */
ULONG drop_row_values(struct drop_logon *logon, const struct account *account,
                      SPropValue values[DROP_ROW_VALUES], WCHAR text[STATUS_CHARS])
{
    ULONG n = put_state(logon, values, text);

    values[n] = (SPropValue){.ulPropTag = PR_DISPLAY_NAME_W};
    values[n++].Value.lpszW = account->name;
    values[n] = (SPropValue){.ulPropTag = PR_RESOURCE_METHODS};
    values[n++].Value.l = STATUS_VALIDATE_STATE | STATUS_FLUSH_QUEUES;
    values[n] = (SPropValue){.ulPropTag = PR_IDENTITY_DISPLAY_W};
    values[n++].Value.lpszW = account->name;
    values[n] = (SPropValue){.ulPropTag = PR_IDENTITY_ENTRYID};
    values[n++].Value.bin = account->id;
    values[n] = (SPropValue){.ulPropTag = PR_IDENTITY_SEARCH_KEY};
    values[n++].Value.bin = account->search_key;
    return n;
}

/* Nobody's lock is held; a row that can't be written is no reason not to work. */
static void tell(struct drop_logon *logon)
{
    AUTO_RELEASE IMAPISupport *support = drop_logon_support(logon);
    WCHAR text[STATUS_CHARS];
    SPropValue values[2];

    if (!support) return;
    support->lpVtbl->ModifyStatusRow(support, put_state(logon, values, text), values,
                                     STATUSROW_UPDATE);
}

void drop_logon_row(struct drop_logon *logon)
{
    AUTO_RELEASE IMAPISupport *support = drop_logon_support(logon);
    struct account *account = drop_logon_account(logon);
    SPropValue values[DROP_ROW_VALUES];
    WCHAR text[STATUS_CHARS];

    if (support && account) {
        ULONG n = drop_row_values(logon, account, values, text);

        support->lpVtbl->ModifyStatusRow(support, n, values, 0);
    }
    drop_account_unref(account);
}

void drop_logon_status(struct drop_logon *logon, ULONG set, ULONG clear)
{
    ULONG before, now;

    latch_take(&logon->latch);
    before = logon->status;
    now = logon->status = (before & ~clear) | set;
    latch_drop(&logon->latch);
    if (now != before) tell(logon);
}

static size_t add_text(WCHAR *to, size_t at, const WCHAR *text)
{
    while (*text && at + 1 < STATUS_CHARS)
        to[at++] = *text++;
    to[at] = 0;
    return at;
}

void drop_logon_reason(struct drop_logon *logon, const WCHAR *what, const WCHAR *name)
{
    WCHAR text[STATUS_CHARS] = {0};
    bool changed;
    size_t at;

    if (what) {
        at = add_text(text, 0, what);
        at = add_text(text, at, L": ");
        add_text(text, at, name);
    }
    latch_take(&logon->latch);
    changed = memcmp(logon->reason, text, sizeof(text));
    memcpy(logon->reason, text, sizeof(text));
    latch_drop(&logon->latch);
    if (changed) tell(logon);
}
