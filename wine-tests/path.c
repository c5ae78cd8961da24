/*
 * path.c - paths on network drives, errors of storages, and what is asked about Outlook
 */
#include "harness.h"
#include "imessage.h"
#include "mapiaux.h"
#include "mapioffline.h"
#include "mapiutil.h"
#include <string.h>

/* 11.4-18 */
static void a_local_path_becomes_unc(void)
{
    char out[64];
    SCODE sc = ScUNCFromLocalPath((LPSTR) "\\\\server\\share\\a", out, sizeof(out));

    ok(sc == S_FALSE && !strcmp(out, "\\\\server\\share\\a"), "got %#lx, %s\n", sc, out);
    sc = ScUNCFromLocalPath((LPSTR) "\\\\server\\share\\a", out, 17);
    ok(sc == S_FALSE, "got %#lx\n", sc);
    sc = ScUNCFromLocalPath((LPSTR) "\\\\server\\share\\a", out, 16);
    ok(sc == MAPI_E_TOO_BIG && !*out, "got %#lx, %s\n", sc, out);
    sc = ScUNCFromLocalPath((LPSTR) "C:\\windows", out, sizeof(out)); /* no network drive */
    ok(sc == MAPI_E_INVALID_PARAMETER && !*out, "got %#lx\n", sc);
    sc = ScUNCFromLocalPath(NULL, out, sizeof(out));
    ok(sc == MAPI_E_INVALID_PARAMETER, "got %#lx\n", sc);
    sc = ScUNCFromLocalPath((LPSTR) "C:\\windows", NULL, 0);
    ok(sc == MAPI_E_INVALID_PARAMETER, "got %#lx\n", sc);
}

/* 11.4-19 */
static void a_unc_path_becomes_local(void)
{
    char out[64];
    SCODE sc = ScLocalPathFromUNC((LPSTR) "c:\\a", out, sizeof(out));

    ok(sc == S_FALSE && !strcmp(out, "c:\\a"), "got %#lx, %s\n", sc, out);
    sc = ScLocalPathFromUNC((LPSTR) "c:\\a", out, 4);
    ok(sc == MAPI_E_TOO_BIG && !*out, "got %#lx\n", sc);
    sc = ScLocalPathFromUNC((LPSTR) "\\\\no.such.server\\share\\a", out, sizeof(out));
    ok(sc == MAPI_E_NOT_FOUND && !*out, "got %#lx\n", sc);
    sc = ScLocalPathFromUNC(NULL, out, sizeof(out));
    ok(sc == MAPI_E_INVALID_PARAMETER, "got %#lx\n", sc);
}

/* 11.7-12 */
static void a_storage_s_error_is_one_of_mapi(void)
{
    static const SCODE pairs[][2] = {
        {S_OK, S_OK},
        {STG_E_ACCESSDENIED, MAPI_E_NO_ACCESS},
        {STG_E_FILENOTFOUND, MAPI_E_NOT_FOUND},
        {STG_E_MEDIUMFULL, MAPI_E_NOT_ENOUGH_DISK},
        {STG_E_INSUFFICIENTMEMORY, MAPI_E_NOT_ENOUGH_MEMORY},
        {E_OUTOFMEMORY, MAPI_E_NOT_ENOUGH_MEMORY},
        {STG_E_READFAULT, MAPI_E_DISK_ERROR},
        {STG_E_INVALIDHEADER, MAPI_E_CORRUPT_DATA},
        {STG_E_FILEALREADYEXISTS, MAPI_E_COLLISION},
        {(SCODE)0x800300ff + 0x4000, MAPI_E_CALL_FAILED},
        {E_UNEXPECTED, MAPI_E_CALL_FAILED},
    };

    for (size_t i = 0; i < sizeof(pairs) / sizeof(*pairs); i++)
        ok(MapStorageSCode(pairs[i][0]) == pairs[i][1], "%#lx: got %#lx\n", pairs[i][0],
           MapStorageSCode(pairs[i][0]));
}

