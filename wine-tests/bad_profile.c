/*
 * bad_profile.c - profiles whose registry keys and values are gone, torn or nonsense: no crash, and
 * nothing is left open
 *
 * Every value of every section of a working profile is spoilt in turn, every section taken away;
 * after each, all that reads a profile is done with it, and then what was there is put back.
 */
#include "session_fixture.h"
#include "edkmdb.h"

#define PROFILES                                                                                   \
    "Software\\Microsoft\\Windows NT\\CurrentVersion\\Windows Messaging Subsystem\\Profiles\\"
enum { MOST_SECTIONS = 40, MOST_VALUES = 400 };

static struct saved_value {
    int section;
    char name[40];
    DWORD type, bytes;
    BYTE *data;
} values[MOST_VALUES];
static char sections[MOST_SECTIONS][64];
static int n_sections, n_values;
static int stores_opened; /* in the last use() */

static HKEY open_section(const char *name)
{
    char path[300];
    HKEY key = NULL;

    snprintf(path, sizeof(path), PROFILES "omtest%s%s", *name ? "\\" : "", name);
    RegCreateKeyExA(HKEY_CURRENT_USER, path, 0, NULL, 0, KEY_ALL_ACCESS, NULL, &key, NULL);
    return key;
}

static void save(void)
{
    HKEY profile = open_section("");

    n_sections = n_values = 0;
    sections[n_sections++][0] = 0; /* the profile's own key */
    while (n_sections < MOST_SECTIONS &&
           !RegEnumKeyA(profile, n_sections - 1, sections[n_sections], sizeof(sections[0])))
        n_sections++;
    RegCloseKey(profile);
    for (int i = 0; i < n_sections; i++) {
        HKEY key = open_section(sections[i]);

        for (DWORD at = 0; n_values < MOST_VALUES; at++) {
            struct saved_value *value = &values[n_values];
            DWORD chars = sizeof(value->name);

            value->section = i;
            value->bytes = 0;
            if (RegEnumValueA(key, at, value->name, &chars, NULL, &value->type, NULL,
                              &value->bytes))
                break;
            value->data = malloc(value->bytes + 1);
            RegQueryValueExA(key, value->name, NULL, NULL, value->data, &value->bytes);
            n_values++;
        }
        RegCloseKey(key);
    }
}

static void put(const struct saved_value *value)
{
    HKEY key = open_section(sections[value->section]);

    RegSetValueExA(key, value->name, 0, value->type, value->data, value->bytes);
    RegCloseKey(key);
}

static void put_back(void)
{
    RegDeleteTreeA(HKEY_CURRENT_USER, PROFILES "omtest");
    for (int i = 0; i < n_sections; i++)
        RegCloseKey(open_section(sections[i]));
    for (int i = 0; i < n_values; i++)
        put(&values[i]);
}

static void read_all(IMAPITable *table)
{
    SRowSet *rows = NULL;

    if (!table) return;
    table->lpVtbl->SetColumns(table, NULL, 0);
    if (SUCCEEDED(HrQueryAllRows(table, NULL, NULL, NULL, 0, &rows))) FreeProws(rows);
    table->lpVtbl->Release(table);
}

static void read_section(IProfSect *section)
{
    SPropValue *props = NULL;
    SPropTagArray *tags = NULL;
    ULONG count;

    if (!section) return;
    if (SUCCEEDED(section->lpVtbl->GetPropList(section, 0, &tags))) MAPIFreeBuffer(tags);
    if (SUCCEEDED(section->lpVtbl->GetProps(section, NULL, MAPI_UNICODE, &count, &props)))
        MAPIFreeBuffer(props);
    section->lpVtbl->Release(section);
}

