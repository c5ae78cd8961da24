/*
 * bad_values.c - entry IDs, property values and restrictions that are nonsense
 */
#define INITGUID
#define USES_ALL_MAPI_GUIDS
#include <windows.h>
#include "reach_fixture.h"

/* Whether it is the session's, the store's or the address book's to open: an answer, and nothing
 * but an answer. */
static void try_eid(IAddrBook *book, ULONG cb, const BYTE *bytes)
{
    ENTRYID *eid = malloc(cb ? cb : 1); /* ends where it says */
    IUnknown *object = NULL;
    IMsgStore *store = NULL;
    ULONG type, same;
    HRESULT hr;

    memcpy(eid, bytes, cb);
    hr = o.session->lpVtbl->OpenEntry(o.session, cb, eid, NULL, 0, &type, &object);
    ok(SUCCEEDED(hr) == (object != NULL), "session: %#lx and %p\n", hr, (void *)object);
    if (object) object->lpVtbl->Release(object);
    object = NULL;
    hr = o.store->lpVtbl->OpenEntry(o.store, cb, eid, NULL, 0, &type, &object);
    ok(SUCCEEDED(hr) == (object != NULL), "store: %#lx and %p\n", hr, (void *)object);
    if (object) object->lpVtbl->Release(object);
    object = NULL;
    hr = book->lpVtbl->OpenEntry(book, cb, eid, NULL, 0, &type, &object);
    ok(SUCCEEDED(hr) == (object != NULL), "address book: %#lx and %p\n", hr, (void *)object);
    if (object) object->lpVtbl->Release(object);
    hr = o.session->lpVtbl->OpenMsgStore(o.session, 0, cb, eid, NULL, MDB_NO_DIALOG, &store);
    ok(SUCCEEDED(hr) == (store != NULL), "OpenMsgStore: %#lx and %p\n", hr, (void *)store);
    if (store) store->lpVtbl->Release(store);
    o.session->lpVtbl->CompareEntryIDs(o.session, cb, eid, o.cb_message, o.message_eid, 0, &same);
    o.store->lpVtbl->CompareEntryIDs(o.store, o.cb_inbox, o.inbox_eid, cb, eid, 0, &same);
    book->lpVtbl->CompareEntryIDs(book, cb, eid, cb, eid, 0, &same);
    o.inbox->lpVtbl->GetMessageStatus(o.inbox, cb, eid, 0, &type);
    free(eid);
}

/* Bytes changed, cut off, repeated and added at random; the seed is told. */
static void entry_ids_may_be_anything(void)
{
    SizedSPropTagArray(1, tags) = {1, {PR_ENTRYID}};
    const unsigned seed = GetTickCount();
    struct { ULONG cb; BYTE ab[512]; } good[10], bad;
    IAddrBook *book = NULL;
    IMAPITable *table = NULL;
    SRowSet *rows = NULL;
    ENTRYID *one_off = NULL;
    ULONG cb_one_off = 0;
    int n = 0;

    trace("seed %u\n", seed);
    srand(seed);
    begin();
    ok_hr(o.session->lpVtbl->OpenAddressBook(o.session, 0, NULL, AB_NO_DIALOG, &book), S_OK);
    ok_hr(book->lpVtbl->CreateOneOff(book, (LPTSTR) "Ann", (LPTSTR) "SMTP",
                                     (LPTSTR) "ann@example.org", 0, &cb_one_off, &one_off),
          S_OK);
    ok_hr(o.session->lpVtbl->GetStatusTable(o.session, 0, &table), S_OK);
    ok_hr(HrQueryAllRows(table, (SPropTagArray *)&tags, NULL, NULL, 0, &rows), S_OK);
    table->lpVtbl->Release(table);
#define KEEP(cb_, p_) (good[n].cb = (cb_), memcpy(good[n].ab, (p_), good[n].cb), n++)
    KEEP(o.cb_store, o.store_eid);
    KEEP(o.cb_inbox, o.inbox_eid);
    KEEP(o.cb_message, o.message_eid);
    KEEP(cb_one_off, one_off);
    for (ULONG i = 0; i < rows->cRows && n < 8; i++)
        KEEP(rows->aRow[i].lpProps[0].Value.bin.cb, rows->aRow[i].lpProps[0].Value.bin.lpb);
    FreeProws(rows);
    MAPIFreeBuffer(one_off);
    for (int i = 0; i < n; i++)
        try_eid(book, good[i].cb, good[i].ab);
    for (int round = 0; round < 1500; round++) {
        bad = good[rand() % n];
        for (int changes = rand() % 4; changes; changes--)
            bad.ab[20 + rand() % (bad.cb > 20 ? bad.cb - 20 : 1)] =
                (BYTE)(rand() % 3 ? rand() : 0xff);
        if (rand() % 8 == 0) bad.ab[rand() % 20] ^= (BYTE)(1 << rand() % 8);
        if (rand() % 4 == 0) bad.cb = (ULONG)rand() % (bad.cb + 1);
        if (rand() % 4 == 0) bad.cb += (ULONG)rand() % 40;
        if (rand() % 6 == 0) memcpy(bad.ab + 20, good[rand() % n].ab + 20, 60);
        try_eid(book, bad.cb, bad.ab);
    }
    book->lpVtbl->Release(book);
    end();
}

