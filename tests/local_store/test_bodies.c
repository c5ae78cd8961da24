/*
 * test_bodies.c - a message that was written in text, HTML or RTF answers in what the others of
 * them say
 */
#include <string.h>
#include "codec/rtf/rtf_body.h"
#include "common/text/text8.h"
#include "edkmdb.h"
#include "local_store/body_fixture.h"
#include "local_store/failing_malloc.h"
#include "local_store/folder.h"
#include "local_store/table_fixture.h"

#define PR_BODY_HTML_W PROP_TAG(PT_UNICODE, 0x1013)

static HRESULT set_html(void *object, const char *html)
{
    return set_bytes(object, PR_HTML, html, strlen(html));
}

/* As a stream that has a header and is not compressed. */
static HRESULT set_rtf(void *object, const char *rtf)
{
    ULONG n = (ULONG)strlen(rtf);
    BYTE bytes[2048] = {(BYTE)(n + 12),
                        (BYTE)((n + 12) >> 8),
                        0,
                        0,
                        (BYTE)n,
                        (BYTE)(n >> 8),
                        0,
                        0,
                        'M',
                        'E',
                        'L',
                        'A'};

    assert_true(n + 16 < sizeof(bytes));
    memcpy(bytes + 16, rtf, n);
    return set_bytes(object, PR_RTF_COMPRESSED, bytes, n + 16);
}

static void assert_bytes(void *object, ULONG tag, const char *bytes)
{
    SPropValue *value = get_prop(object, tag);

    assert_int_equal(value->Value.bin.cb, strlen(bytes));
    assert_memory_equal(value->Value.bin.lpb, bytes, strlen(bytes));
    FREE(value);
}

/* PidTagNativeBody: 3; 6.8-14 */
static void html_has_text(void **state)
{
    struct fixture *f = *state;
    IMAPIFolder *inbox = open_inbox(f);
    IMessage *message = new_message(inbox);
    SizedSPropTagArray(1, columns) = {1, {PR_BODY_W}};
    SPropTagArray *tags = NULL;
    IMAPITable *table;
    SRowSet *rows = NULL;
    bool listed = false;

    ok_hr(set_html(message, "<p>Hello&nbsp;<b>you</b></p><script>no</script>"));
    assert_text(message, PR_BODY_W, L"Hello you\r\n"); /* not saved yet */
    ok_hr(message->lpVtbl->GetPropList(message, MAPI_UNICODE, &tags));
    for (ULONG i = 0; i < tags->cValues; i++)
        listed = listed || tags->aulPropTag[i] == PR_BODY_W;
    FREE(tags);
    assert_true(listed);
    save(message);
    message = reopened(f, message);
    assert_text(message, PR_BODY_W, L"Hello you\r\n");
    assert_bytes(message, PR_HTML, "<p>Hello&nbsp;<b>you</b></p><script>no</script>");
    assert_int_equal(get_long(message, PR_NATIVE_BODY_INFO), 3);
    assert_rtf(message, RTF_OF_HTML, L"<p>Hello&nbsp;<b>you</b></p><script>no</script>");

    table = contents(inbox, 0);
    ok_hr(table->lpVtbl->SetColumns(table, (SPropTagArray *)&columns, 0));
    ok_hr(table->lpVtbl->QueryRows(table, 10, 0, &rows));
    assert_int_equal(rows->cRows, 1);
    assert_int_equal(wide_cmp(rows->aRow[0].lpProps[0].Value.lpszW, L"Hello you\r\n"), 0);
    free_rows(rows);
    table->lpVtbl->Release(table);

    ok_hr(set_html(message, "<p>Other")); /* the text of what was is none any more */
    save(message);
    message = reopened(f, message);
    assert_text(message, PR_BODY_W, L"Other\r\n");
    message->lpVtbl->Release(message);
    inbox->lpVtbl->Release(inbox);
}

