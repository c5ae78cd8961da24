/*
 * submit_fixture.c - a store with a spooler's logon beside the client's
 */
#include "local_store/submit_fixture.h"
#include <string.h>
#include "local_store/check.h"
#include "mspst.h"

static struct submit_fixture *current; /* whom the fakes belong to; tests run one after the other */

static HRESULT STDMETHODCALLTYPE fake_SpoolerNotify(IMAPISupport *iface, ULONG flags, void *data)
{
    (void)iface;
    assert_int_equal(flags, NOTIFY_READYTOSEND);
    assert_null(data);
    current->ready++;
    return S_OK;
}

static HRESULT STDMETHODCALLTYPE fake_PrepareSubmit(IMAPISupport *iface, IMessage *message,
                                                    ULONG *flags)
{
    (void)iface;
    assert_true(current->ready); /* 5.13-07 */
    assert_int_equal(*flags, 0);
    assert_int_equal(get_long(message, PR_OBJECT_TYPE), MAPI_MESSAGE);
    current->prepared++;
    return current->prepare_answer;
}

static HRESULT STDMETHODCALLTYPE fake_ExpandRecips(IMAPISupport *iface, IMessage *message,
                                                   ULONG *flags)
{
    (void)iface;
    current->expanded++;
    if (current->on_expand) current->on_expand(current, message);
    *flags = current->needs;
    return current->expand_answer;
}

/* MAPI's DoSentMail releases the message; what it does then, src/support's tests tell. */
static HRESULT STDMETHODCALLTYPE fake_DoSentMail(IMAPISupport *iface, ULONG flags,
                                                 IMessage *message)
{
    SPropValue *id = get_prop(message, PR_ENTRYID);

    (void)iface;
    assert_int_equal(flags, 0);
    memcpy(current->sent_id, id->Value.bin.lpb, 48);
    FREE(id);
    current->sent_flags = get_long(message, PR_MESSAGE_FLAGS);
    current->sent_mails++;
    assert_int_equal(message->lpVtbl->Release(message), 0); /* 5.13-10: its count is 1 */
    return current->sent_answer;
}

static HRESULT STDMETHODCALLTYPE fake_ReadReceipt(IMAPISupport *iface, ULONG flags, IMessage *read,
                                                  IMessage **report)
{
    SPropValue *subject = get_prop(read, PR_SUBJECT_W);

    (void)iface;
    assert_int_equal(flags & ~(ULONG)MAPI_NON_READ, 0);
    *(flags ? &current->nonreads : &current->reads) += 1;
    current->reported = subject->Value.lpszW[0];
    FREE(subject);
    if (FAILED(current->report_answer)) return current->report_answer;
    if (current->no_report) {
        (*report)->lpVtbl->Release(*report);
        *report = NULL;
        return S_OK;
    }
    ok_hr(set_text(*report, PR_SUBJECT_W, flags ? L"N" : L"R"));
    add_recipient(*report, L"Sender", MAPI_TO);
    return S_OK;
}

static HRESULT STDMETHODCALLTYPE fake_CompleteMsg(IMAPISupport *iface, ULONG flags, ULONG cb,
                                                  ENTRYID *id)
{
    (void)iface, (void)flags, (void)cb, (void)id;
    current->completed++;
    return S_OK;
}

static void use_fakes(struct fake_support *support, const IMAPISupportVtbl *base)
{
    static IMAPISupportVtbl vtbl;

    vtbl = *base;
    vtbl.SpoolerNotify = fake_SpoolerNotify;
    vtbl.PrepareSubmit = fake_PrepareSubmit;
    vtbl.ExpandRecips = fake_ExpandRecips;
    vtbl.DoSentMail = fake_DoSentMail;
    vtbl.ReadReceipt = fake_ReadReceipt;
    vtbl.CompleteMsg = fake_CompleteMsg;
    support->IMAPISupport_iface.lpVtbl = &vtbl;
}

void spooler_on(struct submit_fixture *s)
{
    s->support.refs = 1;
    ok_hr(s->f.provider->lpVtbl->SpoolerLogon(s->f.provider, &s->support.IMAPISupport_iface, 0,
                                              NULL, 0, NULL, MDB_WRITE, NULL, 0, NULL, NULL,
                                              &s->logon, &s->spooler));
    assert_non_null(s->logon); /* 5.4-14: a pair of its own */
}

void spooler_off(struct submit_fixture *s)
{
    IMAPISupport *support = &s->support.IMAPISupport_iface;

    s->support.logon = s->logon;
    s->logon = NULL;
    s->spooler->lpVtbl->Release(s->spooler);
    s->spooler = NULL;
    support->lpVtbl->Release(support);
    assert_int_equal(s->support.refs, 0);
}

