/*
 * test_ldif_write.c - an entry of a directory on its way out
 */
#include "codec/card_fixture.h"

static void text_is_encoded_where_it_would_be_misread(void **state)
{
    static const struct ldif_value values[] = {
        {"cn", "plain: it < is", 14, false},
        {"empty", "", 0, false},
        {"a", " b", 2, false},
        {"a", "b ", 2, false},
        {"a", ":b", 2, false},
        {"a", "<b", 2, false},
        {"a", "b\n", 2, false},
        {"a", "\xc3\xbc", 2, false},
        {"a;binary", "\0\1\2", 3, true},
    };
    struct ldif_entry entry = {.dn = "cn=\xc3\xbc", .values = values, .n = 9};
    struct byte_sink sink;
    struct pot pot = {0};

    (void)state;
    sink = (struct byte_sink){pot_put, &pot};
    assert_int_equal(ldif_write_head(sink), S_OK);
    assert_int_equal(ldif_write(&entry, sink), S_OK);
    assert_string_equal(pot.text, "version: 1\n\ndn:: Y249w7w=\ncn: plain: it < is\nempty:\n"
                                  "a:: IGI=\na:: YiA=\na:: OmI=\na:: PGI=\na:: Ygo=\na:: w7w=\n"
                                  "a;binary:: AAEC\n\n");
    free(pot.text);
}

static void long_lines_are_folded(void **state)
{
    struct ldif_value value = {"description", NULL, 200, false};
    struct ldif_entry entry = {.dn = "a", .values = &value, .n = 1};
    char text[201];
    struct pot pot = {0};
    size_t lines = 0, bytes = 0;

    (void)state;
    memset(text, 'x', 200);
    text[200] = 0;
    value.text = text;
    assert_int_equal(ldif_write(&entry, (struct byte_sink){pot_put, &pot}), S_OK);
    for (char *line = strtok(pot.text, "\n"); line; line = strtok(NULL, "\n")) {
        assert_in_range(strlen(line), 1, 76);
        if (lines > 1) assert_int_equal(line[0], ' ');
        bytes += strlen(line);
        lines++;
    }
    assert_int_equal(lines, 4);
    assert_int_equal(bytes, strlen("dn: a") + strlen("description: ") + 200 + 2);
    free(pot.text);
}

static void what_can_be_no_entry_is_refused(void **state)
{
    static const char *const names[] = {"", "a b", "a:", "gr\xc3\xbcn", "a\n"};
    struct ldif_value value = {"cn", "a", 1, false};
    struct ldif_entry entry = {.values = &value, .n = 1};
    struct pot pot = {.most = 8};
    struct byte_sink sink = {pot_put, &pot};

    (void)state;
    assert_int_equal(ldif_write(&entry, sink), MAPI_E_INVALID_PARAMETER);
    entry.dn = "a";
    for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
        value.name = names[i];
        assert_int_equal(ldif_write(&entry, sink), MAPI_E_INVALID_PARAMETER);
    }
    assert_null(pot.text);
    value.name = "cn";
    assert_int_equal(ldif_write(&entry, sink), MAPI_E_NOT_ENOUGH_DISK);
    assert_int_equal(ldif_write_head(sink), MAPI_E_NOT_ENOUGH_DISK);
    free(pot.text);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(text_is_encoded_where_it_would_be_misread),
        cmocka_unit_test(long_lines_are_folded),
        cmocka_unit_test(what_can_be_no_entry_is_refused),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