static void text_has_rtf(void **state)
{
    struct fixture *f = *state;
    IMAPIFolder *inbox = open_inbox(f);
    IMessage *message = new_message(inbox);

    ok_hr(set_text(message, PR_BODY_W, L"text"));
    save(message);
    message = reopened(f, message);
    assert_int_equal(get_long(message, PR_NATIVE_BODY_INFO), 1);
    assert_none(message, PR_HTML);
    assert_rtf(message, RTF_OF_TEXT, L"text");
    delete_prop(message, PR_BODY_W);
    save(message);
    message = reopened(f, message);
    assert_none(message, PR_BODY_W);
    assert_none(message, PR_RTF_COMPRESSED);
    assert_none(message, PR_NATIVE_BODY_INFO);
    message->lpVtbl->Release(message);
    inbox->lpVtbl->Release(inbox);
}

static void who_writes_last_is_believed(void **state)
{
    struct fixture *f = *state;
    IMAPIFolder *inbox = open_inbox(f);
    IMessage *message = new_message(inbox);

    ok_hr(set_html(message, "<p>one"));
    save(message);
    ok_hr(set_text(message, PR_BODY_W, L"two"));
    save(message);
    message = reopened(f, message);
    assert_none(message, PR_HTML);
    assert_text(message, PR_BODY_W, L"two");
    assert_int_equal(get_long(message, PR_NATIVE_BODY_INFO), 1);

    ok_hr(set_rtf(message, "{\\rtf1 three}"));
    save(message);
    message = reopened(f, message);
    assert_text(message, PR_BODY_W, L"three");
    assert_true(is_in_sync(message));
    assert_int_equal(get_long(message, PR_NATIVE_BODY_INFO), 2);

    ok_hr(set_html(message, "four"));
    save(message);
    message = reopened(f, message);
    assert_text(message, PR_BODY_W, L"four\r\n");
    assert_rtf(message, RTF_OF_HTML, L"four"); /* not what a client wrote: that has gone */
    assert_none(message, PR_RTF_IN_SYNC);
    delete_prop(message, PR_HTML);
    save(message);
    message = reopened(f, message);
    assert_text(message, PR_BODY_W, L"four\r\n");
    assert_int_equal(get_long(message, PR_NATIVE_BODY_INFO), 1);
    message->lpVtbl->Release(message);
    inbox->lpVtbl->Release(inbox);
}

/* "only white space has been changed, the properties are left unchanged" (PR_BODY) */
static void white_space_is_no_change(void **state)
{
    struct fixture *f = *state;
    IMAPIFolder *inbox = open_inbox(f);
    IMessage *message = new_message(inbox);

    ok_hr(set_rtf(message, "{\\rtf1 a {\\b b}\\par c}"));
    save(message);
    ok_hr(set_text(message, PR_BODY_W, L"a b  c"));
    save(message);
    message = reopened(f, message);
    assert_text(message, PR_BODY_W, L"a b  c");
    assert_true(is_in_sync(message));
    FREE(get_prop(message, PR_RTF_COMPRESSED));
    ok_hr(set_text(message, PR_BODY_W, L"a b d"));
    save(message);
    message = reopened(f, message);
    assert_rtf(message, RTF_OF_TEXT, L"a b d");
    assert_none(message, PR_RTF_IN_SYNC); /* 11.8-21: "must delete" */
    message->lpVtbl->Release(message);
    inbox->lpVtbl->Release(inbox);
}

/* Who copies by streams writes HTML first, and the text in SetProps: both are meant, in whatever
 * order. */
