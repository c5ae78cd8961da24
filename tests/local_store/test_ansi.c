/*
 * test_ansi.c - clients without MAPI_UNICODE: their text in their code page, whatever it is, cut
 * between characters
 */
#include <stdio.h>
#include <string.h>
#include "common/text/text8.h"
#include "local_store/table_fixture.h"

/* One character, as text and in a code page; some take two bytes, some three. */
static const struct page {
    UINT code_page;
    const char *bytes;
    WCHAR c;
} pages[] = {
    {1252, "\xe4", 0xe4},
    {932, "\x83\x5c", 0x30bd},
    {936, "\xb0\xa1", 0x554a},
    {949, "\xb0\xa1", 0xac00},
    {950, "\xa5\x5c", 0x529f},
    {1361, "\x88\x61", 0xac00},
    {65001, "\xe3\x82\xbd", 0x30bd},
};
#define EACH_PAGE(p)                                                                               \
    for (const struct page *p = pages; p < pages + sizeof(pages) / sizeof(pages[0]) && use(p); p++)

static bool use(const struct page *page)
{
    native_ansi_code_page = page->code_page;
    return true;
}

static int ansi_teardown(void **state)
{
    native_ansi_code_page = 65001;
    return store_teardown(state);
}

static IMessage *new_message(IMAPIFolder *in)
{
    IMessage *message = NULL;

    ok_hr(in->lpVtbl->CreateMessage(in, NULL, 0, &message));
    return message;
}

static HRESULT set_ansi(void *object, ULONG tag, const char *text)
{
    IMAPIProp *prop = object;
    SPropValue value = {.ulPropTag = tag, .Value.lpszA = (char *)text};

    return prop->lpVtbl->SetProps(prop, 1, &value, NULL);
}

static void assert_ansi(void *object, ULONG tag, const char *text)
{
    SPropValue *value = get_prop(object, tag);

    assert_int_equal(PROP_TYPE(value->ulPropTag), PT_STRING8);
    assert_string_equal(value->Value.lpszA, text);
    FREE(value);
}

static void save(IMessage *message)
{
    ok_hr(message->lpVtbl->SaveChanges(message, KEEP_OPEN_READWRITE));
}

/* first, and n times the page's character */
static void many(char *out, const char *first, const struct page *page, int n)
{
    strcpy(out, first);
    while (n--)
        strcat(out, page->bytes);
}

/* 6.1-06 */
static void text_goes_both_ways(void **state)
{
    struct fixture *f = *state;
    IMAPIFolder *inbox = open_inbox(f);
    SizedSPropTagArray(1, any) = {1, {PROP_TAG(PT_UNSPECIFIED, PROP_ID(PR_SUBJECT))}};

    EACH_PAGE(page) {
        IMessage *message = new_message(inbox);
        const WCHAR text[] = {'a', page->c, 'b', 0};
        SPropTagArray *tags = NULL;
        SPropValue *value = NULL;
        char ansi[8];
        ULONG n;

        snprintf(ansi, sizeof(ansi), "a%sb", page->bytes);
        ok_hr(set_ansi(message, PR_SUBJECT_A, ansi));
        ok_hr(set_ansi(message, PR_SENDER_EMAIL_ADDRESS_A, ansi));
        save(message);
        assert_text(message, PR_SUBJECT_W, text);
        assert_text(message, PR_NORMALIZED_SUBJECT_W, text);
        assert_ansi(message, PR_SUBJECT_A, ansi);
        assert_ansi(message, PR_SENDER_EMAIL_ADDRESS_A, ansi);
        assert_text(message, PR_SENDER_EMAIL_ADDRESS_W, text);
        ok_hr(message->lpVtbl->GetProps(message, (SPropTagArray *)&any, 0, &n, &value));
        assert_int_equal(value->ulPropTag, PR_SUBJECT_A);
        assert_string_equal(value->Value.lpszA, ansi);
        FREE(value);
        ok_hr(message->lpVtbl->GetPropList(message, 0, &tags));
        for (ULONG i = 0; i < tags->cValues; i++)
            assert_int_not_equal(PROP_TYPE(tags->aulPropTag[i]), PT_UNICODE);
        FREE(tags);
        message->lpVtbl->Release(message);
    }
    inbox->lpVtbl->Release(inbox);
}

