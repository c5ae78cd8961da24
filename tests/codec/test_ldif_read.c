/*
 * test_ldif_read.c - entries of an LDIF file, one by one
 */
#include "codec/card_fixture.h"
#include "local_store/failing_malloc.h"

/* "dn|name=text|name=#hex|" and a line end, each entry; then what went wrong. */
static char *shown_entries(const char *file, size_t bytes, size_t piece, UINT code_page)
{
    struct drip drip = {{file, bytes}, piece, S_OK};
    const struct ldif_faults *faults;
    struct ldif_reader *reader;
    struct ldif_entry entry;
    struct pot pot = {0};

    assert_int_equal(ldif_open((struct byte_source){drip_get, &drip}, code_page, &reader), S_OK);
    while (ldif_next(reader, &entry) == S_OK) {
        pot_say(&pot, entry.dn);
        pot_say(&pot, "|");
        for (size_t i = 0; i < entry.n; i++) {
            const struct ldif_value *value = &entry.values[i];

            pot_say(&pot, value->name);
            pot_say(&pot, value->binary ? "=#" : "=");
            pot_show(&pot, value->text, value->bytes, value->binary);
            assert_int_equal(value->text[value->bytes], 0);
            pot_say(&pot, "|");
        }
        if (entry.lost) pot_say_number(&pot, "lost ", entry.lost);
        pot_say(&pot, "\n");
    }
    assert_int_equal(ldif_next(reader, &entry), S_FALSE); /* for good */
    faults = ldif_faults(reader);
    if (faults->lost) pot_say_number(&pot, "lost ", faults->lost);
    if (faults->skipped) pot_say_number(&pot, "skipped ", faults->skipped);
    if (faults->changes) pot_say_number(&pot, "changes ", faults->changes);
    pot_say(&pot, "");
    ldif_close(reader);
    return pot.text;
}

static void assert_entries_of(const char *file, size_t bytes, const char *want)
{
    static const size_t pieces[] = {1, 2, 5, 100000};

    for (size_t i = 0; i < sizeof(pieces) / sizeof(pieces[0]); i++) {
        char *shown = shown_entries(file, bytes, pieces[i], 0);

        assert_string_equal(shown, want);
        free(shown);
    }
}

#define ENTRIES(file, want) assert_entries_of(file, sizeof(file) - 1, want)

static void the_examples_of_rfc_2849(void **state)
{
    (void)state;
    ENTRIES("version: 1\ndn: cn=Barbara Jensen, ou=Product Development, dc=airius, dc=com\n"
            "objectclass: top\nobjectclass: person\ncn: Barbara Jensen\nsn: Jensen\n"
            "description:Babs is a big sailing fan, and travels extensively in sea\n"
            " rch of perfect sailing conditions.\n\n"
            "dn: cn=Bjorn Jensen,dc=com\nsn: Jensen\ntelephonenumber: +1 408 555 1212\n",
            "cn=Barbara Jensen, ou=Product Development, dc=airius, dc=com|objectclass=top|"
            "objectclass=person|cn=Barbara Jensen|sn=Jensen|description=Babs is a big sailing fan, "
            "and travels extensively in search of perfect sailing conditions.|\n"
            "cn=Bjorn Jensen,dc=com|sn=Jensen|telephonenumber=+1 408 555 1212|\n");
    ENTRIES("dn:: b3U95Za25qWt6YOoLG89QWlyaXVz\n# ou=...\n#  comments\n may be folded\n"
            "objectclass: top\nou;lang-ja:: 5Za25qWt6YOo\nou;lang-ja;phonetic:: "
            "44GI44GE44GO44KH44GG44G2\nou;lang-en: Sales\n",
            "ou=営業部,o=Airius|objectclass=top|ou;lang-ja=営業部|ou;lang-ja;phonetic=えいぎょうぶ|"
            "ou;lang-en=Sales|\n");
    ENTRIES("version: 1\n# Add a new entry\ndn: cn=F\nchangetype: add\ncn: F\n"
            "jpegphoto:< file:///usr/local/directory/photos/fiona.jpg\n\n# Delete\ndn: cn=R\n"
            "changetype: delete\n\ndn: cn=P\nchangetype: modrdn\nnewrdn: cn=Q\ndeleteoldrdn: 1\n\n"
            "dn: cn=M\ncontrol: 1.2.840 true\nchangetype: modify\nadd: a\na: b\n-\ndelete: c\n-\n\n"
            "dn: cn=C\ncontrol: 1.2.840 true\nchangetype: add\ncn: C\n",
            "cn=F|cn=F|lost 1\ncn=C|cn=C|\nlost 1changes 3");
}