static void who_writes_both_means_both(void **state)
{
    struct fixture *f = *state;
    IMAPIFolder *inbox = open_inbox(f);

    for (int order = 0; order < 2; order++) {
        IMessage *message = new_message(inbox);

        if (order) ok_hr(set_text(message, PR_BODY_W, L"my text"));
        ok_hr(set_html(message, "<p>my HTML"));
        assert_text(message, PR_BODY_W, order ? L"my text" : L"my HTML\r\n");
        if (!order) ok_hr(set_text(message, PR_BODY_W, L"my text"));
        save(message);
        message = reopened(f, message);
        assert_text(message, PR_BODY_W, L"my text");
        assert_bytes(message, PR_HTML, "<p>my HTML");
        assert_int_equal(get_long(message, PR_NATIVE_BODY_INFO), 3);
        ok_hr(set_text(message, PR_SUBJECT_W, L"s")); /* changes no body */
        save(message);
        message = reopened(f, message);
        assert_text(message, PR_BODY_W, L"my text");
        assert_bytes(message, PR_HTML, "<p>my HTML");
        message->lpVtbl->Release(message);
    }
    inbox->lpVtbl->Release(inbox);
}

/* 11.8-17 11.8-20 */
static void rtf_gives_what_it_was_made_of(void **state)
{
    struct fixture *f = *state;
    IMAPIFolder *inbox = open_inbox(f);
    IMessage *message = new_message(inbox);

    ok_hr(set_long(message, PR_RTF_SYNC_BODY_CRC, 5));
    ok_hr(set_rtf(
        message,
        "{\\rtf1\\ansi\\ansicpg1251\\fromhtml1{\\*\\htmltag64 <p>}\\htmlrtf \\par\\htmlrtf0 x\\'e4{\\*\\htmltag72 </p>}}"));
    save(message);
    message = reopened(f, message);
    assert_text(message, PR_BODY_W, L"x\u0434\r\n");
    assert_bytes(message, PR_HTML, "<p>x\xd0\xb4</p>");
    assert_int_equal(get_long(message, PR_INTERNET_CPID), 65001);
    assert_int_equal(get_long(message, PR_NATIVE_BODY_INFO), 3);
    assert_true(is_in_sync(message));
    assert_none(message, PR_RTF_SYNC_BODY_CRC); /* of another text */

    ok_hr(set_rtf(message, "{\\rtf1\\ansi\\fromtext a\\par b}"));
    save(message);
    message = reopened(f, message);
    assert_text(message, PR_BODY_W, L"a\r\nb");
    assert_none(message, PR_HTML);
    assert_int_equal(get_long(message, PR_NATIVE_BODY_INFO), 1);

    ok_hr(set_bytes(message, PR_RTF_COMPRESSED, "not RTF at all, to be sure", 26)); /* 11.8-07 */
    save(message);
    message = reopened(f, message);
    assert_bytes(message, PR_RTF_COMPRESSED, "not RTF at all, to be sure");
    assert_none(message, PR_BODY_W); /* that was of other RTF */
    assert_none(message, PR_RTF_IN_SYNC);
    message->lpVtbl->Release(message);

    message = new_message(inbox); /* what the code page lacks is written as a reference */
    ok_hr(set_long(message, PR_INTERNET_CPID, 28591));
    ok_hr(
        set_rtf(message, "{\\rtf1\\fromhtml1 {\\*\\htmltag <p>}\\'e4\\u8364?\\u-10179?\\u-8704?}"));
    save(message);
    assert_bytes(message, PR_HTML, "<p>\xe4&#8364;&#128512;");
    assert_text(message, PR_BODY_W, L"\u00e4\u20ac\xd83d\xde00\r\n");
    message->lpVtbl->Release(message);
    inbox->lpVtbl->Release(inbox);
}

/* 11.8-20: what tells of RTF goes with it, whoever deletes it and when */
static void deleted_rtf_leaves_nothing_behind(void **state)
{
    struct fixture *f = *state;
    IMAPIFolder *inbox = open_inbox(f);

    for (int saved = 0; saved < 2; saved++) {
        IMessage *message = new_message(inbox);

        ok_hr(set_rtf(message, "{\\rtf1 text}"));
        ok_hr(set_long(message, PR_RTF_SYNC_BODY_COUNT, 4));
        if (saved) {
            save(message);
            message = reopened(f, message);
        }
        assert_true(is_in_sync(message));
        delete_prop(message, PR_RTF_COMPRESSED);
        assert_none(message, PR_RTF_IN_SYNC);
        assert_none(message, PR_RTF_SYNC_BODY_COUNT);
        save(message);
        message = reopened(f, message);
        assert_none(message, PR_RTF_IN_SYNC);
        assert_text(message, PR_BODY_W, L"text");
        assert_int_equal(get_long(message, PR_NATIVE_BODY_INFO), 1);
        message->lpVtbl->Release(message);
    }
    inbox->lpVtbl->Release(inbox);
}