static void administer(void)
{
    static const MAPIUID global = {pbGlobalProfileSectionGuid};
    SizedSPropTagArray(1, tags) = {1, {PR_SERVICE_UID}};
    IMsgServiceAdmin *services = NULL;
    IProfAdmin *admin = NULL;
    IMAPITable *table = NULL;
    IProfSect *section = NULL;
    SRowSet *rows = NULL;

    ok_hr(MAPIAdminProfiles(0, &admin), S_OK);
    if (SUCCEEDED(admin->lpVtbl->GetProfileTable(admin, 0, &table))) read_all(table);
    if (SUCCEEDED(
            admin->lpVtbl->CopyProfile(admin, (LPTSTR) "omtest", NULL, (LPTSTR) "omtest2", 0, 0)))
        admin->lpVtbl->DeleteProfile(admin, (LPTSTR) "omtest2", 0);
    if (SUCCEEDED(admin->lpVtbl->AdminServices(admin, (LPTSTR) "omtest", NULL, 0, 0, &services))) {
        if (SUCCEEDED(services->lpVtbl->GetProviderTable(services, 0, &table))) read_all(table);
        if (SUCCEEDED(services->lpVtbl->OpenProfileSection(services, (MAPIUID *)&global, NULL, 0,
                                                           &section)))
            read_section(section);
        if (SUCCEEDED(services->lpVtbl->GetMsgServiceTable(services, 0, &table))) {
            if (SUCCEEDED(HrQueryAllRows(table, (SPropTagArray *)&tags, NULL, NULL, 0, &rows))) {
                for (ULONG i = 0; i < rows->cRows; i++) {
                    MAPIUID *uid = (MAPIUID *)rows->aRow[i].lpProps[0].Value.bin.lpb;
                    IProviderAdmin *providers = NULL;

                    if (rows->aRow[i].lpProps[0].ulPropTag != PR_SERVICE_UID) continue;
                    if (SUCCEEDED(services->lpVtbl->AdminProviders(services, uid, 0, &providers))) {
                        IMAPITable *list = NULL;

                        if (SUCCEEDED(providers->lpVtbl->GetProviderTable(providers, 0, &list)))
                            read_all(list);
                        providers->lpVtbl->Release(providers);
                    }
                    if (SUCCEEDED(services->lpVtbl->OpenProfileSection(
                            services, uid, NULL, MAPI_FORCE_ACCESS, &section)))
                        read_section(section);
                }
                FreeProws(rows);
            }
            table->lpVtbl->Release(table);
        }
        services->lpVtbl->Release(services);
    }
    admin->lpVtbl->Release(admin);
}

static void use_session(IMAPISession *session)
{
    SizedSPropTagArray(1, tags) = {1, {PR_ENTRYID}};
    IMAPITable *table = NULL;
    IAddrBook *book = NULL;
    SRowSet *rows = NULL;

    if (SUCCEEDED(session->lpVtbl->GetMsgStoresTable(session, 0, &table))) {
        if (SUCCEEDED(HrQueryAllRows(table, (SPropTagArray *)&tags, NULL, NULL, 0, &rows))) {
            for (ULONG i = 0; i < rows->cRows; i++) {
                const SPropValue *eid = rows->aRow[i].lpProps;
                IMsgStore *store = NULL;
                HRESULT hr;

                if (eid->ulPropTag != PR_ENTRYID) continue;
                hr = session->lpVtbl->OpenMsgStore(session, 0, eid->Value.bin.cb,
                                                   (ENTRYID *)eid->Value.bin.lpb, NULL,
                                                   MDB_NO_DIALOG | MDB_NO_MAIL, &store);
                ok(SUCCEEDED(hr) == (store != NULL), "%#lx and %p\n", hr, (void *)store);
                stores_opened += SUCCEEDED(hr);
                if (store) store->lpVtbl->Release(store);
            }
            FreeProws(rows);
        }
        read_all(table);
    }
    if (SUCCEEDED(session->lpVtbl->GetStatusTable(session, 0, &table))) read_all(table);
    if (SUCCEEDED(session->lpVtbl->OpenAddressBook(session, 0, NULL, AB_NO_DIALOG, &book)))
        book->lpVtbl->Release(book);
    log_off(session);
}

/* Everything that reads a profile; what is allowed is any answer that hangs together. */
static HRESULT use(const char *what)
{
    IMAPISession *session = NULL;
    HRESULT hr;

    stores_opened = 0;
    hr = MAPILogonEx(0, (LPTSTR) "omtest", NULL, MAPI_EXTENDED | MAPI_NEW_SESSION | MAPI_NO_MAIL,
                     &session);
    ok(SUCCEEDED(hr) == (session != NULL), "%s: %#lx and session %p\n", what, hr, (void *)session);
    if (session) use_session(session);
    administer();
    ok(alive() == 0, "%s: %ld objects of the provider are left\n", what, alive());
    return hr;
}

static void begin(void)
{
    IMAPISession *session;

    MAPIInitialize(NULL);
    make_profile(true);
    session = log_on(MAPI_EXTENDED | MAPI_NEW_SESSION); /* entry IDs go into the sections */
    log_off(session);
    save();
    ok(n_sections > 4 && n_values > 20, "%d sections, %d values\n", n_sections, n_values);
    ok_hr(use("as it was"), S_OK);
    ok(stores_opened == 2, "%d stores opened\n", stores_opened);
}

static void end(void)
{
    put_back();
    ok_hr(use("put back"), S_OK);
    ok(stores_opened == 2, "%d stores opened\n", stores_opened);
    for (int i = 0; i < n_values; i++)
        free(values[i].data);
    MAPIUninitialize();
}

/* 2.1: a value gone, empty, one byte short, all ones, one byte long, of another registry type, or
 * far too long */