static void values_keep_what_is_theirs(void **state)
{
    (void)state;
    ENTRIES("dn:cn=a\ncn:   a b \nCN;Binary:: AAEC\nc:\nd::\ne::  Zm9v\nf: :x\ng: a: b\n h\n",
            "cn=a|cn=a b |cn;binary=#000102|c=|d=|e=foo|f=:x|g=a: bh|\n");
    ENTRIES("dn: \ncn: a\n\n\n\ndn:\r\ncn: b\r\n\r\n", "|cn=a|\n|cn=b|\n");
    ENTRIES("dn: a\njpegphoto:: /9j/\ncn:: /9hB\nsn:: bm90\n",
            "a|jpegphoto=#ffd8ff|cn=#ffd841|sn=not|\n");
}

/* Raw text in 8 bits, a file of ldifde's, no empty lines, CR alone. */
static void what_programs_really_write_is_read(void **state)
{
    (void)state;
    ENTRIES("dn: cn=Gr\xfcn,mail=g@example.org\nobjectclass: mozillaAbPersonAlpha\n"
            "givenName: Gr\xc3\xbcn\nsn: gr\xfcn\nmozillaNickname: g\nmodifytimestamp: 0Z\n\n",
            "cn=Grün,mail=g@example.org|objectclass=mozillaAbPersonAlpha|givenname=Grün|sn=grün|"
            "mozillanickname=g|modifytimestamp=0Z|\n");
    ENTRIES("\xff\xfe"
            "d\0n\0:\0 \0a\0\r\0\n\0c\0n\0:\0 \0\xfc\0\r\0\n\0",
            "a|cn=ü|\n");
    ENTRIES("dn: a\ncn: a\ndn: b\ncn: b\nDN: c\n", "a|cn=a|\nb|cn=b|\nc|\n");
    ENTRIES("dn: a\rcn: a\r\rdn: b\rcn: b", "a|cn=a|\nb|cn=b|\n");
    ENTRIES("\xef\xbb\xbf"
            "version: 1\n\n\ndn: a\nversion: 2\n",
            "a|version=2|\n");
    ENTRIES("dn: a\0b\nc\0n: a\0\n", "ab|cn=a|\n");
}

static void what_cannot_be_read_is_counted(void **state)
{
    (void)state;
    ENTRIES("cn: a\nsn: b\n\ndn: c\nno colon\n: x\na b: c\nd:: ***\ncn: c\n",
            "c|cn=c|lost 4\nlost 4skipped 1");
    ENTRIES("dn: a\nd\n n: b\ncn: c\n", "a|cn=c|lost 1\nlost 1");
    ENTRIES(" stray\ndn: a\n", "a|lost 1\nlost 1");
    ENTRIES("dn:: AAEC\ncn: a\n\ndn:< file:///a\ncn: b\n", "skipped 2");
    ENTRIES("", "");
    ENTRIES("version: 1\n", "");
    ENTRIES("# nothing\n\n#\n more\n", "");
}

static void the_code_page_of_the_rest_is_the_callers(void **state)
{
    char *shown = shown_entries("dn: a\ncn: \xcf\xf0\xe8\n", 14, 100, 1251);

    (void)state;
    assert_string_equal(shown, "a|cn=При|\n");
    free(shown);
}

static void lines_and_entries_are_bounded(void **state)
{
    struct pot file = {0};
    char *many = malloc(LDIF_LINE + 1), *shown;

    (void)state;
    memset(many, 'a', LDIF_LINE);
    pot_say(&file, "dn: a\ncn: ");
    pot_put(&file, many, LDIF_LINE);
    pot_say(&file, "\n folded\nsn: b\n");
    for (size_t i = 0; i < 5; i++) { /* 35 MiB */
        pot_say(&file, "c: ");
        pot_put(&file, many, 7 << 20);
        pot_say(&file, "\n");
    }
    pot_say(&file, "e: f\n");
    shown = shown_entries(file.text, file.n, 1 << 16, 0);
    assert_true(!strncmp(shown, "a|sn=b|c=aaa", 12));
    assert_non_null(strstr(shown, "|e=f|lost 2\nlost 2"));
    free(shown);
    file.n = 0;
    pot_say(&file, "dn: a\n");
    for (size_t i = 0; i < LDIF_VALUES + 4; i++)
        pot_say(&file, "b:\n");
    shown = shown_entries(file.text, file.n, 1 << 16, 0);
    assert_string_equal(shown + 2 + 3 * (LDIF_VALUES - 1), "lost 5\nlost 5");
    free(shown);
    free(file.text);
    free(many);
}