/* What can't be read has no text: not that of the HTML whose place it took, but one that is written
 * with it. */
static void what_cannot_be_read_has_no_text(void **state)
{
    static const char unreadable[] = "not RTF at all, to be sure";
    struct fixture *f = *state;
    IMAPIFolder *inbox = open_inbox(f);

    for (int kind = 0; kind < 4; kind++) {
        IMessage *message = new_message(inbox);
        bool with_text = kind & 1;

        ok_hr(set_html(message, "<p>HTML"));
        save(message);
        if (kind & 2)
            ok_hr(set_long(message, CHANGE_PROP_TYPE(PR_HTML, PT_LONG), 5));
        else
            ok_hr(set_bytes(message, PR_RTF_COMPRESSED, unreadable, strlen(unreadable)));
        if (with_text) ok_hr(set_text(message, PR_BODY_W, L"text"));
        for (int saved = 0; saved < 2; saved++) {
            if (with_text)
                assert_text(message, PR_BODY_W, L"text");
            else
                assert_none(message, PR_BODY_W);
            assert_none(message, PR_RTF_IN_SYNC);
            if (saved) break;
            save(message);
            message = reopened(f, message);
        }
        message->lpVtbl->Release(message);
    }
    inbox->lpVtbl->Release(inbox);
}

static void html_is_read_in_its_charset(void **state)
{
    static const struct {
        LONG code_page;
        const char *html;
        const WCHAR *text;
    } cases[] = {
        {28591, "\xe4", L"\u00e4\r\n"},
        {65001, "\xc3\xa4", L"\u00e4\r\n"},
        {932, "<b>\x83\x41</b>\x83\x5c", L"\u30a2\u30bd\r\n"},
        {0, "<meta charset=koi8-r>\xc1", L"\u0430\r\n"},
        {20127, "\xc3\xa4", L"\u00e4\r\n"},
        {0, "\xe4", L"\u00e4\r\n"},
        {99999, "\xc3\xa4", L"\u00e4\r\n"},
        {1252, "\xef\xbb\xbf\xc3\xa4", L"\u00e4\r\n"},
        {50220, "\x1b$B%\"\x1b(B", L"\u30a2\r\n"},
    };
    struct fixture *f = *state;
    IMAPIFolder *inbox = open_inbox(f);

    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        IMessage *message = new_message(inbox);

        if (cases[i].code_page) ok_hr(set_long(message, PR_INTERNET_CPID, cases[i].code_page));
        ok_hr(set_html(message, cases[i].html));
        assert_text(message, PR_BODY_W, cases[i].text);
        message->lpVtbl->Release(message);
    }
    inbox->lpVtbl->Release(inbox);
}