int submit_setup(void **state)
{
    struct submit_fixture *s;
    void *plain;
    int code = store_setup(&plain);

    if (code) return code;
    s = calloc(1, sizeof(*s));
    s->f = *(struct fixture *)plain;
    log_off(plain); /* it holds pointers to the fixture that it was made in */
    s->f = *(struct fixture *)plain;
    free(plain);
    fake_section_put_text(&s->f.support.section, PR_PST_PATH_W, s->f.path);
    s->support = s->f.support;
    s->support.uids = 0;
    current = s;
    use_fakes(&s->f.support, s->f.support.IMAPISupport_iface.lpVtbl);
    s->support.IMAPISupport_iface.lpVtbl = s->f.support.IMAPISupport_iface.lpVtbl;
    ok_hr(log_on(&s->f, MDB_WRITE));
    spooler_on(s);
    *state = s;
    return 0;
}

int submit_teardown(void **state)
{
    struct submit_fixture *s = *state;

    if (s->spooler) spooler_off(s);
    if (s->f.store) expect_healthy(s);
    return store_teardown(state);
}

void expect_healthy(struct submit_fixture *s)
{
    struct check check = {0};

    ok_hr(store_file_open(s->f.path8, DB_WRITE, &check.file));
    ok_hr(check_run(&check, NULL));
    if (check.found) fail_msg("%s", sqlite3_str_value(check.report));
    sqlite3_free(sqlite3_str_finish(check.report));
    change_list_clear(&check.changes);
    store_file_unref(check.file);
}

void add_recipient(IMessage *message, const WCHAR *name, ULONG type)
{
    SPropValue values[4] = {{.ulPropTag = PR_DISPLAY_NAME_W},
                            {.ulPropTag = PR_RECIPIENT_TYPE},
                            {.ulPropTag = PR_ADDRTYPE_W},
                            {.ulPropTag = PR_EMAIL_ADDRESS_W}};
    SizedADRLIST(1, list) = {1, {{0, 4, values}}};

    values[0].Value.lpszW = (WCHAR *)name;
    values[1].Value.l = (LONG)type;
    values[2].Value.lpszW = (WCHAR *)L"SMTP";
    values[3].Value.lpszW = (WCHAR *)L"someone@example.org";
    ok_hr(message->lpVtbl->ModifyRecipients(message, MODRECIP_ADD, (ADRLIST *)&list));
}

IMessage *compose(struct submit_fixture *s, const WCHAR *subject)
{
    IMAPIFolder *inbox = open_inbox(&s->f);
    IMessage *message = NULL;

    ok_hr(inbox->lpVtbl->CreateMessage(inbox, NULL, 0, &message));
    inbox->lpVtbl->Release(inbox);
    ok_hr(set_text(message, PR_SUBJECT_W, subject));
    add_recipient(message, L"Ann", MAPI_TO);
    return message;
}

void submit_one(struct submit_fixture *s, const WCHAR *subject, BYTE *id)
{
    IMessage *message = compose(s, subject);
    SPropValue *entry = id_of(message);

    memcpy(id, entry->Value.bin.lpb, 48);
    FREE(entry);
    ok_hr(message->lpVtbl->SubmitMessage(message, 0));
    message->lpVtbl->Release(message);
}

HRESULT open_in(IMsgStore *store, const BYTE *id, ULONG flags, IMessage **out)
{
    ULONG type;

    *out = NULL;
    return store->lpVtbl->OpenEntry(store, 48, (ENTRYID *)id, NULL, flags, &type, (IUnknown **)out);
}

ULONG flags_of(struct submit_fixture *s, const BYTE *id)
{
    IMessage *message;
    ULONG flags;

    ok_hr(open_in(s->f.store, id, 0, &message));
    flags = get_long(message, PR_MESSAGE_FLAGS);
    message->lpVtbl->Release(message);
    return flags;
}

void expect_queue(IMsgStore *store, const char *letters)
{
    SizedSPropTagArray(1, columns) = {1, {PR_SUBJECT_W}};
    IMAPITable *table;
    SRowSet *rows;
    ULONG n;

    ok_hr(store->lpVtbl->GetOutgoingQueue(store, 0, &table));
    ok_hr(table->lpVtbl->SetColumns(table, (SPropTagArray *)&columns, 0));
    ok_hr(table->lpVtbl->GetRowCount(table, 0, &n));
    assert_int_equal(n, strlen(letters));
    ok_hr(table->lpVtbl->QueryRows(table, 1000, 0, &rows));
    assert_int_equal(rows->cRows, strlen(letters));
    for (ULONG i = 0; i < rows->cRows; i++) {
        assert_int_equal(rows->aRow[i].lpProps[0].Value.lpszW[0], letters[i]);
        FREE(rows->aRow[i].lpProps);
    }
    FREE(rows);
    table->lpVtbl->Release(table);
}

HRESULT lock_by(IMsgStore *store, const BYTE *id, ULONG state)
{
    IMessage *message;
    HRESULT hr = open_in(store, id, 0, &message);

    if (FAILED(hr)) return hr;
    hr = store->lpVtbl->SetLockState(store, message, state);
    message->lpVtbl->Release(message);
    return hr;
}
