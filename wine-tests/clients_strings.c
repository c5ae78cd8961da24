/*
 * clients_strings.c - spec/clients.md, "Strings and tags": which width and type real programs ask
 * for, and what they get
 */
#define INITGUID
#define USES_IID_IMAPIFolder
#define USES_PS_PUBLIC_STRINGS
#include <windows.h>
#include <initguid.h>
#include "store_fixture.h"

static IMAPISession *session;
static IMsgStore *store;
static IMAPIFolder *inbox;

static void begin(void)
{
    MAPIInitialize(NULL);
    remove_store();
    ok_hr(make_profile("LOCALSTORE", path), S_OK);
    session = log_on();
    store = open_store(session, S_OK);
    inbox = open_inbox(store);
}

static void end(void)
{
    inbox->lpVtbl->Release(inbox);
    store->lpVtbl->Release(store);
    log_off(session);
    drop_profile();
    MAPIUninitialize();
}

static HRESULT get(void *object, ULONG count, const ULONG *tags, ULONG flags, SPropValue **values)
{
    SPropTagArray *array = malloc(CbNewSPropTagArray(count));
    ULONG n;
    HRESULT hr;

    array->cValues = count;
    memcpy(array->aulPropTag, tags, count * sizeof(*tags));
    hr = ((IMAPIProp *)object)->lpVtbl->GetProps(object, array, flags, &n, values);
    free(array);
    return hr;
}

/* clients.md: "ANSI profile names arrive cast to LPTSTR without MAPI_UNICODE" */
static void an_ansi_profile_name_is_any_ansi_text(void)
{
    static const char name[] =
        "M\xfcller & S\xf6hne"; /* in code page 1252; elsewhere whatever these bytes are */
    WCHAR wide[40];
    IProfAdmin *admin = NULL;
    IMAPISession *other = NULL;

    MAPIInitialize(NULL);
    MultiByteToWideChar(CP_ACP, 0, name, -1, wide, 40);
    ok_hr(MAPIAdminProfiles(0, &admin), S_OK);
    admin->lpVtbl->DeleteProfile(admin, (LPTSTR)name, 0);
    ok_hr(admin->lpVtbl->CreateProfile(admin, (LPTSTR)name, NULL, 0, 0), S_OK);
    ok_hr(MAPILogonEx(0, (LPTSTR)name, NULL, MAPI_EXTENDED | MAPI_NEW_SESSION, &other), S_OK);
    if (other) log_off(other);
    ok_hr(MAPILogonEx(0, (LPTSTR)wide, (LPTSTR)L"", MAPI_EXTENDED | MAPI_NEW_SESSION | MAPI_UNICODE,
                      &other),
          S_OK);
    if (other) log_off(other);
    ok_hr(admin->lpVtbl->SetDefaultProfile(admin, (LPTSTR)name, 0), S_OK);
    ok_hr(MAPILogonEx(0, (LPTSTR) "", (LPTSTR) "",
                      MAPI_EXTENDED | MAPI_NEW_SESSION | MAPI_USE_DEFAULT, &other),
          S_OK);
    if (other) log_off(other); /* "An empty profile name means none" */
    ok_hr(MAPILogonEx(0, (LPTSTR)L"", NULL, MAPI_NEW_SESSION | MAPI_USE_DEFAULT | MAPI_UNICODE,
                      &other),
          S_OK);
    if (other) log_off(other);
    ok_hr(admin->lpVtbl->DeleteProfile(admin, (LPTSTR)wide, MAPI_UNICODE), S_OK);
    admin->lpVtbl->Release(admin);
    MAPIUninitialize();
}

/* clients.md: "explicit _A and _W tags are used whatever the call's flags say" */
static void explicit_widths_win_over_flags(void)
{
    static const ULONG both[] = {PR_SUBJECT_A, PR_SUBJECT_W, PR_SUBJECT_A};
    SPropValue set[] = {
        {.ulPropTag = PR_SUBJECT_W, .Value.lpszW = (WCHAR *)L"subject"},
        {.ulPropTag = PR_MESSAGE_CLASS_A, .Value.lpszA = (char *)"IPM.Note"},
    };
    IMessage *message = NULL;
    SPropValue *values = NULL;

    begin();
    ok_hr(inbox->lpVtbl->CreateMessage(inbox, NULL, 0, &message), S_OK);
    ok_hr(message->lpVtbl->SetProps(message, 2, set, NULL), S_OK);
    for (ULONG flags = 0;; flags = MAPI_UNICODE) {
        ok_hr(get(message, 3, both, flags, &values), S_OK);
        ok(values[0].ulPropTag == PR_SUBJECT_A && !strcmp(values[0].Value.lpszA, "subject"),
           "flags %#lx: A\n", flags);
        ok(values[1].ulPropTag == PR_SUBJECT_W && !wcscmp(values[1].Value.lpszW, L"subject"),
           "flags %#lx: W\n", flags);
        ok(values[2].ulPropTag == PR_SUBJECT_A, "flags %#lx: A again\n", flags);
        MAPIFreeBuffer(values);
        if (flags) break;
    }
    message->lpVtbl->Release(message);
    end();
}

