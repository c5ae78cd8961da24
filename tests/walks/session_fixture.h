/*
 * session_fixture.h - a profile "Ann" whose one store is the recording provider's
 */
#pragma once
#include <stdio.h>
#include "profile/fixture.h"
#include "fakes/recording.h"
#include "eid/eid.h"
#include "eid/oneoff.h"
#include "eid/wrap.h"
#include "mapiutil.h"
#include "mapix.h"
#include "notify/hub.h"
#include "prop/pval.h"
#include "profile/roster.h"
#include "profile/section.h"
#include "provider/loader.h"
#include "session/farewell.h"
#include "sys/module.h"
#include "sys/thread.h"

static const MAPIUID service_uid = {{1, 1}}, store_uid = {{2, 2}}, book_section = {{3, 3}};

static WCHAR *dll; /* full path of recording.dll, without its 32 */
static struct loaded *recording;
static rec_calls_function *calls;
static rec_forget_function *forget;
static rec_answer_function *answer;
static rec_alive_function *alive;
static rec_shutdown_function *answer_shutdown;
static rec_trouble_function *trouble;
static rec_steps_function *steps;
static rec_seen_function *seen;

__attribute__((unused)) static struct section *section_of(struct profile *profile,
                                                          const MAPIUID *uid)
{
    struct section *section;

    assert_hr(section_open(profile, uid, SECTION_WRITE | SECTION_CREATE, &section), S_OK);
    return section;
}

/* A profile "Ann" with one service that has one store. */
__attribute__((unused)) static void make_profile(void)
{
    struct profile *profile = made(L"Ann");
    struct section *section = section_of(profile, &service_uid);

    assert_hr(section_set_text(section, PR_SERVICE_NAME_W, L"REC"), S_OK);
    assert_hr(section_set_text(section, PR_DISPLAY_NAME_W, L"Recording"), S_OK);
    section_unref(section);
    section = section_of(profile, &store_uid);
    assert_hr(section_set_text(section, PR_PROVIDER_DLL_NAME_W, dll), S_OK);
    assert_hr(section_set_text(section, PR_DISPLAY_NAME_W, L"Ann's store"), S_OK);
    assert_hr(section_set_text(section, PR_PROVIDER_DISPLAY_W, L"Recorder"), S_OK);
    assert_hr(section_set_long(section, PR_RESOURCE_TYPE, MAPI_STORE_PROVIDER), S_OK);
    assert_hr(section_set_long(section, PR_RESOURCE_FLAGS, 0), S_OK);
    assert_hr(section_set_bytes(section, PR_SERVICE_UID, &service_uid, sizeof(service_uid)), S_OK);
    section_unref(section);
    assert_hr(roster_add_service(profile, &service_uid), S_OK);
    assert_hr(roster_add_provider(profile, &service_uid, &store_uid, MAPI_STORE_PROVIDER), S_OK);
    profile_unref(profile);
}

/* An address book of the recording provider, in that service (NULL: in none). */
__attribute__((unused)) static void add_address_book_to(const MAPIUID *service)
{
    struct profile *profile;
    struct section *section;

    assert_hr(profile_open(L"Ann", &profile), S_OK);
    section = section_of(profile, &book_section);
    assert_hr(section_set_text(section, PR_PROVIDER_DLL_NAME_W, dll), S_OK);
    assert_hr(section_set_text(section, PR_DISPLAY_NAME_W, L"Ann's friends"), S_OK);
    assert_hr(section_set_text(section, PR_PROVIDER_DISPLAY_W, L"Recorder"), S_OK);
    assert_hr(section_set_long(section, PR_RESOURCE_TYPE, MAPI_AB_PROVIDER), S_OK);
    assert_hr(section_set_long(section, PR_RESOURCE_FLAGS, 0), S_OK);
    if (service)
        assert_hr(section_set_bytes(section, PR_SERVICE_UID, service, sizeof(*service)), S_OK);
    section_unref(section);
    assert_hr(roster_add_provider(profile, service, &book_section, MAPI_AB_PROVIDER), S_OK);
    profile_unref(profile);
}

__attribute__((unused)) static void add_address_book(void)
{
    add_address_book_to(&service_uid);
}

/* A service gets an entry point: recording.c's, which writes down what it is called with. */
__attribute__((unused)) static void add_service_entry_to(const MAPIUID *service)
{
    struct profile *profile;
    struct section *section;

    assert_hr(profile_open(L"Ann", &profile), S_OK);
    section = section_of(profile, service);
    assert_hr(section_set_text(section, PR_SERVICE_DLL_NAME_W, dll), S_OK);
    assert_hr(section_set_text(section, PR_SERVICE_ENTRY_NAME, L"ServiceEntry"), S_OK);
    section_unref(section);
    profile_unref(profile);
}

__attribute__((unused)) static void add_service_entry(void)
{
    add_service_entry_to(&service_uid);
}

