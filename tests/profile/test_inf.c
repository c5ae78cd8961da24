/*
 * test_inf.c - mapisvc.inf: sections, lists, and properties of every spelling
 */
#include "profile/fixture.h"
#include "base/uid.h"
#include "mapispi.h"
#include "mapix.h"
#include "profile/inf.h"
#include "prop/pval.h"

static const char text[] =
    "; a comment\r\n"
    "stray=before any section\r\n"
    "[Services]\r\n"
    "MY SVC=My Service\r\n"
    "  Other =  Another one  \r\n"
    "; gone=commented out\r\n"
    "[Default Services]\n"
    "Other=Another one\n"
    "[My Svc]\r\n"
    "PR_DISPLAY_NAME=Mine\r\n"
    "Providers=first provider , second,, third \r\n"
    "Sections=my extra\r\n"
    "PR_SERVICE_DLL_NAME=mysvc.dll\r\n"
    "PR_SERVICE_ENTRY_NAME=ServiceEntry\r\n"
    "PR_SERVICE_SUPPORT_FILES=a.dll, b.dll\r\n"
    "PR_RESOURCE_FLAGS=SERVICE_SINGLE_COPY | SERVICE_NO_PRIMARY_IDENTITY\r\n"
    "WIZARD_ENTRY_NAME=Wizard\r\n"
    "66040003=06000000\r\n"
    "66000003=00040000\r\n"
    "66050003=0x10|3\r\n"
    "3d0c0102=00112233445566778899aabbccddeeff\r\n"
    "34140102=54494d4d0000000000000000deadbeef\r\n"
    "6600001e=c:\\path\\file\r\n"
    "6601001f=\"quoted; and kept\"\r\n"
    "6602000b=0100\r\n"
    "66030048=00112233445566778899aabbccddeeff\r\n"
    "66060102=123\r\n"
    "66070003=zzz\r\n"
    "660800ff=00\r\n"
    "67f00102=0102\r\n"
    "NOT_A_PROPERTY=1\r\n"
    "no equals sign\r\n"
    "[my extra]\r\n"
    "UID=00112233445566778899AABBCCDDEEFF\r\n"
    "[bad extra]\r\n"
    "UID=0011223344556677889AABBCCDDEEFF\r\n"
    "[empty]\r\n"
    "[first provider]\r\n"
    "PR_RESOURCE_TYPE=MAPI_STORE_PROVIDER\r\n"
    "PR_RESOURCE_FLAGS=STATUS_DEFAULT_STORE|STATUS_NEED_IPM_TREE|0x1000|STATUS_UNHEARD_OF\r\n"
    "[Help File Mappings]\r\n"
    "A component of thirty letters!=long.hlp\r\n"
    "My Component=my.hlp";

static struct inf *parsed(const void *bytes, size_t count)
{
    struct inf *inf;

    assert_hr(inf_parse(bytes, count, &inf), S_OK);
    return inf;
}

/* 2.8-02, 2.8-03, 2.8-23, 2.8-24 */
static void sections_and_entries_come_in_file_order(void **state)
{
    AUTO_INF struct inf *inf = parsed(text, sizeof(text) - 1);

    (void)state;
    assert_text(inf_entry(inf, L"services", 0)->key, L"MY SVC");
    assert_text(inf_entry(inf, L"services", 0)->value, L"My Service");
    assert_text(inf_entry(inf, L"SERVICES", 1)->key, L"Other");
    assert_text(inf_entry(inf, L"SERVICES", 1)->value, L"Another one");
    assert_null(inf_entry(inf, L"Services", 2));
    assert_text(inf_entry(inf, L"Default Services", 0)->key, L"Other");
    assert_null(inf_entry(inf, L"Default Services", 1));
    assert_text(inf_get(inf, L"help file mappings", L"MY COMPONENT"), L"my.hlp"); /* 11.13-03 */
    assert_text(inf_get(inf, L"Help File Mappings", L"a component of thirty letters!"),
                L"long.hlp");
    assert_true(inf_has_section(inf, L"Empty"));
    assert_false(inf_has_section(inf, L"none"));
    assert_null(inf_get(inf, L"my svc", L"no equals sign"));
    assert_null(inf_get(inf, L"none", L"stray"));
    assert_text(inf_get(inf, L"My Svc", L"WIZARD_ENTRY_NAME"), L"Wizard");
}

/* 2.8-04, 2.8-05 */
static void lists_are_trimmed(void **state)
{
    AUTO_INF struct inf *inf = parsed(text, sizeof(text) - 1);
    AUTO_FREE WCHAR **items = NULL;
    ULONG n;

    (void)state;
    assert_hr(inf_list(inf, L"My Svc", L"Providers", &items, &n), S_OK);
    assert_int_equal(n, 3);
    assert_text(items[0], L"first provider");
    assert_text(items[1], L"second");
    assert_text(items[2], L"third");
    mem_free(TAKE(items));
    assert_hr(inf_list(inf, L"My Svc", L"Nothing", &items, &n), S_OK);
    assert_int_equal(n, 0);
}

