/*
 * post_fixture.h - the profile of session_fixture.h with transports of fakes/post.c
 */
#pragma once
#include "walks/session_fixture.h"
#include "fakes/post.h"
#include "spool/spool_thread.h"

static struct post_office *office;
static struct loaded *post_dll;
static WCHAR *post_path; /* without its 32 */

static const MAPIUID post_uids[POST_TRANSPORTS] = {{{7, 1}}, {{7, 2}}, {{7, 3}}};
static const MAPIUID post_services[POST_TRANSPORTS] = {{{8, 1}}, {{8, 2}}, {{8, 3}}};

/* Transport number n, in a service of its own. */
__attribute__((unused)) static struct post *add_post(int n)
{
    struct profile *profile;
    struct section *section;

    assert_hr(profile_open(L"Ann", &profile), S_OK);
    section = section_of(profile, &post_services[n]);
    assert_hr(section_set_text(section, PR_SERVICE_NAME_W, L"POST"), S_OK);
    assert_hr(section_set_text(section, PR_DISPLAY_NAME_W, L"Post"), S_OK);
    section_unref(section);
    section = section_of(profile, &post_uids[n]);
    assert_hr(section_set_text(section, PR_PROVIDER_DLL_NAME_W, post_path), S_OK);
    assert_hr(section_set_text(section, PR_DISPLAY_NAME_W, L"Post"), S_OK);
    assert_hr(section_set_text(section, PR_PROVIDER_DISPLAY_W, L"Post"), S_OK);
    assert_hr(section_set_long(section, PR_RESOURCE_TYPE, MAPI_TRANSPORT_PROVIDER), S_OK);
    assert_hr(section_set_long(section, PR_RESOURCE_FLAGS, 0), S_OK);
    assert_hr(section_set_long(section, POST_NUMBER, (ULONG)n), S_OK);
    assert_hr(section_set_bytes(section, PR_SERVICE_UID, &post_services[n], sizeof(MAPIUID)), S_OK);
    section_unref(section);
    assert_hr(roster_add_service(profile, &post_services[n]), S_OK);
    assert_hr(
        roster_add_provider(profile, &post_services[n], &post_uids[n], MAPI_TRANSPORT_PROVIDER),
        S_OK);
    profile_unref(profile);
    return &office->posts[n];
}

/* The service of transport n gets an entry point: recording.c's. */
__attribute__((unused)) static void add_entry_point(int n)
{
    add_service_entry_to(&post_services[n]);
}

__attribute__((unused)) static int setup_post(void **state)
{
    if (!post_dll) {
        AUTO_FREE WCHAR *folder = NULL;

        assert_hr(sys_module_own_folder(&folder), S_OK);
        post_path = text_join(folder, L"/fakes/post.dll", NULL);
        assert_hr(loader_load(post_path, &post_dll), S_OK);
        office = loader_symbol(post_dll, "post_office");
    }
    memset(office, 0, sizeof(*office));
    spool_thread_hold(true); /* unless a test wants it */
    for (int i = 0; i < POST_TRANSPORTS; i++)
        office->posts[i].letter = (char)('a' + i);
    return setup(state);
}

__attribute__((unused)) static int teardown_post(void **state)
{
    int left = teardown(state);

    if (office->objects) print_error("%d objects of transports left\n", (int)office->objects);
    return left || office->objects;
}

/* What was called since the last look. */
__attribute__((unused)) static const char *post_calls(void)
{
    static char seen_calls[sizeof(office->calls)];

    memcpy(seen_calls, office->calls, sizeof(seen_calls));
    office->calls[0] = 0;
    return seen_calls;
}