/* 11.14-06 */
static void there_is_no_outlook(void)
{
    HMODULE dll = GetModuleHandleA("msmapi32.dll");
    ULONG(WINAPI * version)(void) = (void *)GetProcAddress(dll, "GetOutlookVersion");
    BOOL policy = 7;

    ok(version && version() == 0, "there is\n");
    ok(FixMAPI() != 0, "it failed\n");
    ok(!GetDefCachedMode(&policy) && !policy, "cached, %d\n", policy);
    policy = 7;
    ok(!GetDefCachedModeDownloadPubFoldFavs(&policy) && !policy, "cached, %d\n", policy);
    ok(!GetDefCachedMode(NULL), "cached\n");
}

/* 11.14-05 */
static void nothing_is_discovered(void)
{
    static const struct {
        const WCHAR *address;
        HRESULT wanted;
    } all[] = {
        {L"ann@example.org", MAPI_E_NOT_FOUND},
        {NULL, E_INVALIDARG},
        {L"", E_INVALIDARG},
        {L"ann", E_INVALIDARG},
        {L"@example.org", E_INVALIDARG},
        {L"ann@", E_INVALIDARG},
        {L"a@b@c", E_INVALIDARG},
        {L"a n@example.org", E_INVALIDARG},
    };
    HANDLE event = CreateEventW(NULL, TRUE, FALSE, NULL);
    WCHAR longest[257];
    IStream *xml;
    HRESULT hr;

    for (size_t i = 0; i < sizeof(all) / sizeof(*all); i++) {
        xml = (IStream *)1;
        hr = HrGetAutoDiscoverXML(all[i].address, NULL, event, 0, &xml);
        ok(hr == all[i].wanted && !xml, "%u: %#lx, %p\n", (unsigned)i, hr, (void *)xml);
    }
    hr = HrGetAutoDiscoverXML(L"ann@example.org", L"secret", NULL, 0, NULL);
    ok(hr == E_INVALIDARG, "%#lx\n", hr);
    hr = HrGetAutoDiscoverXML(L"ann@example.org", NULL, NULL, 1, &xml);
    ok(hr == E_INVALIDARG, "%#lx\n", hr);
    for (int i = 0; i < 256; i++)
        longest[i] = i == 3 ? '@' : 'a';
    longest[256] = 0;
    hr = HrGetAutoDiscoverXML(longest, NULL, NULL, 0, &xml);
    ok(hr == (HRESULT)0x8007007A, "%#lx\n", hr);
    hr = HrGetAutoDiscoverXML(L"ann@example.org", longest, NULL, 0, &xml);
    ok(hr == (HRESULT)0x8007007A, "%#lx\n", hr);
    longest[255] = 0;
    hr = HrGetAutoDiscoverXML(longest, longest, NULL, 0, &xml);
    ok(hr == MAPI_E_NOT_FOUND, "%#lx\n", hr);
    SetEvent(event);
    hr = HrGetAutoDiscoverXML(L"ann@example.org", NULL, event, 0, &xml);
    ok(hr == MAPI_E_USER_CANCEL && !xml, "%#lx\n", hr);
    CloseHandle(event);
    hr = HrGetAutoDiscoverXML(L"ann@example.org", NULL, event, 0, &xml); /* no event any more */
    ok(hr == MAPI_E_NOT_FOUND, "%#lx\n", hr);
}

/* Undocumented: known by its name */
static void identifiers_are_unlike(void)
{
    HMODULE dll = GetModuleHandleA("msmapi32.dll");
    SCODE(WINAPI * generate)(MAPIUID *) = (void *)GetProcAddress(dll, "ScGenerateMuid");
    MAPIUID a = {{0}}, b = {{0}};

    ok(generate != NULL, "not exported\n");
    if (!generate) return;
    ok(generate(&a) == S_OK && generate(&b) == S_OK, "failed\n");
    ok(memcmp(&a, &b, sizeof(a)) != 0, "twice the same\n");
    ok(generate(NULL) == MAPI_E_INVALID_PARAMETER, "NULL was taken\n");
}

START_TEST(path)
{
    RUN(a_local_path_becomes_unc);
    RUN(a_unc_path_becomes_local);
    RUN(a_storage_s_error_is_one_of_mapi);
    RUN(there_is_no_outlook);
    RUN(nothing_is_discovered);
    RUN(identifiers_are_unlike);
}