/* 2.8-14, 2.8-15 */
static void an_extra_section_has_its_uid(void **state)
{
    AUTO_INF struct inf *inf = parsed(text, sizeof(text) - 1);
    MAPIUID uid;

    (void)state;
    assert_hr(inf_uid(inf, L"my extra", &uid), S_OK);
    assert_memory_equal(&uid, "\x00\x11\x22\x33\x44\x55\x66\x77\x88\x99\xaa\xbb\xcc\xdd\xee\xff",
                        16);
    assert_hr(inf_uid(inf, L"bad extra", &uid), MAPI_E_CORRUPT_DATA);
    assert_hr(inf_uid(inf, L"empty", &uid), MAPI_E_NOT_FOUND);
}

struct gathered {
    void *root;
    SPropValue values[40];
    ULONG n;
};

static HRESULT gather(void *context, const SPropValue *value)
{
    struct gathered *g = context;

    assert_true(g->n < 40);
    return pval_copy(&g->values[g->n++], value, g->root);
}

static const SPropValue *one(struct gathered *g, ULONG tag)
{
    const SPropValue *found = NULL;

    for (ULONG i = 0; i < g->n; i++)
        if (g->values[i].ulPropTag == tag) {
            assert_null(found);
            found = &g->values[i];
        }
    assert_non_null(found);
    return found;
}

/* 2.8-06, 2.8-10, 2.8-11, 2.8-12, 2.8-13, 2.8-16 */
static void properties_of_every_spelling_are_read(void **state)
{
    AUTO_INF struct inf *inf = parsed(text, sizeof(text) - 1);
    struct gathered g = {.root = mem_zero(1)};

    (void)state;
    assert_hr(inf_properties(inf, L"My Svc", gather, &g), S_OK);
    assert_string_equal(one(&g, PR_DISPLAY_NAME_A)->Value.lpszA, "Mine");
    assert_string_equal(one(&g, PR_SERVICE_DLL_NAME_A)->Value.lpszA, "mysvc.dll");
    assert_string_equal(one(&g, PR_SERVICE_ENTRY_NAME)->Value.lpszA, "ServiceEntry");
    assert_int_equal(one(&g, PR_SERVICE_SUPPORT_FILES_W)->Value.MVszW.cValues, 2);
    assert_text(one(&g, PR_SERVICE_SUPPORT_FILES_W)->Value.MVszW.lppszW[1], L"b.dll");
    assert_int_equal(one(&g, PR_RESOURCE_FLAGS)->Value.l,
                     SERVICE_SINGLE_COPY | SERVICE_NO_PRIMARY_IDENTITY);
    assert_int_equal(one(&g, PROP_TAG(PT_LONG, 0x6604))->Value.l, 6);
    assert_int_equal(one(&g, PROP_TAG(PT_LONG, 0x6600))->Value.l, 0x400);
    assert_int_equal(one(&g, PROP_TAG(PT_LONG, 0x6605))->Value.l, 0x13);
    assert_int_equal(one(&g, PROP_TAG(PT_BINARY, 0x3414))->Value.bin.cb, 16);
    assert_memory_equal(one(&g, PROP_TAG(PT_BINARY, 0x3414))->Value.bin.lpb,
                        "TIMM\0\0\0\0\0\0\0\0\xde\xad\xbe\xef", 16);
    assert_string_equal(one(&g, PROP_TAG(PT_STRING8, 0x6600))->Value.lpszA, "c:\\path\\file");
    assert_text(one(&g, PROP_TAG(PT_UNICODE, 0x6601))->Value.lpszW, L"quoted; and kept");
    assert_int_equal(one(&g, PROP_TAG(PT_BOOLEAN, 0x6602))->Value.b, 1);
    assert_memory_equal(one(&g, PROP_TAG(PT_CLSID, 0x6603))->Value.lpguid,
                        "\x00\x11\x22\x33\x44\x55\x66\x77\x88\x99\xaa\xbb\xcc\xdd\xee\xff", 16);
    assert_int_equal(one(&g, PROP_TAG(PT_BINARY, 0x67f0))->Value.bin.cb, 2);
    for (ULONG i = 0; i < g.n; i++) {
        assert_int_not_equal(PROP_ID(g.values[i].ulPropTag), PROP_ID(PR_SERVICE_UID));
        assert_int_not_equal(PROP_ID(g.values[i].ulPropTag), 0x6606); /* an odd digit */
        assert_int_not_equal(PROP_ID(g.values[i].ulPropTag), 0x6608); /* no such type */
    }
    g.n = 0;
    assert_hr(inf_properties(inf, L"first provider", gather, &g), S_OK);
    assert_int_equal(one(&g, PR_RESOURCE_TYPE)->Value.l, MAPI_STORE_PROVIDER);
    assert_int_equal(one(&g, PR_RESOURCE_FLAGS)->Value.l,
                     STATUS_DEFAULT_STORE | STATUS_NEED_IPM_TREE | 0x1000);
    mem_free(g.root);
}