/* Half a character is no text, but comes back as it was. */
static void bytes_that_are_no_text_are_kept(void **state)
{
    struct fixture *f = *state;
    IMAPIFolder *inbox = open_inbox(f);
    SPropValue *id;
    IMessage *message = new_message(inbox);
    BYTE bytes[48];

    native_ansi_code_page = 932;
    ok_hr(set_ansi(message, PR_SUBJECT_A, "a\x83"));
    ok_hr(set_ansi(message, PR_SENDER_EMAIL_ADDRESS_A, "b\x83"));
    save(message);
    id = id_of(message);
    memcpy(bytes, id->Value.bin.lpb, 48);
    FREE(id);
    message->lpVtbl->Release(message);
    message = open_message(f, bytes, 0);
    assert_ansi(message, PR_SUBJECT_A, "a\x83");
    assert_ansi(message, PR_SENDER_EMAIL_ADDRESS_A, "b\x83");
    message->lpVtbl->Release(message);
    inbox->lpVtbl->Release(inbox);
}

/* What one client wrote in its code page, another reads in its own. */
static void clients_have_code_pages_of_their_own(void **state)
{
    struct fixture *f = *state;
    IMAPIFolder *inbox = open_inbox(f);
    IMessage *message = new_message(inbox);
    static char long_text[8001];
    IStream *stream = NULL;
    ULONG done;
    char got[8] = "";

    native_ansi_code_page = 932;
    ok_hr(set_ansi(message, PR_SUBJECT_A, "\x83\x5c"));
    ok_hr(set_ansi(message, PR_SENDER_EMAIL_ADDRESS_A, "\x83\x5c\x83")); /* kept as bytes */
    for (int i = 0; i < 8000; i += 2)
        memcpy(long_text + i, "\x83\x5c", 2);
    ok_hr(message->lpVtbl->OpenProperty(message, PR_BODY_A, &IID_IStream, STGM_READWRITE,
                                        MAPI_CREATE | MAPI_MODIFY, (IUnknown **)&stream));
    ok_hr(stream->lpVtbl->Write(stream, long_text, 7, &done)); /* in the midst of a character */
    ok_hr(stream->lpVtbl->Write(stream, long_text + 7, 7993, &done));
    ok_hr(stream->lpVtbl->Commit(stream, 0));
    stream->lpVtbl->Release(stream);
    save(message);

    native_ansi_code_page = 65001;
    assert_ansi(message, PR_SUBJECT_A, "\xe3\x82\xbd");
    assert_ansi(message, PR_SENDER_EMAIL_ADDRESS_A, "\xe3\x82\xbd\xef\xbf\xbd");
    ok_hr(message->lpVtbl->OpenProperty(message, PR_BODY_A, &IID_IStream, 0, 0,
                                        (IUnknown **)&stream));
    ok_hr(stream->lpVtbl->Read(stream, got, 6, &done));
    assert_string_equal(got, "\xe3\x82\xbd\xe3\x82\xbd");
    stream->lpVtbl->Release(stream);
    ok_hr(message->lpVtbl->OpenProperty(message, PR_BODY_W, &IID_IStream, 0, 0,
                                        (IUnknown **)&stream));
    memset(got, 0, sizeof(got));
    ok_hr(stream->lpVtbl->Read(stream, got, 2, &done));
    assert_memory_equal(got, "\xbd\x30", 2);
    stream->lpVtbl->Release(stream);
    native_ansi_code_page = 1252;
    assert_ansi(message, PR_SUBJECT_A, "?");
    message->lpVtbl->Release(message);
    inbox->lpVtbl->Release(inbox);
}