/* Who tells the charset later, or another one, has other text. */
static void html_is_read_again_in_another_charset(void **state)
{
    struct fixture *f = *state;
    IMAPIFolder *inbox = open_inbox(f);
    IMessage *message = new_message(inbox);

    ok_hr(set_html(message, "<p>\xe4"));
    assert_text(message, PR_BODY_W, L"\u00e4\r\n"); /* guessed */
    ok_hr(set_long(message, PR_INTERNET_CPID, 1251));
    assert_text(message, PR_BODY_W, L"\u0434\r\n");
    ok_hr(set_long(message, PR_INTERNET_CPID, 28591));
    save(message);
    message = reopened(f, message);
    assert_text(message, PR_BODY_W, L"\u00e4\r\n");
    ok_hr(set_long(message, PR_INTERNET_CPID, 1251));
    save(message);
    message = reopened(f, message);
    assert_text(message, PR_BODY_W, L"\u0434\r\n");
    assert_bytes(message, PR_HTML, "<p>\xe4");

    ok_hr(set_text(message, PR_BODY_HTML_W, L"<p>\u00e4")); /* text is in none */
    save(message);
    ok_hr(set_text(message, PR_BODY_W, L" \u00e4 "));
    save(message);
    ok_hr(set_long(message, PR_INTERNET_CPID, 932));
    assert_text(message, PR_BODY_W, L" \u00e4 ");
    message->lpVtbl->Release(message);

    message = new_message(inbox); /* HTML that the RTF holds is put in it */
    ok_hr(set_rtf(message, "{\\rtf1\\ansi\\ansicpg1251\\fromhtml1{\\*\\htmltag64 <p>}x\\'e4}"));
    save(message);
    assert_bytes(message, PR_HTML, "<p>x\xd0\xb4");
    ok_hr(set_long(message, PR_INTERNET_CPID, 1251));
    save(message);
    message = reopened(f, message);
    assert_bytes(message, PR_HTML, "<p>x\xe4");
    assert_text(message, PR_BODY_W, L"x\u0434\r\n");
    message->lpVtbl->Release(message);
    inbox->lpVtbl->Release(inbox);
}

/* Characters of two bytes lie over the borders of pieces; the text is long, too. */
static void long_html_has_long_text(void **state)
{
    enum { CHARS = 200001, UNITS = CHARS + CHARS / 1000 + 2 };
    struct fixture *f = *state;
    IMAPIFolder *inbox = open_inbox(f);
    IMessage *message = new_message(inbox);
    char *html = malloc(3 + CHARS * 2);
    WCHAR *got = malloc(UNITS * sizeof(*got));
    IStream *stream = NULL;
    ULONG done;

    assert_non_null(html);
    assert_non_null(got);
    memcpy(html, "<p>", 3);
    for (int i = 0; i < CHARS; i++)
        memcpy(html + 3 + 2 * i, i % 1000 == 999 ? "xy" : "\x83\x41", 2);
    ok_hr(set_long(message, PR_INTERNET_CPID, 932));
    ok_hr(message->lpVtbl->OpenProperty(message, PR_HTML, &IID_IStream, STGM_READWRITE,
                                        MAPI_CREATE | MAPI_MODIFY, (IUnknown **)&stream));
    ok_hr(stream->lpVtbl->Write(stream, html, 3 + CHARS * 2, &done));
    ok_hr(stream->lpVtbl->Commit(stream, 0));
    stream->lpVtbl->Release(stream);
    save(message);
    message = reopened(f, message);
    assert_int_equal(get_error(message, PR_BODY_W), MAPI_E_NOT_ENOUGH_MEMORY); /* 6.1-09 */
    ok_hr(message->lpVtbl->OpenProperty(message, PR_BODY_W, &IID_IStream, 0, 0,
                                        (IUnknown **)&stream));
    ok_hr(stream->lpVtbl->Read(stream, got, UNITS * sizeof(*got), &done));
    assert_int_equal(done, UNITS * sizeof(*got));
    for (int i = 0; i < UNITS - 2; i++)
        assert_int_equal(got[i], i % 1001 == 999 ? 'x' : i % 1001 == 1000 ? 'y' : 0x30a2);
    stream->lpVtbl->Release(stream);
    message->lpVtbl->Release(message);
    inbox->lpVtbl->Release(inbox);
    free(html);
    free(got);
}