/* All rows of a table with two columns, the same text in 8 and 16 bits; the text of the first row
 * is wanted. */
static void expect_both_widths(IMAPITable *table, ULONG id, const char *wanted)
{
    SizedSPropTagArray(2, tags) = {2, {PROP_TAG(PT_STRING8, id), PROP_TAG(PT_UNICODE, id)}};
    SRowSet *rows = NULL;
    char narrow[100] = "";

    ok(table != NULL, "no table\n");
    if (!table) return;
    ok_hr(HrQueryAllRows(table, (SPropTagArray *)&tags, NULL, NULL, 0, &rows), S_OK);
    ok(rows && rows->cRows, "no rows\n");
    for (ULONG i = 0; rows && i < rows->cRows; i++) {
        const SPropValue *row = rows->aRow[i].lpProps;

        ok(row[0].ulPropTag == tags.aulPropTag[0], "row %lu: got %#lx\n", i, row[0].ulPropTag);
        ok(row[1].ulPropTag == tags.aulPropTag[1], "row %lu: got %#lx\n", i, row[1].ulPropTag);
        if (row[1].ulPropTag != tags.aulPropTag[1] || row[0].ulPropTag != tags.aulPropTag[0])
            continue;
        WideCharToMultiByte(CP_ACP, 0, row[1].Value.lpszW, -1, narrow, sizeof(narrow), NULL, NULL);
        ok(!strcmp(row[0].Value.lpszA, narrow), "row %lu: %s and %s\n", i, row[0].Value.lpszA,
           narrow);
        if (!i && wanted)
            ok(!strcmp(row[0].Value.lpszA, wanted), "got %s, expected %s\n", row[0].Value.lpszA,
               wanted);
    }
    FreeProws(rows);
    table->lpVtbl->Release(table);
}

static void tables_give_both_widths_too(void)
{
    IMsgServiceAdmin *services = NULL;
    IMAPIFolder *tree = NULL;
    IMAPITable *table = NULL;
    IProfAdmin *admin = NULL;
    SPropValue *id = NULL;
    IMessage *message;
    ULONG type;

    begin();
    message = make_message(inbox, "subject");
    for (ULONG flags = 0;; flags = MAPI_UNICODE) {
        ok_hr(inbox->lpVtbl->GetContentsTable(inbox, flags, &table), S_OK);
        expect_both_widths(table, PROP_ID(PR_SUBJECT), "subject");
        ok_hr(message->lpVtbl->GetRecipientTable(message, flags, &table), S_OK);
        expect_both_widths(table, PROP_ID(PR_DISPLAY_NAME), "Ann");
        ok_hr(message->lpVtbl->GetAttachmentTable(message, flags, &table), S_OK);
        expect_both_widths(table, PROP_ID(PR_ATTACH_FILENAME), "file.txt");
        ok_hr(session->lpVtbl->GetMsgStoresTable(session, flags, &table), S_OK);
        expect_both_widths(table, PROP_ID(PR_DISPLAY_NAME), "My Mail");
        ok_hr(session->lpVtbl->GetStatusTable(session, flags, &table), S_OK);
        expect_both_widths(table, PROP_ID(PR_DISPLAY_NAME), NULL);
        ok_hr(HrGetOneProp((IMAPIProp *)store, PR_IPM_SUBTREE_ENTRYID, &id), S_OK);
        ok_hr(store->lpVtbl->OpenEntry(store, id->Value.bin.cb, (ENTRYID *)id->Value.bin.lpb, NULL,
                                       0, &type, (IUnknown **)&tree),
              S_OK);
        MAPIFreeBuffer(id);
        ok_hr(tree->lpVtbl->GetHierarchyTable(tree, flags, &table), S_OK);
        expect_both_widths(table, PROP_ID(PR_DISPLAY_NAME), NULL);
        tree->lpVtbl->Release(tree);
        if (flags) break;
    }
    message->lpVtbl->Release(message);

    /* The tables of profiles, services and providers. */
    ok_hr(MAPIAdminProfiles(0, &admin), S_OK);
    ok_hr(admin->lpVtbl->GetProfileTable(admin, 0, &table), S_OK);
    expect_both_widths(table, PROP_ID(PR_DISPLAY_NAME), NULL);
    ok_hr(session->lpVtbl->AdminServices(session, 0, &services), S_OK);
    ok_hr(services->lpVtbl->GetMsgServiceTable(services, 0, &table), S_OK);
    expect_both_widths(table, PROP_ID(PR_DISPLAY_NAME), NULL);
    ok_hr(services->lpVtbl->GetProviderTable(services, 0, &table), S_OK);
    expect_both_widths(table, PROP_ID(PR_PROVIDER_DISPLAY), NULL);
    services->lpVtbl->Release(services);
    admin->lpVtbl->Release(admin);
    end();
}

