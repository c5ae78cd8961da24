/*
 * test_dropfolder.c - mail that a client submits becomes a file, and a file becomes new mail: the
 * spooler's engine with the drop folder's transport
 */
#include <dirent.h>
#include <stdio.h>
#include "walks/mail_fixture.h"
#include "base/filetime.h"
#include "omdrop.h"
#include "provider/logon.h"
#include "spool/spool.h"
#include "support/support_own.h"

XPPROVIDERINIT XPProviderInit; /* the provider's, which this program has */

static const MAPIUID drop_service = {{0xa, 1}}, drop_transport = {{0xa, 2}};
static char root[64];
static IMAPISession *session;
static IMsgStore *store;

/* ---- the transport's logon, by which the engine is found ---- */

struct allocators;
struct account;
struct drop_logon;
HRESULT __real_drop_logon_create(IMAPISupport *support, const struct allocators *alloc,
                                 struct account *account, struct drop_logon **out);
HRESULT __wrap_drop_logon_create(IMAPISupport *support, const struct allocators *alloc,
                                 struct account *account, struct drop_logon **out);
static IMAPISupport *transport_support;

HRESULT __wrap_drop_logon_create(IMAPISupport *support, const struct allocators *alloc,
                                 struct account *account, struct drop_logon **out)
{
    transport_support = support;
    return __real_drop_logon_create(support, alloc, account, out);
}

static struct logon *transport_logon(void)
{
    return support_of(transport_support)->logon;
}

/* ---- the profile ---- */

static void set_folder(struct section *section, ULONG tag, const char *name)
{
    AUTO_FREE WCHAR *wide = NULL;
    char path[80];

    snprintf(path, sizeof(path), "%s/%s", root, name);
    assert_hr(text_from_utf8(path, -1, NULL, &wide), S_OK);
    assert_hr(section_set_text(section, tag, wide), S_OK);
}

static void add_drop_folder(void)
{
    struct profile *profile;
    struct section *section;

    assert_hr(profile_open(L"Ann", &profile), S_OK);
    section = section_of(profile, &drop_service);
    assert_hr(section_set_text(section, PR_SERVICE_NAME_W, L"OMDROP"), S_OK);
    assert_hr(section_set_text(section, PR_DISPLAY_NAME_W, L"Drop Folder"), S_OK);
    section_unref(section);
    section = section_of(profile, &drop_transport);
    assert_hr(section_set_text(section, PR_PROVIDER_DLL_NAME_W, lent_path), S_OK);
    assert_hr(section_set_text(section, PR_DISPLAY_NAME_W, L"Drop Folder"), S_OK);
    assert_hr(section_set_text(section, PR_PROVIDER_DISPLAY_W, L"Drop Folder"), S_OK);
    assert_hr(section_set_text(section, PR_OMDROP_ADDRESS_W, L"ann@example.org"), S_OK);
    set_folder(section, PR_OMDROP_OUT_FOLDER_W, "out");
    set_folder(section, PR_OMDROP_IN_FOLDER_W, "in");
    assert_hr(section_set_long(section, PR_RESOURCE_TYPE, MAPI_TRANSPORT_PROVIDER), S_OK);
    assert_hr(section_set_long(section, PR_RESOURCE_FLAGS, 0), S_OK);
    assert_hr(section_set_bytes(section, PR_SERVICE_UID, &drop_service, sizeof(MAPIUID)), S_OK);
    section_unref(section);
    assert_hr(roster_add_service(profile, &drop_service), S_OK);
    assert_hr(
        roster_add_provider(profile, &drop_service, &drop_transport, MAPI_TRANSPORT_PROVIDER),
        S_OK);
    profile_unref(profile);
}

static int begin_drop(void **state)
{
    struct loaded *module;

    if (setup_mail(state)) return 1;
    assert_hr(loader_load(lent_path, &module), S_OK);
    ((struct lent *)loader_symbol(module, "lent"))->transport = XPProviderInit;
    loader_unref(module);
    strcpy(root, "/tmp/omdrop-XXXXXX");
    assert_non_null(mkdtemp(root));
    add_drop_folder();
    session = logon();
    store = open_mail(session);
    assert_hr(look(session), S_OK); /* the transport is logged on */
    assert_non_null(transport_support);
    return 0;
}

static void remove_all(const char *path)
{
    struct dirent *entry;
    DIR *dir = opendir(path);

    while (dir && (entry = readdir(dir))) {
        char below[512];

        if (entry->d_name[0] == '.') continue;
        snprintf(below, sizeof(below), "%s/%s", path, entry->d_name);
        if (unlink(below)) remove_all(below);
    }
    if (dir) closedir(dir);
    rmdir(path);
}

static int end_drop(void **state)
{
    store->lpVtbl->Release(store);
    log_off(session);
    remove_all(root);
    return teardown_mail(state);
}