/* The number that text gives the property, and that nothing else comes of it. */
static ULONG number_of(const char *key, const char *number)
{
    AUTO_FREE char *line = mem_array(strlen(key) + strlen(number) + 8, 1);
    struct gathered g = {.root = mem_zero(1)};
    AUTO_INF struct inf *inf = NULL;
    ULONG got;

    strcat(strcat(strcat(strcpy(line, "[s]\n"), key), "="), number);
    inf = parsed(line, strlen(line));
    assert_hr(inf_properties(inf, L"s", gather, &g), S_OK);
    assert_int_equal(g.n, 1);
    assert_int_equal(PROP_TYPE(g.values[0].ulPropTag), PT_LONG);
    got = g.values[0].Value.ul;
    mem_free(g.root);
    return got;
}

/* 2.7-01, 2.7-02, 2.8-09, 2.8-10 */
static void flags_and_types_have_their_names(void **state)
{
    static const struct {
        const char *name;
        ULONG value;
    } flags[] =
        {
            {"SERVICE_DEFAULT_STORE", 0x1},
            {"SERVICE_SINGLE_COPY", 0x2},
            {"SERVICE_CREATE_WITH_STORE", 0x4},
            {"SERVICE_PRIMARY_IDENTITY", 0x8},
            {"SERVICE_NO_PRIMARY_IDENTITY", 0x20},
            {"STATUS_DEFAULT_OUTBOUND", 0x1},
            {"STATUS_DEFAULT_STORE", 0x2},
            {"STATUS_PRIMARY_IDENTITY", 0x4},
            {"STATUS_SIMPLE_STORE", 0x8},
            {"STATUS_XP_PREFER_LAST", 0x10},
            {"STATUS_NO_PRIMARY_IDENTITY", 0x20},
            {"STATUS_NO_DEFAULT_STORE", 0x40},
            {"STATUS_TEMP_SECTION", 0x80},
            {"STATUS_OWN_STORE", 0x100},
            {"HOOK_INBOUND", 0x200},
            {"HOOK_OUTBOUND", 0x400},
            {"STATUS_NEED_IPM_TREE", 0x800},
            {"STATUS_PRIMARY_STORE", 0x1000},
            {"STATUS_SECONDARY_STORE", 0x2000},
        },
      types[] = {
          {"MAPI_STORE_PROVIDER", 33},     {"MAPI_AB_PROVIDER", 35},
          {"MAPI_TRANSPORT_PROVIDER", 36}, {"MAPI_PROFILE_PROVIDER", 38},
          {"MAPI_HOOK_PROVIDER", 40},
      };

    (void)state;
    for (size_t i = 0; i < sizeof(flags) / sizeof(flags[0]); i++)
        assert_int_equal(number_of("PR_RESOURCE_FLAGS", flags[i].name), flags[i].value);
    for (size_t i = 0; i < sizeof(types) / sizeof(types[0]); i++)
        assert_int_equal(number_of("PR_RESOURCE_TYPE", types[i].name), types[i].value);
    assert_int_equal(
        number_of("PR_RESOURCE_FLAGS", "STATUS_OWN_STORE|\tstatus_default_store | 16|0X8000"),
        0x8112);
    assert_int_equal(number_of("PR_RESOURCE_FLAGS", "12"), 12);
    assert_int_equal(number_of("PR_RESOURCE_TYPE", "0x21"), MAPI_STORE_PROVIDER);
    /* the same property by its tag: bytes in memory order */
    assert_int_equal(number_of("30090003", "02000000"), 2);

    /* what the headers call the same */
    assert_int_equal(SERVICE_DEFAULT_STORE | SERVICE_SINGLE_COPY | SERVICE_CREATE_WITH_STORE, 7);
    assert_int_equal(SERVICE_PRIMARY_IDENTITY | SERVICE_NO_PRIMARY_IDENTITY, 0x28);
    assert_int_equal(STATUS_DEFAULT_OUTBOUND | STATUS_DEFAULT_STORE | STATUS_PRIMARY_IDENTITY |
                         STATUS_SIMPLE_STORE,
                     0xf);
    assert_int_equal(STATUS_XP_PREFER_LAST, 0x10);
    assert_int_equal(STATUS_NO_PRIMARY_IDENTITY, 0x20);
    assert_int_equal(STATUS_NO_DEFAULT_STORE, 0x40);
    assert_int_equal(STATUS_TEMP_SECTION, 0x80);
    assert_int_equal(STATUS_OWN_STORE, 0x100);
    assert_int_equal(HOOK_INBOUND, 0x200);
    assert_int_equal(HOOK_OUTBOUND, 0x400);
    assert_int_equal(STATUS_NEED_IPM_TREE, 0x800);
}