/* clients.md: "The tag that GetIDsFromNames gives (PT_UNSPECIFIED) goes straight into GetProps" */
static void an_unspecified_type_comes_back_real(void)
{
    MAPINAMEID name = {.lpguid = (GUID *)&PS_PUBLIC_STRINGS,
                       .ulKind = MNID_STRING,
                       .Kind.lpwstrName = (WCHAR *)L"Keywords"};
    MAPINAMEID *names[] = {&name};
    SPropTagArray *tags = NULL;
    SPropValue value = {0}, *values = NULL;
    IMessage *message = NULL;
    ULONG n = 0;

    begin();
    ok_hr(inbox->lpVtbl->CreateMessage(inbox, NULL, 0, &message), S_OK);
    ok_hr(message->lpVtbl->GetIDsFromNames(message, 1, names, MAPI_CREATE, &tags), S_OK);
    ok(tags && PROP_TYPE(tags->aulPropTag[0]) == PT_UNSPECIFIED, "got %#lx\n",
       tags ? tags->aulPropTag[0] : 0);
    /* nothing there yet */
    ok_hr(message->lpVtbl->GetProps(message, tags, 0, &n, &values), MAPI_W_ERRORS_RETURNED);
    ok(values && PROP_TYPE(values->ulPropTag) == PT_ERROR && values->Value.err == MAPI_E_NOT_FOUND,
       "got a value\n");
    MAPIFreeBuffer(values);
    value.ulPropTag = CHANGE_PROP_TYPE(tags->aulPropTag[0], PT_LONG);
    value.Value.l = 42;
    ok_hr(message->lpVtbl->SetProps(message, 1, &value, NULL), S_OK);
    ok_hr(message->lpVtbl->GetProps(message, tags, 0, &n, &values), S_OK);
    ok(values && values->ulPropTag == value.ulPropTag && values->Value.l == 42, "got %#lx\n",
       values ? values->ulPropTag : 0);
    MAPIFreeBuffer(values);
    value.ulPropTag = CHANGE_PROP_TYPE(tags->aulPropTag[0], PT_UNICODE);
    value.Value.lpszW = (WCHAR *)L"text";
    ok_hr(message->lpVtbl->SetProps(message, 1, &value, NULL), S_OK);
    ok_hr(message->lpVtbl->GetProps(message, tags, MAPI_UNICODE, &n, &values), S_OK);
    ok(values && PROP_TYPE(values->ulPropTag) == PT_UNICODE &&
           !wcscmp(values->Value.lpszW, L"text"),
       "no wide text\n");
    MAPIFreeBuffer(values);
    ok_hr(message->lpVtbl->GetProps(message, tags, 0, &n, &values), S_OK);
    ok(values && PROP_TYPE(values->ulPropTag) == PT_STRING8 && !strcmp(values->Value.lpszA, "text"),
       "no 8-bit text\n");
    MAPIFreeBuffer(values);
    MAPIFreeBuffer(tags);
    message->lpVtbl->Release(message);
    end();
}

/* clients.md: "SetProps arrays contain PR_NULL entries. A PR_NULL column keeps its place in a row."
 */
