/*
 * test_unc.c - paths on network drives
 */
#include "profile/fixture.h"
#include "base/unc.h"

/* H: leads to \\mail\home, S: to a folder in it */
static HRESULT shares(WCHAR letter, WCHAR **out)
{
    const WCHAR *share = letter == 'H'   ? L"\\\\mail\\home"
                         : letter == 'S' ? L"\\\\mail\\home2\\"
                                         : NULL;

    *out = share ? mem_dup_text(share, NULL) : NULL;
    return share ? S_OK : MAPI_E_NOT_FOUND;
}

static void check(HRESULT (*how)(const WCHAR *, unc_share_of *, WCHAR **), const WCHAR *path,
                  HRESULT wanted, const WCHAR *text)
{
    AUTO_FREE WCHAR *out = NULL;

    assert_hr(how(path, shares, &out), wanted);
    if (text) assert_text(out, text);
    else assert_null(out);
}

/* 11.4-18 */
static void a_drive_becomes_its_share(void **state)
{
    (void)state;
    check(unc_from_local, L"h:\\box\\a.txt", S_OK, L"\\\\mail\\home\\box\\a.txt");
    check(unc_from_local, L"H:", S_OK, L"\\\\mail\\home");
    check(unc_from_local, L"\\\\mail\\home\\x", S_FALSE, L"\\\\mail\\home\\x");
    check(unc_from_local, L"C:\\x", MAPI_E_INVALID_PARAMETER, NULL);
    check(unc_from_local, L"h:x", MAPI_E_INVALID_PARAMETER, NULL);
    check(unc_from_local, L"x", MAPI_E_INVALID_PARAMETER, NULL);
    check(unc_from_local, L"", MAPI_E_INVALID_PARAMETER, NULL);
}

/* 11.4-19 */
static void a_share_becomes_its_drive(void **state)
{
    (void)state;
    check(unc_to_local, L"\\\\MAIL\\Home\\box", S_OK, L"H:\\box");
    check(unc_to_local, L"\\\\mail\\home", S_OK, L"H:\\");
    check(unc_to_local, L"\\\\mail\\home2\\x", S_OK, L"S:\\x"); /* not H: and "2\x" */
    check(unc_to_local, L"\\\\mail\\hom", MAPI_E_NOT_FOUND, NULL);
    check(unc_to_local, L"\\\\other\\home\\x", MAPI_E_NOT_FOUND, NULL);
    check(unc_to_local, L"c:\\x", S_FALSE, L"c:\\x");
    check(unc_to_local, L"x", MAPI_E_NOT_FOUND, NULL);
    check(unc_to_local, L"\\\\", MAPI_E_NOT_FOUND, NULL);
}

int main(void)
{
    const struct CMUnitTest all[] = {
        cmocka_unit_test(a_drive_becomes_its_share),
        cmocka_unit_test(a_share_becomes_its_drive),
    };
    return cmocka_run_group_tests(all, NULL, NULL);
}