/* The only file of a folder with an ending; how many there are. */
static int find_file(const char *folder, const char *ending, char *out)
{
    char path[80];
    struct dirent *entry;
    int n = 0;
    DIR *dir;

    snprintf(path, sizeof(path), "%s/%s", root, folder);
    dir = opendir(path);
    assert_non_null(dir);
    while ((entry = readdir(dir))) {
        size_t length = strlen(entry->d_name);

        if (length < strlen(ending) || strcmp(entry->d_name + length - strlen(ending), ending))
            continue;
        snprintf(out, 400, "%s/%s", path, entry->d_name);
        n++;
    }
    closedir(dir);
    return n;
}

static void read_file(const char *path, char text[8192])
{
    FILE *file = fopen(path, "rb");

    assert_non_null(file);
    text[fread(text, 1, 8191, file)] = 0;
    fclose(file);
}

static void submit_hello(void)
{
    IMAPIFolder *outbox = folder_of(store, PR_IPM_OUTBOX_ENTRYID);
    SPropValue props[] = {
        {.ulPropTag = PR_SUBJECT_A, .Value.lpszA = (char *)"Hello"},
        {.ulPropTag = PR_BODY_A, .Value.lpszA = (char *)"Good morning\r\n"},
        {.ulPropTag = PR_MESSAGE_CLASS_A, .Value.lpszA = (char *)"IPM.Note"},
        {.ulPropTag = PR_DELETE_AFTER_SUBMIT, .Value.b = TRUE},
    }, row[] = {
        {.ulPropTag = PR_DISPLAY_NAME_A, .Value.lpszA = (char *)"Bob"},
        {.ulPropTag = PR_ADDRTYPE_A, .Value.lpszA = (char *)"SMTP"},
        {.ulPropTag = PR_EMAIL_ADDRESS_A, .Value.lpszA = (char *)"bob@example.com"},
        {.ulPropTag = PR_RECIPIENT_TYPE, .Value.l = MAPI_TO},
    };
    SizedADRLIST(1, list) = {1, {{0, 4, row}}};
    IMessage *message;

    assert_hr(outbox->lpVtbl->CreateMessage(outbox, NULL, 0, &message), S_OK);
    outbox->lpVtbl->Release(outbox);
    assert_hr(message->lpVtbl->SetProps(message, 4, props, NULL), S_OK);
    assert_hr(message->lpVtbl->ModifyRecipients(message, MODRECIP_ADD, (ADRLIST *)&list), S_OK);
    assert_hr(message->lpVtbl->SubmitMessage(message, 0), S_OK);
    message->lpVtbl->Release(message);
}

/* Until there is nothing to do. */
static void run(struct spooler *spooler)
{
    uint64_t now = filetime_to_u64(filetime_now()) + 10000000, until;
    int steps = 0;

    while (spool_step(spooler, now, &until))
        assert_true(++steps < 1000);
}

/* 8.4-05 to 8.4-07, 8.4-16, 8.4-18 */
static void a_submitted_message_becomes_a_file(void **state)
{
    struct spooler *spooler = spooler_of(transport_logon()->router);
    char path[400], text[8192];

    (void)state;
    submit_hello();
    assert_int_equal(queued_in(store), 1);
    spool_ring(spooler);
    run(spooler);
    assert_int_equal(queued_in(store), 0);
    assert_int_equal(count_in(inbox_of(store)), 0); /* nobody was left without it */
    assert_int_equal(find_file("out", ".eml", path), 1);
    read_file(path, text);
    assert_non_null(strstr(text, "From: ann@example.org\r\n"));
    assert_non_null(strstr(text, "To: Bob <bob@example.com>\r\n"));
    assert_non_null(strstr(text, "Good morning\r\n"));
    assert_int_equal(find_file("out", ".rcpt", path), 1);
    read_file(path, text);
    assert_string_equal(text, "MAIL FROM:<ann@example.org>\r\nRCPT TO:<bob@example.com>\r\n");
    spool_rest(spooler);
}

/* 8.6-01, 8.6-03, 8.6-05 */
static void a_file_becomes_new_mail(void **state)
{
    struct spooler *spooler = spooler_of(transport_logon()->router);
    char path[400];
    SRowSet *rows;
    FILE *file;

    (void)state;
    snprintf(path, sizeof(path), "%s/in/1.eml", root);
    file = fopen(path, "wb");
    assert_non_null(file);
    fputs("From: bob@example.com\r\nTo: ann@example.org\r\nSubject: Answer\r\n\r\nYes\r\n", file);
    fclose(file);
    spool_set_collecting(spooler, true);
    run(spooler);
    rows = messages_in(inbox_of(store));
    assert_int_equal(rows->cRows, 1);
    assert_text(rows->aRow[0].lpProps[2].Value.lpszW, L"Answer");
    assert_int_equal(rows->aRow[0].lpProps[1].Value.l & (MSGFLAG_READ | MSGFLAG_UNSENT), 0);
    FreeProws(rows);
    assert_int_equal(find_file("in", ".eml", path), 0);
    assert_int_equal(find_file("in/done", ".eml", path), 1);
    spool_rest(spooler);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(a_submitted_message_becomes_a_file, begin_drop, end_drop),
        cmocka_unit_test_setup_teardown(a_file_becomes_new_mail, begin_drop, end_drop),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