/* One id, two names: PR_HTML is bytes, PR_BODY_HTML text. */
static void html_is_bytes_or_text(void **state)
{
    struct fixture *f = *state;
    IMAPIFolder *inbox = open_inbox(f);
    IMessage *message = new_message(inbox);

    ok_hr(set_long(message, PR_INTERNET_CPID, 1252));
    ok_hr(set_html(message, "<p>\xe4\x80"));
    assert_text(message, PR_BODY_HTML_W, L"<p>\u00e4\u20ac");
    ok_hr(set_text(message, PR_BODY_HTML_W, L"<i>\u00e4\u0434"));
    save(message);
    message = reopened(f, message);
    assert_text(message, PR_BODY_HTML_W, L"<i>\u00e4\u0434");
    assert_bytes(message, PR_HTML, "<i>\xe4&#1076;");
    assert_text(message, PR_BODY_W, L"\u00e4\u0434\r\n");
    message->lpVtbl->Release(message);
    inbox->lpVtbl->Release(inbox);
}

static void messages_in_messages_do_the_same(void **state)
{
    struct fixture *f = *state;
    IMAPIFolder *inbox = open_inbox(f);
    IMessage *message = new_message(inbox), *inner = NULL;
    IAttach *attach = NULL;
    ULONG num;

    ok_hr(message->lpVtbl->CreateAttach(message, NULL, 0, &num, &attach));
    ok_hr(set_long(attach, PR_ATTACH_METHOD, ATTACH_EMBEDDED_MSG));
    ok_hr(attach->lpVtbl->OpenProperty(attach, PR_ATTACH_DATA_OBJ, &IID_IMessage, 0,
                                       MAPI_CREATE | MAPI_MODIFY, (IUnknown **)&inner));
    ok_hr(set_html(inner, "<p>in"));
    save(inner);
    ok_hr(set_text(inner, PR_BODY_W, L"text")); /* after a save of its own */
    save(inner);
    assert_none(inner, PR_HTML);
    ok_hr(set_html(inner, "<p>inner"));
    save(inner);
    inner->lpVtbl->Release(inner);
    ok_hr(attach->lpVtbl->SaveChanges(attach, 0));
    attach->lpVtbl->Release(attach);
    save(message);
    message = reopened(f, message);
    ok_hr(message->lpVtbl->OpenAttach(message, num, NULL, 0, &attach));
    ok_hr(attach->lpVtbl->OpenProperty(attach, PR_ATTACH_DATA_OBJ, &IID_IMessage, 0, 0,
                                       (IUnknown **)&inner));
    assert_text(inner, PR_BODY_W, L"inner\r\n");
    inner->lpVtbl->Release(inner);
    attach->lpVtbl->Release(attach);
    message->lpVtbl->Release(message);
    inbox->lpVtbl->Release(inbox);
}

/* A text of a code page that this machine lacks, from another one: it is no error to put another in
 * its place. */
static void text_of_an_unknown_code_page_is_replaced(void **state)
{
    struct fixture *f = *state;
    IMAPIFolder *inbox = open_inbox(f);
    IMessage *message = new_message(inbox);
    char text[5000];

    memset(text, 0xe4, sizeof(text));
    native_ansi_code_page = 99999;
    write_stream(message, PR_BODY_A, text, sizeof(text));
    native_ansi_code_page = 65001;
    ok_hr(set_html(message, "<p>HTML"));
    save(message);
    message = reopened(f, message);
    ok_hr(set_text(message, PR_BODY_W, L"mine"));
    save(message);
    message = reopened(f, message);
    assert_text(message, PR_BODY_W, L"mine");
    assert_none(message, PR_HTML);
    message->lpVtbl->Release(message);
    inbox->lpVtbl->Release(inbox);
}

static void sql(IMAPIFolder *folder, const char *text)
{
    struct db *db = folder_from_iface(folder)->store->file->db;

    db_lock(db);
    if (sqlite3_exec(db->sql, text, NULL, NULL, NULL) != SQLITE_OK)
        fail_msg("%s: %s", text, sqlite3_errmsg(db->sql));
    db_unlock(db);
}

/* What earlier programs saved has no text of its HTML: it has when it is opened, and for tables
 * when it is saved. */