static void expect_column(IMAPIFolder *folder, ULONG tag, const char *text)
{
    SizedSPropTagArray(1, columns) = {1, {tag}};
    IMAPITable *table = contents(folder, 0);
    SRowSet *rows = NULL;

    ok_hr(table->lpVtbl->SetColumns(table, (SPropTagArray *)&columns, 0));
    ok_hr(table->lpVtbl->QueryRows(table, 1, 0, &rows));
    assert_int_equal(rows->cRows, 1);
    assert_int_equal(rows->aRow[0].lpProps[0].ulPropTag, tag);
    assert_string_equal(rows->aRow[0].lpProps[0].Value.lpszA, text);
    free_rows(rows);
    table->lpVtbl->Release(table);
}

/* 6.8-14: 255 bytes, or less by the character that would be cut; for what lies in columns, among
 * the others, and long */
static void rows_are_cut_between_characters(void **state)
{
    static const struct {
        ULONG tag;
        int chars;
    } cases[] = {{PR_SUBJECT_A, 300},
                 {PR_SENDER_EMAIL_ADDRESS_A, 140},
                 {PR_SENDER_EMAIL_ADDRESS_A, 300},
                 {PR_BODY_A, 4000}};
    struct fixture *f = *state;
    IMAPIFolder *root = open_root(f);
    static char text[16000], expected[300];
    int n = 0;

    EACH_PAGE(page) {
        for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
            for (int first = 0; first < 2; first++) {
                IMAPIFolder *folder = make_folder(
                    root, (WCHAR[]){'f', (WCHAR)('a' + n / 26), (WCHAR)('a' + n % 26), 0}, 0);
                IMessage *message = new_message(folder);
                int each = (int)strlen(page->bytes), most = (255 - first) / each;

                n++;
                many(text, first ? "x" : "", page, cases[i].chars);
                ok_hr(set_ansi(message, cases[i].tag, text));
                save(message);
                message->lpVtbl->Release(message);
                many(expected, first ? "x" : "", page,
                     cases[i].chars < most ? cases[i].chars : most);
                expect_column(folder, cases[i].tag, expected);
                folder->lpVtbl->Release(folder);
            }
        }
    }
    root->lpVtbl->Release(root);
}

/* ... and wide text not within a character of two units. */
static void wide_rows_are_cut_between_characters(void **state)
{
    static const ULONG tags[] = {PR_SUBJECT_W, PR_SENDER_EMAIL_ADDRESS_W};
    struct fixture *f = *state;
    IMAPIFolder *root = open_root(f);
    WCHAR text[400];

    for (int i = 0; i < 4; i++) {
        IMAPIFolder *folder = make_folder(root, (WCHAR[]){(WCHAR)('a' + i), 0}, 0);
        IMessage *message = new_message(folder);
        SizedSPropTagArray(1, columns) = {1, {tags[i / 2]}};
        IMAPITable *table;
        SRowSet *rows = NULL;

        for (int k = 0; k < 399; k++)
            text[k] = k < i % 2 ? 'x' : (k - i % 2) % 2 ? 0xde00 : 0xd83d;
        text[i % 2 ? 399 : 398] = 0;
        ok_hr(set_text(message, tags[i / 2], text));
        save(message);
        message->lpVtbl->Release(message);
        table = contents(folder, 0);
        ok_hr(table->lpVtbl->SetColumns(table, (SPropTagArray *)&columns, 0));
        ok_hr(table->lpVtbl->QueryRows(table, 1, 0, &rows));
        text[i % 2 ? 255 : 254] = 0;
        assert_int_equal(wide_cmp(rows->aRow[0].lpProps[0].Value.lpszW, text), 0);
        free_rows(rows);
        table->lpVtbl->Release(table);
        folder->lpVtbl->Release(folder);
    }
    root->lpVtbl->Release(root);
}

