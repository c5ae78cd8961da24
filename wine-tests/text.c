/*
 * text.c - looking into text; the wide text functions under MAPI's names
 */
#define MAPI_NOWIDECHAR
#include "harness.h"
#include "mapinls.h"
#include "mapiutil.h"
#include "mapiwin.h"
#include <string.h>

#define T(text) ((LPTSTR)(text))

/* 11.4-15 */
static void a_character_is_found(void)
{
    char text[] = "abcabcA";

    ok(SzFindCh(T(text), 'b') == T(text + 1), "not the first\n");
    ok(SzFindLastCh(T(text), 'b') == T(text + 4), "not the last\n");
    ok(SzFindCh(T(text), 'A') == T(text + 6), "case doesn't matter\n");
    ok(!SzFindCh(T(text), 'x') && !SzFindLastCh(T(text), 'x'), "found what isn't there\n");
    ok(!SzFindCh(T(text), 0), "the NUL is part of the text\n");
    ok(!SzFindCh(NULL, 'a') && !SzFindLastCh(NULL, 'a'), "found in NULL\n");
}

/* 11.4-15 */
static void a_part_is_found(void)
{
    char text[] = "aabaabA";

    ok(SzFindSz(T(text), T("ab")) == T(text + 1), "not the first\n");
    ok(SzFindSz(T(text), T("abA")) == T(text + 4), "not after a false start\n");
    ok(!SzFindSz(T(text), T("AB")), "case doesn't matter\n");
    ok(!SzFindSz(T("ab"), T("abc")), "the longer in the shorter\n");
    ok(SzFindSz(T(text), T("")) == T(text), "nothing is at the beginning\n");
    ok(!SzFindSz(NULL, T("a")) && !SzFindSz(T(text), NULL), "found in NULL\n");
}

/* 11.4-13 */
static void decimal_digits_make_a_number(void)
{
    ok(UFromSz(T("55")) == 55, "got %u\n", UFromSz(T("55")));
    ok(UFromSz(T("5a5b")) == 5, "got %u\n", UFromSz(T("5a5b")));
    ok(UFromSz(T("4294967295")) == 4294967295u, "got %u\n", UFromSz(T("4294967295")));
    ok(!UFromSz(T("a5b5")) && !UFromSz(T("-1")) && !UFromSz(T(" 1")) && !UFromSz(T("")) &&
           !UFromSz(NULL),
       "a number\n");
}

/* 11.4-14 */
static void hexadecimal_digits_make_a_number(void)
{
    ok(UlFromSzHex(T("5a")) == 90, "got %lu\n", UlFromSzHex(T("5a")));
    ok(UlFromSzHex(T("5g5h")) == 5, "got %lu\n", UlFromSzHex(T("5g5h")));
    ok(UlFromSzHex(T("DeadBeef")) == 0xdeadbeef, "got %lx\n", UlFromSzHex(T("DeadBeef")));
    ok(!UlFromSzHex(T("g5h5")) && !UlFromSzHex(T("x1")) && !UlFromSzHex(T("")) &&
           !UlFromSzHex(NULL),
       "a number\n");
}

/* Two readable pages and one that isn't; NULL: out of memory. */
static char *pages(void)
{
    char *memory = VirtualAlloc(NULL, 3 * 4096, MEM_RESERVE, PAGE_NOACCESS);

    return memory ? VirtualAlloc(memory, 2 * 4096, MEM_COMMIT, PAGE_READWRITE) : NULL;
}

static void a_bounded_text_must_end(void)
{
    char *memory = pages();

    ok(memory != NULL, "no memory\n");
    if (!memory) return;
    memset(memory, 'a', 2 * 4096);
    ok(IsBadBoundedStringPtr(memory + 4000, 200) == TRUE, "no end within the bound\n");
    ok(IsBadBoundedStringPtr(memory + 4000, 9000) == TRUE, "it runs into nothing\n");
    ok(IsBadBoundedStringPtr(memory + 3 * 4096 - 100, 10) == TRUE, "nothing there\n");
    memory[2 * 4096 - 1] = 0;
    ok(IsBadBoundedStringPtr(memory + 10, 0x7fffffff) == FALSE, "it ends at the end of the page\n");
    ok(IsBadBoundedStringPtr(memory + 2 * 4096 - 3, 3) == FALSE, "it ends within the bound\n");
    ok(IsBadBoundedStringPtr(memory + 2 * 4096 - 3, 2) == TRUE, "the NUL is behind the bound\n");
    ok(IsBadBoundedStringPtr(NULL, 5) == TRUE, "NULL\n");
    VirtualFree(memory, 0, MEM_RELEASE);
}

/* 11.4-21 */
static void wide_functions_are_those_of_windows(void)
{
    WCHAR wide[8], *memory;
    char narrow[8];
    BOOL missing = FALSE;

    ok(MNLS_lstrlenW(L"four") == 4 && MNLS_lstrlenW(L"") == 0 && MNLS_lstrlenW(NULL) == 0,
       "lengths\n");
    ok(MNLS_lstrcmpW(L"a", L"b") < 0 && MNLS_lstrcmpW(L"b", L"a") > 0 && !MNLS_lstrcmpW(L"a", L"a"),
       "order\n");
    ok(MNLS_lstrcmpW(L"a", L"A") != 0, "case\n");
    ok(MNLS_lstrcpyW(wide, L"copy") == wide && !wcscmp(wide, L"copy"), "got %ls\n", wide);
    ok(MNLS_CompareStringW(LOCALE_USER_DEFAULT, NORM_IGNORECASE, L"abX", 2, L"ABY", 2) ==
           CSTR_EQUAL,
       "not equal\n");
    ok(MNLS_CompareStringW(LOCALE_USER_DEFAULT, 0, L"b", -1, L"a", -1) == CSTR_GREATER_THAN,
       "not greater\n");
    ok(MNLS_MultiByteToWideChar(CP_UTF8, 0, "\xc3\xa4", -1, wide, 8) == 2 && wide[0] == 0xe4,
       "got %x\n", wide[0]);
    ok(MNLS_WideCharToMultiByte(1252, 0, L"\x4e00z", -1, narrow, 8, "!", &missing) == 3,
       "length\n");
    ok(!strcmp(narrow, "!z") && missing, "got %s, %d\n", narrow, missing);
    memory = (WCHAR *)pages();
    if (!memory) return;
    for (int i = 0; i < 4096; i++)
        memory[i] = 'a';
    ok(!MNLS_IsBadStringPtrW(memory, 4096), "all can be read\n");
    ok(MNLS_IsBadStringPtrW(memory, 4097), "one more can't\n");
    ok(MNLS_IsBadStringPtrW(NULL, 1), "NULL\n");
    VirtualFree(memory, 0, MEM_RELEASE);
}

START_TEST(text)
{
    RUN(a_character_is_found);
    RUN(a_part_is_found);
    RUN(decimal_digits_make_a_number);
    RUN(hexadecimal_digits_make_a_number);
    RUN(a_bounded_text_must_end);
    RUN(wide_functions_are_those_of_windows);
}