static void nulls_keep_their_places(void)
{
    SizedSPropTagArray(4, columns) = {4, {PR_NULL, PR_SUBJECT_A, PR_NULL, PR_ENTRYID}};
    static const ULONG tags[] = {PR_SUBJECT_A, PR_NULL, PR_MESSAGE_CLASS_A};
    SPropValue set[] = {
        {.ulPropTag = PR_NULL},
        {.ulPropTag = PR_SUBJECT_A, .Value.lpszA = (char *)"subject"},
        {.ulPropTag = PR_NULL},
        {.ulPropTag = PR_MESSAGE_CLASS_A, .Value.lpszA = (char *)"IPM.Note"},
    };
    SPropProblemArray *problems = NULL;
    SPropValue *values = NULL;
    IMAPITable *table = NULL;
    IMessage *message = NULL;
    SRowSet *rows = NULL;

    begin();
    ok_hr(inbox->lpVtbl->CreateMessage(inbox, NULL, 0, &message), S_OK);
    ok_hr(message->lpVtbl->SetProps(message, 4, set, &problems), S_OK);
    ok(!problems, "%lu problems\n", problems ? problems->cProblem : 0);
    MAPIFreeBuffer(problems);
    ok(SUCCEEDED(get(message, 3, tags, 0, &values)), "GetProps failed\n");
    ok(values[0].ulPropTag == PR_SUBJECT_A && PROP_ID(values[1].ulPropTag) == PROP_ID(PR_NULL) &&
           values[2].ulPropTag == PR_MESSAGE_CLASS_A,
       "got %#lx %#lx %#lx\n", values[0].ulPropTag, values[1].ulPropTag, values[2].ulPropTag);
    MAPIFreeBuffer(values);
    ok_hr(message->lpVtbl->SaveChanges(message, 0), S_OK);
    message->lpVtbl->Release(message);
    ok_hr(inbox->lpVtbl->GetContentsTable(inbox, 0, &table), S_OK);
    ok_hr(table->lpVtbl->SetColumns(table, (SPropTagArray *)&columns, 0), S_OK);
    ok_hr(table->lpVtbl->QueryRows(table, 10, 0, &rows), S_OK);
    ok(rows && rows->cRows == 1 && rows->aRow[0].cValues == 4, "not one row of 4\n");
    if (rows && rows->cRows == 1) {
        const SPropValue *row = rows->aRow[0].lpProps;

        ok(PROP_ID(row[0].ulPropTag) == 0 && row[1].ulPropTag == PR_SUBJECT_A &&
               PROP_ID(row[2].ulPropTag) == 0 && row[3].ulPropTag == PR_ENTRYID,
           "got %#lx %#lx %#lx %#lx\n", row[0].ulPropTag, row[1].ulPropTag, row[2].ulPropTag,
           row[3].ulPropTag);
    }
    FreeProws(rows);
    table->lpVtbl->Release(table);
    end();
}

/* clients.md: "answer S_OK where nothing is wrong. PT_ERROR with MAPI_E_NOT_ENOUGH_MEMORY ... means
 * 'open it as a stream'" */
static void what_is_too_long_is_opened_as_a_stream(void)
{
    static const ULONG tags[] = {PR_SUBJECT_A, PR_BODY_A};
    enum { LENGTH = 300000 };
    char *text = malloc(LENGTH + 1), *back = calloc(1, LENGTH + 1);
    SPropValue *values = NULL;
    IStream *stream = NULL;
    IMessage *message = NULL;
    ULONG got = 0;
    HRESULT hr;

    begin();
    memset(text, 'x', LENGTH);
    text[LENGTH] = 0;
    ok_hr(inbox->lpVtbl->CreateMessage(inbox, NULL, 0, &message), S_OK);
    set_text(message, PR_SUBJECT_A, "long");
    write_stream(message, PR_BODY_A, text);
    ok_hr(message->lpVtbl->SaveChanges(message, KEEP_OPEN_READONLY), S_OK);
    hr = get(message, 2, tags, 0, &values);
    ok(values && values[0].ulPropTag == PR_SUBJECT_A, "no subject\n");
    if (values && values[1].ulPropTag == PR_BODY_A) {
        ok_hr(hr, S_OK);
        ok(!strcmp(values[1].Value.lpszA, text), "another text\n");
    } else if (values) {
        ok_hr(hr, MAPI_W_ERRORS_RETURNED);
        ok(values[1].Value.err == MAPI_E_NOT_ENOUGH_MEMORY, "got %#lx\n", values[1].Value.err);
    }
    MAPIFreeBuffer(values);
    ok_hr(
        message->lpVtbl->OpenProperty(message, PR_BODY_A, &IID_IStream, 0, 0, (IUnknown **)&stream),
        S_OK);
    ok_hr(stream->lpVtbl->Read(stream, back, LENGTH, &got), S_OK);
    /* "A Read that is shorter than asked is ... the end" */
    ok(got == LENGTH && !strcmp(back, text), "read %lu bytes\n", got);
    stream->lpVtbl->Release(stream);
    ok_hr(get(message, 1, tags, 0, &values), S_OK);
    MAPIFreeBuffer(values);
    message->lpVtbl->Release(message);
    end();
    free(text);
    free(back);
}

START_TEST(clients_strings)
{
    GetTempPathA(sizeof(path) - 32, path);
    strcat(path, "omstore-strings.omstore");
    RUN(an_ansi_profile_name_is_any_ansi_text);
    RUN(explicit_widths_win_over_flags);
    RUN(tables_give_both_widths_too);
    RUN(an_unspecified_type_comes_back_real);
    RUN(nulls_keep_their_places);
    RUN(what_is_too_long_is_opened_as_a_stream);
    remove_store();
}