/* 11.4-01, 11.4-02, 11.4-03, 11.4-04, 11.4-05, 11.4-06, 11.4-07, 11.4-08, 11.4-09, 11.4-17
 * (CompareEntryIDs) */
static void an_entry_id_names_its_store(void)
{
    SPropValue *key = NULL;
    ENTRYID *composed = NULL, *store = NULL, *message = NULL;
    ULONG cb, cb_store = 77, cb_message, same = 0;
    char *text = NULL;

    begin();
    ok_hr(HrGetOneProp((IMAPIProp *)o.store, PR_RECORD_KEY, &key), S_OK);
    ok_hr(HrComposeMsgID(o.session, key->Value.bin.cb, key->Value.bin.lpb, o.cb_message,
                         o.message_eid, (LPTSTR *)&text),
          S_OK);
    ok(text && strspn(text, "0123456789ABCDEF") == strlen(text), "text %s\n", text);
    ok_hr(HrDecomposeMsgID(o.session, (LPTSTR)text, &cb_store, &store, &cb_message, &message),
          S_OK);
    ok(cb_message == o.cb_message && !memcmp(message, o.message_eid, cb_message),
       "another message\n");
    ok_hr(o.session->lpVtbl->CompareEntryIDs(o.session, cb_store, store, o.cb_store, o.store_eid, 0,
                                             &same),
          S_OK);
    ok(same, "another store\n");
    MAPIFreeBuffer(text);
    MAPIFreeBuffer(store);
    MAPIFreeBuffer(message);
    ok_hr(HrDecomposeEID(o.session, o.cb_message, o.message_eid, &cb_store, &store, &cb_message,
                         &message),
          S_OK);
    ok(!cb_store && !store && cb_message == o.cb_message, "a plain ID has no store\n");
    MAPIFreeBuffer(message);
    ok_hr(HrComposeEID(o.session, 3, (BYTE *)"abc", o.cb_message, o.message_eid, &cb, &composed),
          S_OK);
    ok_hr(HrDecomposeEID(o.session, cb, composed, &cb_store, &store, &cb_message, &message),
          MAPI_E_NOT_FOUND);
    ok(!store && !message, "a failure left something behind\n");
    ok_hr(HrDecomposeEID(o.session, 25, composed, &cb_store, &store, &cb_message, &message),
          MAPI_E_INVALID_ENTRYID);
    ok_hr(HrDecomposeEID(NULL, cb, composed, &cb_store, &store, &cb_message, &message),
          MAPI_E_INVALID_PARAMETER);
    ok_hr(HrEntryIDFromSz((LPTSTR) "no digits", &cb, &store), MAPI_E_INVALID_ENTRYID);
    ok_hr(HrEntryIDFromSz(NULL, &cb, &store), MAPI_E_INVALID_PARAMETER);
    ok_hr(HrSzFromEntryID(0, NULL, (LPTSTR *)&text), MAPI_E_INVALID_PARAMETER);
    ok_hr(HrComposeEID(o.session, 0, NULL, 0, NULL, &cb, &store), MAPI_E_INVALID_PARAMETER);
    MAPIFreeBuffer(composed);
    MAPIFreeBuffer(key);
    end();
}

/* Values with holes, of types that there are not, of tags that can't be set: a failure or a
 * problem, never taken. */