/* 2.8-07: the wizard's entry is no property, but stands there to be asked for */
static void a_service_section_has_its_symbolic_names(void **state)
{
    static const char section[] =
        "[s]\nPR_DISPLAY_NAME=a\nPR_SERVICE_DLL_NAME=b\nPR_SERVICE_ENTRY_NAME=c\n"
        "PR_SERVICE_SUPPORT_FILES=d,e\nPR_SERVICE_DELETE_FILES=f , g h\n"
        "PR_RESOURCE_FLAGS=1\nWIZARD_ENTRY_NAME=i\n";
    AUTO_INF struct inf *inf = parsed(section, sizeof(section) - 1);
    struct gathered g = {.root = mem_zero(1)};

    (void)state;
    assert_hr(inf_properties(inf, L"s", gather, &g), S_OK);
    assert_int_equal(g.n, 6);
    assert_string_equal(one(&g, 0x3001001e)->Value.lpszA, "a");
    assert_string_equal(one(&g, 0x3d0a001e)->Value.lpszA, "b");
    assert_string_equal(one(&g, 0x3d0b001e)->Value.lpszA, "c");
    assert_text(one(&g, 0x3d0f101f)->Value.MVszW.lppszW[1], L"e");
    assert_int_equal(one(&g, 0x3d10101f)->Value.MVszW.cValues, 2);
    assert_text(one(&g, 0x3d10101f)->Value.MVszW.lppszW[1], L"g h");
    assert_int_equal(one(&g, 0x30090003)->Value.l, 1);
    assert_text(inf_get(inf, L"s", L"WIZARD_ENTRY_NAME"), L"i");
    mem_free(g.root);
}

static void files_of_every_encoding_are_read(void **state)
{
    static const char utf8[] = "\xef\xbb\xbf[Services]\nA=\xce\xb1\n";
    AUTO_INF struct inf *a = parsed(utf8, sizeof(utf8) - 1);
    AUTO_INF struct inf *b = parsed(L"\ufeff[Services]\nA=\u03b1\n", 2 * 17);

    (void)state;
    assert_text(inf_get(a, L"Services", L"A"), L"\u03b1");
    assert_text(inf_get(b, L"Services", L"A"), L"\u03b1");
}

static void odd_files_do_no_harm(void **state)
{
    static const char *const files[] = {"",
                                        "[",
                                        "]",
                                        "[]",
                                        "[a",
                                        "=",
                                        "[a]\n=\n==\n",
                                        "[a]\n\"=\"\n",
                                        "\xff\xfe",
                                        "\xff\xfe\x5b",
                                        "[a]\nb=\"",
                                        "[a]\nb='",
                                        "\x1a[a]\nb=c"};
    struct gathered g = {.root = mem_zero(1)};

    (void)state;
    for (size_t i = 0; i < sizeof(files) / sizeof(files[0]); i++) {
        AUTO_FREE char *exact = mem_dup(files[i], strlen(files[i]), NULL);
        AUTO_INF struct inf *inf = parsed(exact, strlen(files[i]));

        assert_hr(inf_properties(inf, L"a", gather, &g), S_OK);
        assert_int_equal(g.n, 0);
    }
    mem_free(g.root);
}

static void running_out_of_memory_is_told(void **state)
{
    (void)state;
    for (int n = 0;; n++) {
        AUTO_INF struct inf *inf = NULL;
        HRESULT hr;

        fault_alloc_after(n);
        hr = inf_parse((const BYTE *)text, sizeof(text) - 1, &inf);
        fault_alloc_never();
        if (hr == S_OK) break;
        assert_hr(hr, MAPI_E_NOT_ENOUGH_MEMORY);
        assert_null(inf);
    }
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, begin, end)
int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(sections_and_entries_come_in_file_order),
        TEST(lists_are_trimmed),
        TEST(an_extra_section_has_its_uid),
        TEST(properties_of_every_spelling_are_read),
        TEST(flags_and_types_have_their_names),
        TEST(a_service_section_has_its_symbolic_names),
        TEST(files_of_every_encoding_are_read),
        TEST(odd_files_do_no_harm),
        TEST(running_out_of_memory_is_told),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