/* Writes one PT_LONG into the section of a provider. */
__attribute__((unused)) static void tell_to(const MAPIUID *uid, ULONG tag, LONG value)
{
    struct profile *profile;
    struct section *section;

    assert_hr(profile_open(L"Ann", &profile), S_OK);
    section = section_of(profile, uid);
    assert_hr(section_set_long(section, tag, (ULONG)value), S_OK);
    section_unref(section);
    profile_unref(profile);
}

__attribute__((unused)) static void tell(ULONG tag, LONG value)
{
    tell_to(&store_uid, tag, value);
}

__attribute__((unused)) static int setup(void **state)
{
    if (!recording) {
        WCHAR *folder;

        assert_hr(sys_module_own_folder(&folder), S_OK);
        dll = text_join(folder, L"/fakes/recording.dll", NULL);
        mem_free(folder);
        assert_hr(loader_load(dll, &recording), S_OK);
        *(void **)&calls = loader_symbol(recording, "rec_calls");
        *(void **)&forget = loader_symbol(recording, "rec_forget");
        *(void **)&answer = loader_symbol(recording, "rec_answer");
        *(void **)&alive = loader_symbol(recording, "rec_alive");
        *(void **)&answer_shutdown = loader_symbol(recording, "rec_shutdown");
        *(void **)&trouble = loader_symbol(recording, "rec_trouble");
        *(void **)&steps = loader_symbol(recording, "rec_steps");
        *(void **)&seen = loader_symbol(recording, "rec_seen");
    }
    assert_hr(MAPIInitialize(NULL), S_OK);
    begin(state);
    make_profile();
    answer(S_OK, 0);
    answer_shutdown(0, S_OK);
    trouble(REC_WELL, 0, NULL);
    forget();
    return 0;
}

__attribute__((unused)) static int teardown(void **state)
{
    static long alive_before;
    int left;

    hub_settle(); /* who hears other processes may be forcing somebody off */
    farewell_settle();
    left = end(state);

    MAPIUninitialize();
    if (alive() != alive_before)
        print_error("%ld objects of the provider left\n", alive() - alive_before);
    /* 5.6-05, 5.6-10 */
    if (seen()->not_once) print_error("%d logons not logged off once\n", (int)seen()->not_once);
    left = left || alive() != alive_before || seen()->not_once;
    alive_before = alive();
    return left;
}

__attribute__((unused)) static HRESULT logon_flags(const char *name, ULONG flags,
                                                   IMAPISession **session)
{
    return MAPILogonEx(0, (LPTSTR)name, NULL, flags, session);
}

__attribute__((unused)) static IMAPISession *logon(void)
{
    IMAPISession *session = NULL;

    assert_hr(logon_flags("Ann", MAPI_EXTENDED | MAPI_NEW_SESSION, &session), S_OK);
    assert_non_null(session);
    return session;
}

__attribute__((unused)) static void log_off(IMAPISession *session)
{
    assert_hr(session->lpVtbl->Logoff(session, 0, 0, 0), S_OK);
    assert_int_equal(session->lpVtbl->Release(session), 0);
}

__attribute__((unused)) static HRESULT look(IMAPISession *session)
{
    IMAPITable *table = NULL;
    HRESULT hr = session->lpVtbl->GetStatusTable(session, 0, &table);

    if (table) table->lpVtbl->Release(table);
    return hr;
}

/* Who is forced off is over soon after its sinks were told; when this returns all of that has been,
 * and told. */
__attribute__((unused)) static void until_over(IMAPISession *session)
{
    struct sys_event *never;

    assert_hr(sys_event_create(true, &never), S_OK);
    for (int i = 0; i < 60000 && look(session) == S_OK; i++) {
        HrDispatchNotifications(0);
        sys_event_wait(never, 1);
    }
    sys_event_destroy(never);
    assert_hr(look(session), MAPI_E_INVALID_OBJECT);
    farewell_settle();
    HrDispatchNotifications(0);
}

/* The one row of the stores table, all default columns. */
__attribute__((unused)) static SRowSet *store_row(IMAPISession *session)
{
    IMAPITable *table;
    SRowSet *rows;

    assert_hr(session->lpVtbl->GetMsgStoresTable(session, 0, &table), S_OK);
    assert_hr(table->lpVtbl->QueryRows(table, 10, 0, &rows), S_OK);
    table->lpVtbl->Release(table);
    return rows;
}

__attribute__((unused)) static const SPropValue *column(const SRowSet *rows, ULONG row, ULONG tag)
{
    for (ULONG i = 0; i < rows->aRow[row].cValues; i++)
        if (rows->aRow[row].lpProps[i].ulPropTag == tag) return &rows->aRow[row].lpProps[i];
    return NULL;
}

__attribute__((unused)) static IMsgStore *open_store(IMAPISession *session, ULONG flags,
                                                     HRESULT wanted)
{
    SRowSet *rows = store_row(session);
    const SPropValue *eid = column(rows, 0, PR_ENTRYID);
    IMsgStore *store = NULL;

    assert_non_null(eid);
    assert_hr(session->lpVtbl->OpenMsgStore(session, 0, eid->Value.bin.cb,
                                            (ENTRYID *)eid->Value.bin.lpb, NULL, flags, &store),
              wanted);
    FreeProws(rows);
    return store;
}