static void old_messages_have_text_too(void **state)
{
    struct fixture *f = *state;
    IMAPIFolder *inbox = open_inbox(f);
    IMessage *message = new_message(inbox);

    save(message);
    /* PR_HTML <p>x */
    sql(inbox,
        "INSERT OR REPLACE INTO message_props(id, data) SELECT id, x'0102011310083c703e78' FROM messages");
    message = reopened(f, message);
    assert_text(message, PR_BODY_W, L"x\r\n");
    message = reopened(f, message);
    ok_hr(set_text(message, PR_SUBJECT_W, L"s"));
    save(message);
    sql(inbox, "UPDATE messages SET subject='t'");
    message = reopened(f, message);
    assert_text(message, PR_BODY_W, L"x\r\n");
    message->lpVtbl->Release(message);
    inbox->lpVtbl->Release(inbox);
}

static IMAPITable *table_of(IMAPIFolder *folder, const WCHAR *part)
{
    SPropValue value = {.ulPropTag = PR_BODY_W, .Value.lpszW = (WCHAR *)part};
    SRestriction has = {.rt = RES_CONTENT,
                        .res.resContent = {FL_SUBSTRING | FL_IGNORECASE, PR_BODY_W, &value}};
    IMAPITable *table = contents(folder, 0);

    ok_hr(table->lpVtbl->Restrict(table, &has, 0));
    return table;
}

/* Found by the index, and without it: what waits is looked at. */
static void the_text_of_html_is_found(void **state)
{
    struct fixture *f = *state;
    IMAPIFolder *inbox = open_inbox(f);

    for (int i = 0; i < 3; i++) {
        IMessage *message = new_message(inbox);

        ok_hr(set_html(message, i == 1 ? "<p>N&eacute;<b>edle</b>" : "<p class=needle>hay"));
        save(message);
        message->lpVtbl->Release(message);
    }
    for (int pass = 0; pass < 3; pass++) {
        IMAPITable *table = table_of(inbox, L"\u00e9EDLE");

        expect_count(table, 1);
        table->lpVtbl->Release(table);
        table = table_of(inbox, L"needle"); /* markup is no text */
        expect_count(table, 0);
        table->lpVtbl->Release(table);
        if (pass == 1)
            sql(inbox,
                "INSERT INTO text_index(text_index) VALUES('delete-all'); INSERT INTO text_queue(message) SELECT id FROM messages");
    }
    inbox->lpVtbl->Release(inbox);
}

/* Each failure leaves the message as it was, to be saved again. */
/* Made for who asks, and not listed: who copies all there is gets no more than a client wrote. */
static void rtf_is_made_for_who_asks(void **state)
{
    struct fixture *f = *state;
    IMAPIFolder *inbox = open_inbox(f);
    IMessage *message = new_message(inbox);
    SPropTagArray *tags = NULL;
    WCHAR *text = calloc(200001, sizeof(*text));
    HRESULT hr;

    assert_non_null(text);
    for (int i = 0; i < 200000; i++)
        text[i] = i % 61 == 60   ? '\n'
                  : i % 61 == 59 ? '\r'
                                 : (WCHAR)(i % 7 ? 0x20 + i % 0x5e : 0x4e00 + i % 0x3000);
    ok_hr(set_text(message, PR_BODY_W, text));
    save(message);
    message = reopened(f, message);
    assert_rtf(message, RTF_OF_TEXT, text); /* long enough to be staged */
    ok_hr(message->lpVtbl->GetPropList(message, MAPI_UNICODE, &tags));
    for (ULONG i = 0; i < tags->cValues; i++)
        assert_int_not_equal(PROP_ID(tags->aulPropTag[i]), PROP_ID(PR_RTF_COMPRESSED));
    FREE(tags);
    assert_int_equal(get_long(message, PR_NATIVE_BODY_INFO), 1);

    ok_hr(set_long(message, PR_INTERNET_CPID, 1252));
    ok_hr(set_html(message, "<p>\xe4\x80&amp;\r\n</p>"));
    assert_rtf(message, RTF_OF_HTML, L"<p>\u00e4\u20ac&amp;\r\n</p>");
    ok_hr(set_text(message, PR_BODY_HTML_W, L"<i>\u65e5")); /* not saved yet */
    assert_rtf(message, RTF_OF_HTML, L"<i>\u65e5");
    for (long n = 0;; n++) {
        SizedSPropTagArray(1, wanted) = {1, {PR_RTF_COMPRESSED}};
        SPropValue *value = NULL;
        ULONG count;

        malloc_fails_after(n);
        hr = message->lpVtbl->GetProps(message, (SPropTagArray *)&wanted, 0, &count, &value);
        if (!malloc_failed()) {
            ok_hr(hr);
            assert_int_equal(value->ulPropTag, PR_RTF_COMPRESSED);
            FREE(value);
            break;
        }
        if (SUCCEEDED(hr)) { /* the property's error, or it did without */
            if (PROP_TYPE(value->ulPropTag) == PT_ERROR)
                assert_int_equal(value->Value.err, MAPI_E_NOT_ENOUGH_MEMORY);
            FREE(value);
        } else {
            assert_int_equal(hr, MAPI_E_NOT_ENOUGH_MEMORY);
        }
    }
    free(text);
    message->lpVtbl->Release(message);
    inbox->lpVtbl->Release(inbox);
}