static void restricted(IMAPIFolder *folder, SRestriction *by, ULONG count)
{
    IMAPITable *table = contents(folder, 0);

    ok_hr(table->lpVtbl->Restrict(table, by, 0));
    expect_count(table, count);
    ok_hr(table->lpVtbl->Restrict(table, NULL, 0));
    assert_int_equal(table->lpVtbl->FindRow(table, by, BOOKMARK_BEGINNING, 0),
                     count ? S_OK : MAPI_E_NOT_FOUND);
    table->lpVtbl->Release(table);
}

/* 6.11-03 6.11-06 6.9-19: constants in the client's code page, also when the second byte is a
 * letter or a backslash in ASCII */
static void restrictions_take_8_bit_text(void **state)
{
    static const ULONG tags[] = {PR_SUBJECT_A, PR_BODY_A, PR_SENDER_EMAIL_ADDRESS_A};
    struct fixture *f = *state;
    IMAPIFolder *root = open_root(f);
    int n = 0;

    EACH_PAGE(page) {
        IMAPIFolder *folder = make_folder(root, (WCHAR[]){(WCHAR)('a' + n++), 0}, 0);
        IMessage *message = new_message(folder);
        char whole[16], part[8], second[4] = {page->bytes[strlen(page->bytes) - 1]};

        snprintf(whole, sizeof(whole), "X%sB%s", page->bytes, page->bytes);
        snprintf(part, sizeof(part), "%sb", page->bytes);
        for (int i = 0; i < 3; i++)
            ok_hr(set_ansi(message, tags[i], whole));
        save(message);
        message->lpVtbl->Release(message);
        for (int i = 0; i < 3; i++) {
            SPropValue value = {.ulPropTag = tags[i], .Value.lpszA = whole};
            SRestriction equal = {.rt = RES_PROPERTY,
                                  .res.resProperty = {RELOP_EQ, tags[i], &value}};
            SRestriction has = {.rt = RES_CONTENT,
                                .res.resContent = {FL_SUBSTRING | FL_IGNORECASE, tags[i], &value}};

            restricted(folder, &equal, 1);
            value.Value.lpszA = part;
            restricted(folder, &equal, 0);
            restricted(folder, &has, 1);
            value.Value.lpszA = second; /* half a character, or another */
            if (strlen(page->bytes) > 1) restricted(folder, &has, 0);
        }
        folder->lpVtbl->Release(folder);
    }
    root->lpVtbl->Release(root);
}

/* The order is that of the text, not of the bytes. */
static void sorting_by_8_bit_columns_sorts_text(void **state)
{
    struct fixture *f = *state;
    IMAPIFolder *inbox = open_inbox(f);
    SSortOrderSet order = {1, 0, 0, {{PR_SUBJECT_A, TABLE_SORT_ASCEND}}};
    static const char *const subjects[] = {"\x88\x9f", "\x83\x41", "b", "A"}; /* U+4E9C U+30A2 */
    SizedSPropTagArray(1, columns) = {1, {PR_SUBJECT_A}};
    IMAPITable *table;
    SRowSet *rows = NULL;

    native_ansi_code_page = 932;
    for (int i = 0; i < 4; i++) {
        IMessage *message = new_message(inbox);

        ok_hr(set_ansi(message, PR_SUBJECT_A, subjects[i]));
        save(message);
        message->lpVtbl->Release(message);
    }
    table = contents(inbox, 0);
    ok_hr(table->lpVtbl->SetColumns(table, (SPropTagArray *)&columns, 0));
    ok_hr(table->lpVtbl->SortTable(table, &order, 0));
    ok_hr(table->lpVtbl->QueryRows(table, 10, 0, &rows));
    assert_int_equal(rows->cRows, 4);
    for (int i = 0; i < 4; i++)
        assert_string_equal(rows->aRow[i].lpProps[0].Value.lpszA, subjects[3 - i]);
    free_rows(rows);
    table->lpVtbl->Release(table);
    inbox->lpVtbl->Release(inbox);
}