static void every_value_may_be_spoilt(void)
{
    static BYTE data[70000];
    char what[200];
    int noticed = 0;

    begin();
    for (int i = 0; i < n_values; i++) {
        const struct saved_value *good = &values[i];

        for (int way = 0; way < 7; way++) {
            struct saved_value bad = *good;
            HKEY key;

            memcpy(data, good->data, good->bytes);
            bad.data = data;
            switch (way) {
            case 0: break;
            case 1: bad.bytes = 0; break;
            case 2: bad.bytes -= bad.bytes > 0; break;
            case 3: memset(data, 0xff, bad.bytes); break;
            case 4: data[bad.bytes++] = 0x5a; break;
            case 5: bad.type = bad.type == REG_DWORD ? REG_BINARY : REG_DWORD; break;
            case 6: memset(data, 'A', bad.bytes = sizeof(data) - 2); break;
            }
            if (way) {
                put(&bad);
            } else {
                key = open_section(sections[good->section]);
                RegDeleteValueA(key, good->name);
                RegCloseKey(key);
            }
            snprintf(what, sizeof(what), "%s\\%s spoilt in way %d", sections[good->section],
                     good->name, way);
            if (FAILED(use(what)) || stores_opened != 2) noticed++;
            put_back();
        }
    }
    /* lists do; names don't */
    ok(noticed > 5, "only %d of %d made a difference\n", noticed, 7 * n_values);
    end();
}

/* 2.1: any section gone, or without values */
static void every_section_may_be_gone(void)
{
    begin();
    for (int i = 1; i < n_sections; i++) {
        char path[300];

        snprintf(path, sizeof(path), PROFILES "omtest\\%s", sections[i]);
        RegDeleteTreeA(HKEY_CURRENT_USER, path);
        use(sections[i]);
        RegCloseKey(open_section(sections[i])); /* empty */
        use(sections[i]);
        put_back();
    }
    end();
}

static void put_list(const char *section, const char *name, const BYTE *data, DWORD bytes)
{
    HKEY key = open_section(section);

    RegSetValueExA(key, name, 0, REG_BINARY, data, bytes);
    RegCloseKey(key);
}

/* Lists of UIDs that name what isn't there, themselves, or the same thing over and over; keys that
 * are no sections. */
static void lists_may_lie(void)
{
    BYTE many[16 * 64];

    begin();
    for (int i = 0; i < n_values; i++) {
        const struct saved_value *value = &values[i];

        if (value->type != REG_BINARY || value->bytes < 16 || value->bytes % 16) continue;
        for (size_t at = 0; at < sizeof(many); at += 16)
            memcpy(many + at, value->data, 16);
        put_list(sections[value->section], value->name, many, sizeof(many));
        use("one UID 64 times");
        for (size_t at = 0; at < sizeof(many); at += 16)
            many[at] = (BYTE)at;
        put_list(sections[value->section], value->name, many, sizeof(many));
        use("UIDs of nothing");
        for (int j = 0; j < 32 && strlen(sections[value->section]) == 32; j += 2) {
            unsigned byte = 0;

            sscanf(sections[value->section] + j, "%2x", &byte);
            many[j / 2] = (BYTE)byte;
        }
        put_list(sections[value->section], value->name, many, 16);
        use("a section that lists itself");
        put_back();
    }
    RegCloseKey(open_section("not a UID"));
    RegCloseKey(open_section("0123456789abcdef0123456789abcdefg"));
    put_list("0123456789abcdef0123456789abcdef", "not a tag", many, 5);
    put_list("0123456789abcdef0123456789abcdef", "001f300", many, 5);
    use("keys that are no sections");
    end();
}

/* Random bytes over random values, from a seed that is told: a failure can be had again. */
static void noise_does_no_harm(void)
{
    unsigned seed = GetTickCount();
    char what[80];

    trace("seed %u\n", seed);
    srand(seed);
    begin();
    for (int round = 0; round < 60; round++) {
        for (int n = rand() % 5 + 1; n; n--) {
            struct saved_value bad = values[rand() % n_values];
            BYTE copy[2000];

            if (bad.bytes > sizeof(copy)) continue;
            memcpy(copy, bad.data, bad.bytes);
            for (int m = rand() % 4 + 1; m && bad.bytes; m--)
                copy[rand() % bad.bytes] = (BYTE)rand();
            if (rand() % 4 == 0) bad.bytes = (DWORD)rand() % (bad.bytes + 1);
            bad.data = copy;
            put(&bad);
        }
        snprintf(what, sizeof(what), "seed %u, round %d", seed, round);
        use(what);
        put_back();
    }
    end();
}

START_TEST(bad_profile)
{
    load_recording();
    RUN(every_value_may_be_spoilt);
    RUN(every_section_may_be_gone);
    RUN(lists_may_lie);
    RUN(noise_does_no_harm);
}