static void running_out_of_memory_loses_no_body(void **state)
{
    struct fixture *f = *state;
    IMAPIFolder *inbox = open_inbox(f);
    IMessage *message = new_message(inbox);
    HRESULT hr;

    ok_hr(set_rtf(message, "{\\rtf1\\fromhtml1 {\\*\\htmltag <p>}one}"));
    save(message);
    for (long n = 0;; n++) {
        ok_hr(set_html(message, "<p>two"));
        malloc_fails_after(n);
        hr = message->lpVtbl->SaveChanges(message, KEEP_OPEN_READWRITE);
        if (!malloc_failed()) break;
        if (FAILED(hr)) assert_int_equal(hr, MAPI_E_NOT_ENOUGH_MEMORY);
        save(message);
        assert_text(message, PR_BODY_W, L"two\r\n");
        assert_rtf(message, RTF_OF_HTML, L"<p>two");
        ok_hr(set_rtf(message, "{\\rtf1\\fromhtml1 {\\*\\htmltag <p>}one}"));
        malloc_fails_after(n);
        hr = message->lpVtbl->SaveChanges(message, KEEP_OPEN_READWRITE);
        if (!malloc_failed()) ok_hr(hr);
        if (FAILED(hr)) assert_int_equal(hr, MAPI_E_NOT_ENOUGH_MEMORY);
        save(message);
        assert_text(message, PR_BODY_W, L"one\r\n");
        assert_bytes(message, PR_HTML, "<p>one");
    }
    ok_hr(hr);
    message->lpVtbl->Release(message);
    inbox->lpVtbl->Release(inbox);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, store_setup, store_teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(html_has_text),
        TEST(text_has_rtf),
        TEST(who_writes_last_is_believed),
        TEST(white_space_is_no_change),
        TEST(who_writes_both_means_both),
        TEST(rtf_gives_what_it_was_made_of),
        TEST(deleted_rtf_leaves_nothing_behind),
        TEST(what_cannot_be_read_has_no_text),
        TEST(html_is_read_in_its_charset),
        TEST(html_is_read_again_in_another_charset),
        TEST(long_html_has_long_text),
        TEST(html_is_bytes_or_text),
        TEST(messages_in_messages_do_the_same),
        TEST(text_of_an_unknown_code_page_is_replaced),
        TEST(old_messages_have_text_too),
        TEST(the_text_of_html_is_found),
        TEST(rtf_is_made_for_who_asks),
        TEST(running_out_of_memory_loses_no_body),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