static void attributes_are_found_whatever_their_options(void **state)
{
    static const char file[] = "\ndn: a\nCN: 1\ncn;lang-de: 2\ncnx: 3\ncn: 4\n";
    struct byte_span span = {file, sizeof(file) - 1};
    struct ldif_reader *reader;
    struct ldif_entry entry;

    (void)state;
    assert_int_equal(ldif_open((struct byte_source){byte_span_get, &span}, 0, &reader), S_OK);
    assert_int_equal(ldif_next(reader, &entry), S_OK);
    assert_int_equal(entry.line, 2);
    assert_string_equal(ldif_find(&entry, "cn", 0)->text, "1");
    assert_string_equal(ldif_find(&entry, "cn", 1)->text, "2");
    assert_string_equal(ldif_find(&entry, "cn", 2)->text, "4");
    assert_null(ldif_find(&entry, "cn", 3));
    assert_null(ldif_find(&entry, "c", 0));
    ldif_close(reader);
    ldif_close(NULL);
}

static void an_error_of_the_source_is_for_good(void **state)
{
    struct drip drip = {{"dn: a\n\ndn: b\n", 13}, 4, MAPI_E_DISK_ERROR};
    struct ldif_reader *reader;
    struct ldif_entry entry;

    (void)state;
    assert_int_equal(ldif_open((struct byte_source){drip_get, &drip}, 0, &reader), S_OK);
    assert_int_equal(ldif_next(reader, &entry), S_OK);
    assert_int_equal(ldif_next(reader, &entry), MAPI_E_DISK_ERROR);
    assert_null(entry.dn);
    assert_int_equal(ldif_next(reader, &entry), MAPI_E_DISK_ERROR);
    ldif_close(reader);
}

static HRESULT read_all(const char *file, size_t bytes, ULONG *entries)
{
    struct byte_span span = {file, bytes};
    struct ldif_reader *reader;
    struct ldif_entry entry;
    HRESULT hr = ldif_open((struct byte_source){byte_span_get, &span}, 0, &reader);

    *entries = 0;
    if (FAILED(hr)) return hr;
    while ((hr = ldif_next(reader, &entry)) == S_OK)
        ++*entries;
    if (FAILED(hr)) assert_int_equal(ldif_next(reader, &entry), hr);
    ldif_close(reader);
    return hr;
}

static void running_out_of_memory_is_told(void **state)
{
    struct pot file = {0};
    ULONG entries;

    (void)state;
    pot_say(&file, "dn: a\ncn: gr\xfcn\ndn: b\n");
    for (size_t i = 0; i < 2000; i++) /* so that blocks and buffers must grow */
        pot_say(&file, "cn: grun and blue\n");
    for (long n = 0;; n++) {
        HRESULT hr;

        malloc_fails_after(n);
        hr = read_all(file.text, file.n, &entries);
        if (!malloc_failed()) {
            assert_int_equal(hr, S_FALSE);
            assert_int_equal(entries, 2);
            assert_true(n > 8);
            break;
        }
        assert_int_equal(hr, MAPI_E_NOT_ENOUGH_MEMORY);
        assert_true(entries < 2);
    }
    free(file.text);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_examples_of_rfc_2849),
        cmocka_unit_test(values_keep_what_is_theirs),
        cmocka_unit_test(what_programs_really_write_is_read),
        cmocka_unit_test(what_cannot_be_read_is_counted),
        cmocka_unit_test(the_code_page_of_the_rest_is_the_callers),
        cmocka_unit_test(lines_and_entries_are_bounded),
        cmocka_unit_test(attributes_are_found_whatever_their_options),
        cmocka_unit_test(an_error_of_the_source_is_for_good),
        cmocka_unit_test(running_out_of_memory_is_told),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