static void values_may_be_nonsense(void)
{
    static const ULONG types[] = {PT_STRING8,  PT_UNICODE,    PT_BINARY,     PT_CLSID,
                                  PT_MV_LONG,  PT_MV_STRING8, PT_MV_UNICODE, PT_MV_BINARY,
                                  PT_MV_CLSID, PT_MV_SYSTIME};
    static const ULONG odd[] = {0x0009, 0x0077, 0x0fff,         0x1009,
                                0x00fd, 0x00fe, PT_UNSPECIFIED, PT_OBJECT};
    IProfSect *section = NULL;
    IPropData *data = NULL;
    struct { const char *name; IMAPIProp *prop; } objects[5];

    begin();
    ok_hr(CreateIProp(NULL, MAPIAllocateBuffer, MAPIAllocateMore, MAPIFreeBuffer, NULL, &data),
          S_OK);
    ok_hr(o.session->lpVtbl->OpenProfileSection(o.session, (MAPIUID *)&MUID_PROFILE_INSTANCE, NULL,
                                                MAPI_MODIFY, &section),
          S_OK);
    objects[0].name = "message", objects[0].prop = (IMAPIProp *)o.message;
    objects[1].name = "folder", objects[1].prop = (IMAPIProp *)o.other;
    objects[2].name = "store", objects[2].prop = (IMAPIProp *)o.store;
    objects[3].name = "property data", objects[3].prop = (IMAPIProp *)data;
    objects[4].name = "section", objects[4].prop = (IMAPIProp *)section;
    for (int i = 0; i < 5; i++) {
        for (size_t t = 0; t < sizeof(types) / sizeof(types[0]) + sizeof(odd) / sizeof(odd[0]);
             t++) {
            const size_t n_types = sizeof(types) / sizeof(types[0]);
            SPropValue value = {.ulPropTag =
                                    PROP_TAG(t < n_types ? types[t] : odd[t - n_types], 0x6650)};
            SPropProblemArray *problems = NULL;
            SPropValue *back = NULL;
            HRESULT hr;

            /* of nothing */
            if (t < n_types && (types[t] == PT_BINARY || types[t] & MV_FLAG))
                value.Value.bin.cb = 3;
            hr = objects[i].prop->lpVtbl->SetProps(objects[i].prop, 1, &value, &problems);
            ok(FAILED(hr) || (problems && problems->cProblem == 1), "%s took %#lx: %#lx\n",
               objects[i].name, value.ulPropTag, hr);
            if (SUCCEEDED(hr)) MAPIFreeBuffer(problems);
            hr = HrGetOneProp(objects[i].prop, value.ulPropTag, &back);
            ok(FAILED(hr), "%s keeps %#lx\n", objects[i].name, value.ulPropTag);
            MAPIFreeBuffer(back);
        }
    }
    section->lpVtbl->Release(section);
    data->lpVtbl->Release(data);
    end();
}

static void try_restrictions(const char *name, IMAPITable *table)
{
    SRestriction cycle = {.rt = RES_AND, .res.resAnd = {1, NULL}};
    SRestriction list[] = {
        {.rt = 77},
        {.rt = RES_AND, .res.resAnd = {3, NULL}},
        {.rt = RES_OR, .res.resOr = {3, NULL}},
        {.rt = RES_NOT, .res.resNot = {0, NULL}},
        {.rt = RES_CONTENT, .res.resContent = {FL_SUBSTRING, PR_SUBJECT_W, NULL}},
        {.rt = RES_PROPERTY, .res.resProperty = {RELOP_EQ, PR_SUBJECT_W, NULL}},
        {.rt = RES_PROPERTY, .res.resProperty = {999, PR_SUBJECT_W, &comment}},
        {.rt = RES_SUBRESTRICTION, .res.resSub = {PR_MESSAGE_RECIPIENTS, NULL}},
        {.rt = RES_AND, .res.resAnd = {1, &cycle}},
    };

    cycle.res.resAnd.lpRes = &cycle;
    for (size_t i = 0; i < sizeof(list) / sizeof(list[0]); i++) {
        ok(FAILED(table->lpVtbl->FindRow(table, &list[i], BOOKMARK_BEGINNING, 0)),
           "%s: found by nonsense %d\n", name, (int)i);
        ok(FAILED(table->lpVtbl->Restrict(table, &list[i], 0)), "%s: restricted by nonsense %d\n",
           name, (int)i);
    }
    table->lpVtbl->Release(table);
}

/* Restrictions with holes, of kinds that there are not, and one that contains itself. */
static void restrictions_may_be_nonsense(void)
{
    IMAPITable *table = NULL;

    begin();
    ok_hr(o.session->lpVtbl->GetMsgStoresTable(o.session, 0, &table), S_OK);
    try_restrictions("stores table", table);
    ok_hr(o.inbox->lpVtbl->GetContentsTable(o.inbox, 0, &table), S_OK);
    try_restrictions("contents table", table);
    ok_hr(o.inbox->lpVtbl->GetHierarchyTable(o.inbox, 0, &table), S_OK);
    try_restrictions("hierarchy table", table);
    ok_hr(o.message->lpVtbl->GetRecipientTable(o.message, 0, &table), S_OK);
    try_restrictions("recipient table", table);
    end();
}

START_TEST(bad_values)
{
    name_store("badvalues.omdb");
    RUN(entry_ids_may_be_anything);
    RUN(an_entry_id_names_its_store);
    RUN(values_may_be_nonsense);
    RUN(restrictions_may_be_nonsense);
}