/* PT_MV_STRING8, also of a named property, and as instances in a table */
static void lists_of_texts_go_both_ways(void **state)
{
    struct fixture *f = *state;
    IMAPIFolder *root = open_root(f);
    MAPINAMEID name = {.lpguid = (GUID *)&PS_PUBLIC_STRINGS,
                       .ulKind = MNID_STRING,
                       .Kind.lpwstrName = (WCHAR *)L"Keywords"},
               *names = &name;
    SPropTagArray *ids = NULL;
    int n = 0;

    ok_hr(root->lpVtbl->GetIDsFromNames(root, 1, &names, MAPI_CREATE, &ids));
    EACH_PAGE(page) {
        IMAPIFolder *folder = make_folder(root, (WCHAR[]){(WCHAR)('a' + n++), 0}, 0);
        IMessage *message = new_message(folder);
        ULONG tag = PROP_TAG(PT_MV_STRING8, PROP_ID(ids->aulPropTag[0]));
        SizedSPropTagArray(1, instance) = {1,
                                           {PROP_TAG(PT_MV_STRING8 | MV_INSTANCE, PROP_ID(tag))}};
        SPropValue value = {.ulPropTag = tag,
                            .Value.MVszA = {2, (LPSTR[]){"x", (char *)page->bytes}}},
                   *got;
        IMAPITable *table;
        SRowSet *rows = NULL;

        ok_hr(message->lpVtbl->SetProps(message, 1, &value, NULL));
        save(message);
        got = get_prop(message, tag);
        assert_int_equal(got->Value.MVszA.cValues, 2);
        assert_string_equal(got->Value.MVszA.lppszA[1], page->bytes);
        FREE(got);
        got = get_prop(message, CHANGE_PROP_TYPE(tag, PT_MV_UNICODE));
        assert_int_equal(got->Value.MVszW.lppszW[1][0], page->c);
        FREE(got);
        message->lpVtbl->Release(message);
        table = contents(folder, 0);
        ok_hr(table->lpVtbl->SetColumns(table, (SPropTagArray *)&instance, 0));
        ok_hr(table->lpVtbl->QueryRows(table, 10, 0, &rows));
        assert_int_equal(rows->cRows, 2);
        assert_int_equal(PROP_TYPE(rows->aRow[1].lpProps[0].ulPropTag), PT_STRING8);
        assert_string_equal(rows->aRow[1].lpProps[0].Value.lpszA, page->bytes);
        free_rows(rows);
        table->lpVtbl->Release(table);
        folder->lpVtbl->Release(folder);
    }
    FREE(ids);
    root->lpVtbl->Release(root);
}

/* CreateFolder's names, and the hierarchy table's */
static void folders_have_8_bit_names(void **state)
{
    struct fixture *f = *state;
    IMAPIFolder *root = open_root(f);

    EACH_PAGE(page) {
        IMAPIFolder *folder = NULL, *again = NULL;
        char name[16];

        snprintf(name, sizeof(name), "%u%s", page->code_page, page->bytes);
        ok_hr(root->lpVtbl->CreateFolder(root, FOLDER_GENERIC, (LPTSTR)name, (LPTSTR)page->bytes,
                                         NULL, 0, &folder));
        assert_ansi(folder, PR_DISPLAY_NAME_A, name);
        assert_text(folder, PR_COMMENT_W, (WCHAR[]){page->c, 0});
        assert_int_equal(
            root->lpVtbl->CreateFolder(root, FOLDER_GENERIC, (LPTSTR)name, NULL, NULL, 0, &again),
            MAPI_E_COLLISION);
        folder->lpVtbl->Release(folder);
    }
    root->lpVtbl->Release(root);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, store_setup, ansi_teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(text_goes_both_ways),
        TEST(bytes_that_are_no_text_are_kept),
        TEST(clients_have_code_pages_of_their_own),
        TEST(rows_are_cut_between_characters),
        TEST(wide_rows_are_cut_between_characters),
        TEST(restrictions_take_8_bit_text),
        TEST(sorting_by_8_bit_columns_sorts_text),
        TEST(lists_of_texts_go_both_ways),
        TEST(folders_have_8_bit_names),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
