/*
 * test_loader.c - which file a profile's DLL name means
 */
#include "profile/fixture.h"
#include <stdio.h>
#include <unistd.h>
#include "provider/loader.h"
#include "sys/module.h"

/* 2.8-17, 2.8-19, 5.1-01 */
static void thirty_two_goes_before_the_first_period_of_the_name(void **state)
{
    static const struct {
        const WCHAR *name, *file;
    } cases[] = {
        {L"myprov.dll", L"myprov32.dll"},
        {L"c:\\a\\b.dll", L"c:\\a\\b32.dll"},
        {L"c:\\a.d\\b.dll", L"c:\\a.d\\b32.dll"}, /* a folder's period is not the name's */
        {L"a.b.dll", L"a32.b.dll"},
        {L"noext", L"noext32"},
    };

    (void)state;
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        AUTO_FREE WCHAR *file = NULL;

        assert_hr(loader_suffixed(cases[i].name, &file), S_OK);
        assert_text(file, cases[i].file);
    }
}

/* 2.8-20 */
static void a_bare_name_is_found_on_the_search_path(void **state)
{
    AUTO_FREE WCHAR *folder = NULL, *wanted = NULL, *found_at = NULL;
    AUTO_FREE char *narrow = NULL;
    char *before = strdup(getenv("PATH")), path[4096], cwd[4096];

    (void)state;
    assert_hr(sys_module_own_folder(&folder), S_OK);
    wanted = text_join(folder, L"/fakes/recording32.dll", NULL);
    assert_hr(text_to_ansi(folder, -1, 0, NULL, &narrow), S_OK);
    assert_hr(loader_find(L"recording.dll", &found_at), MAPI_E_NOT_FOUND);

    assert_non_null(getcwd(cwd, sizeof(cwd)));
    /* the current directory is none of it, whatever it is called */
    assert_int_equal(chdir(narrow), 0);
    setenv("PATH", ":.:fakes:./fakes:\"fakes\"", 1);
    assert_hr(loader_find(L"recording.dll", &found_at), MAPI_E_NOT_FOUND);
    assert_int_equal(chdir("fakes"), 0);
    assert_hr(loader_find(L"recording.dll", &found_at), MAPI_E_NOT_FOUND);
    assert_int_equal(chdir(cwd), 0);

    for (int i = 0; i < 3; i++) {
        snprintf(path, sizeof(path),
                 ((const char *[]){"/nowhere:%s/fakes", "%s/fakes/", ":\"%s/fakes\":/usr/bin"})[i],
                 narrow);
        setenv("PATH", path, 1);
        assert_hr(loader_find(L"recording.dll", &found_at), S_OK);
        assert_text(found_at, wanted);
        mem_free(TAKE(found_at));
    }
    setenv("PATH", before, 1);
    free(before);
}

static void only_known_places_are_searched(void **state)
{
    struct loaded *dll = NULL;

    (void)state;
    assert_hr(loader_load(L"nosuchprovider.dll", &dll), MAPI_E_NOT_FOUND);
    assert_hr(loader_load(L"fakes/recording.dll", &dll), MAPI_E_INVALID_PARAMETER);
    assert_hr(loader_load(L"../recording.dll", &dll), MAPI_E_INVALID_PARAMETER);
    assert_hr(loader_load(L"", &dll), MAPI_E_INVALID_PARAMETER);
    assert_null(dll);
}

/* 5.1-13 */
static void a_dll_is_loaded_once_and_swept_when_nobody_holds_it(void **state)
{
    AUTO_FREE WCHAR *folder = NULL, *path = NULL;
    struct loaded *first, *second;

    (void)state;
    assert_hr(sys_module_own_folder(&folder), S_OK);
    path = text_join(folder, L"/fakes/recording.dll", NULL);
    assert_hr(loader_load(path, &first), S_OK);
    assert_hr(loader_load(path, &second), S_OK);
    assert_ptr_equal(first, second);
    assert_non_null(loader_symbol(first, "MSProviderInit"));
    assert_null(loader_symbol(first, "XPProviderInit"));
    loader_unref(first);
    loader_sweep();
    assert_non_null(loader_symbol(second, "MSProviderInit")); /* still held */
    loader_unref(second);
    loader_sweep(); /* the fixture sees that nothing is left */
}

int main(void)
{
#define TEST(t) cmocka_unit_test_setup_teardown(t, begin, end)
    const struct CMUnitTest tests[] = {
        TEST(thirty_two_goes_before_the_first_period_of_the_name),
        TEST(a_bare_name_is_found_on_the_search_path),
        TEST(only_known_places_are_searched),
        TEST(a_dll_is_loaded_once_and_swept_when_nobody_holds_it),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
