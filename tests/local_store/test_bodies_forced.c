/*
 * test_bodies_forced.c - text, HTML and RTF of a message that two handles save: they come from one
 * save, whoever forces another
 */
#include <string.h>
#include "edkmdb.h"
#include "local_store/body_fixture.h"
#include "local_store/failing_malloc.h"

/* HTML or RTF whose text is too long to lie among the other properties, as it does itself with more
 * than 4,096 letters. */
static void write_letters(IMessage *message, ULONG tag, char letter, size_t letters)
{
    ULONG raw = (ULONG)letters + 8, all = raw + 12;
    ULONG head[4] = {all, raw, 0x414c454d, 0};
    char *bytes = malloc(letters + 24);

    assert_non_null(bytes);
    memset(bytes + 23, letter, letters);
    if (tag == PR_HTML) {
        write_stream(message, tag, bytes + 23, letters);
    } else {
        memcpy(bytes, head, 16);
        memcpy(bytes + 16, "{\\rtf1 ", 7);
        bytes[23 + letters] = '}';
        write_stream(message, tag, bytes, letters + 24);
    }
    free(bytes);
}

static char first_letter(IMessage *message, ULONG tag)
{
    IStream *stream = NULL;
    char first = 0;
    ULONG got;

    ok_hr(message->lpVtbl->OpenProperty(message, tag, &IID_IStream, 0, 0, (IUnknown **)&stream));
    ok_hr(stream->lpVtbl->Read(stream, &first, 1, &got));
    stream->lpVtbl->Release(stream);
    return first;
}

static HRESULT save_as(IMessage *message, ULONG flags)
{
    return message->lpVtbl->SaveChanges(message, KEEP_OPEN_READWRITE | flags);
}

/* A message with HTML or RTF of 'a', and two handles on it, the second of which has saved one of
 * 'b'. */
static void open_twice(struct fixture *f, ULONG tag, size_t letters, IMessage **first,
                       IMessage **second)
{
    IMAPIFolder *inbox = open_inbox(f);
    SPropValue *id;

    *first = new_message(inbox);
    inbox->lpVtbl->Release(inbox);
    write_letters(*first, tag, 'a', letters);
    save(*first);
    *first = reopened(f, *first);
    id = id_of(*first);
    *second = open_message(f, id->Value.bin.lpb, MAPI_MODIFY);
    FREE(id);
    assert_int_equal(first_letter(*first, PR_BODY_W), 'a');
    write_letters(*second, tag, 'b', letters);
    save(*second);
}

/* 6.1-34: a text that another handle's save has replaced is another text */
static void text_is_set_after_another_handles_save(void **state)
{
    static const ULONG tags[] = {PR_HTML, PR_RTF_COMPRESSED};
    struct fixture *f = *state;
    IMessage *first, *second;

    for (int i = 0; i < 2; i++) {
        open_twice(f, tags[i], 5000, &first, &second);
        ok_hr(set_text(first, PR_BODY_W, L"mine"));
        assert_text(first, PR_BODY_W, L"mine");
        assert_none(first, PR_HTML);
        assert_rtf(first, RTF_OF_TEXT, L"mine");
        assert_int_equal(save_as(first, 0), MAPI_E_OBJECT_CHANGED);
        ok_hr(save_as(first, FORCE_SAVE));
        first = reopened(f, first);
        assert_text(first, PR_BODY_W, L"mine");
        assert_none(first, PR_HTML);
        assert_rtf(first, RTF_OF_TEXT, L"mine");
        first->lpVtbl->Release(first);
        second->lpVtbl->Release(second);
    }
}

/* 6.1-34: nothing is made of HTML or RTF that another handle's save has replaced; what this
 * handle's meets is told as ever */
static void text_is_deleted_after_another_handles_save(void **state)
{
    static const ULONG tags[] = {PR_HTML, PR_RTF_COMPRESSED};
    struct fixture *f = *state;
    IMessage *first, *second;

    for (int i = 0; i < 2; i++) {
        open_twice(f, tags[i], 5000, &first, &second);
        delete_prop(first, PR_BODY_W);
        assert_none(first, PR_BODY_W);
        assert_int_equal(save_as(first, 0), MAPI_E_OBJECT_CHANGED);
        ok_hr(save_as(first, FORCE_SAVE));
        first = reopened(f, first);
        assert_int_equal(first_letter(first, PR_BODY_W), 'b');
        first->lpVtbl->Release(first);
        second->lpVtbl->Release(second);
    }
}

static char first_html(IMessage *message)
{
    char first = first_letter(message, PR_HTML);

    assert_int_equal(first_letter(message, PR_BODY_W), first);
    return first;
}

/* 6.1-34: HTML lies among the other properties, its text apart, with its charset; they come from
 * one save, whoever forces another */
static void forced_bodies_are_of_one_save(void **state)
{
    struct fixture *f = *state;
    IMessage *first, *second;

    open_twice(f, PR_HTML, 3000, &first, &second);
    ok_hr(set_long(second, PR_INTERNET_CPID, 28591));
    save(second);
    ok_hr(set_text(first, PR_SUBJECT_W, L"mine"));
    ok_hr(save_as(first, FORCE_SAVE));
    first = reopened(f, first);
    assert_int_equal(first_html(first), 'b');
    assert_int_equal(get_long(first, PR_INTERNET_CPID), 28591);
    assert_int_equal(get_long(first, PR_NATIVE_BODY_INFO), 3);
    assert_text(first, PR_SUBJECT_W, L"mine");

    first->lpVtbl->Release(first);
    second->lpVtbl->Release(second);

    open_twice(f, PR_HTML, 3000, &first, &second); /* one that has no HTML any more */
    ok_hr(set_text(second, PR_BODY_W, L"text"));
    save(second);
    ok_hr(set_text(first, PR_SUBJECT_W, L"mine"));
    ok_hr(save_as(first, FORCE_SAVE));
    first = reopened(f, first);
    assert_none(first, PR_HTML);
    assert_text(first, PR_BODY_W, L"text");
    assert_int_equal(get_long(first, PR_NATIVE_BODY_INFO), 1);
    first->lpVtbl->Release(first);
    second->lpVtbl->Release(second);

    open_twice(f, PR_RTF_COMPRESSED, 3000, &first, &second); /* with all that tells of RTF */
    ok_hr(set_long(second, PR_RTF_SYNC_BODY_COUNT, 3000));
    save(second);
    ok_hr(set_text(first, PR_SUBJECT_W, L"mine"));
    ok_hr(save_as(first, FORCE_SAVE));
    first = reopened(f, first);
    assert_int_equal(first_letter(first, PR_BODY_W), 'b');
    assert_true(is_in_sync(first));
    assert_int_equal(get_long(first, PR_RTF_SYNC_BODY_COUNT), 3000);
    first->lpVtbl->Release(first);
    second->lpVtbl->Release(second);

    /* what is written by the one that forces counts */
    open_twice(f, PR_HTML, 3000, &first, &second);
    write_letters(first, PR_HTML, 'c', 3000);
    ok_hr(save_as(first, FORCE_SAVE));
    first = reopened(f, first);
    assert_int_equal(first_html(first), 'c');
    first->lpVtbl->Release(first);
    second->lpVtbl->Release(second);
}

/* 6.1-34: of what a client writes nothing is lost, though the HTML that says the same is gone */
static void a_forced_text_stays_without_its_html(void **state)
{
    struct fixture *f = *state;
    IMAPIFolder *inbox = open_inbox(f);
    IMessage *message = new_message(inbox), *second;
    char html[6000] = "<p>a<!--";
    SPropValue *id;

    memset(html + 8, '-', sizeof(html) - 9);
    memcpy(html + sizeof(html) - 4, "-->", 3);
    write_stream(message, PR_HTML, html, sizeof(html) - 1);
    save(message);
    message = reopened(f, message);
    id = id_of(message);
    second = open_message(f, id->Value.bin.lpb, MAPI_MODIFY);
    FREE(id);
    html[3] = 'b';
    write_stream(second, PR_HTML, html, sizeof(html) - 1);
    save(second);
    second->lpVtbl->Release(second);
    ok_hr(set_text(message, PR_BODY_W, L" a "));
    ok_hr(save_as(message, FORCE_SAVE));
    message = reopened(f, message);
    assert_text(message, PR_BODY_W, L" a ");
    assert_none(message, PR_HTML);
    assert_int_equal(get_long(message, PR_NATIVE_BODY_INFO), 1);
    message->lpVtbl->Release(message);
    inbox->lpVtbl->Release(inbox);
}

/* Until it succeeds a forced save has changed nothing; then the bodies are the other handle's, all
 * of them. */
static void a_forced_save_without_memory_can_be_tried_again(void **state)
{
    struct fixture *f = *state;
    IMessage *first, *second;
    HRESULT hr = E_FAIL;
    long n;

    open_twice(f, PR_HTML, 3000, &first, &second);
    ok_hr(set_text(first, PR_SUBJECT_W, L"mine"));
    for (n = 0; hr != S_OK; n++) {
        malloc_fails_after(n);
        hr = save_as(first, FORCE_SAVE);
        if (malloc_failed() && hr != S_OK) assert_int_equal(hr, MAPI_E_NOT_ENOUGH_MEMORY);
        if (hr != S_OK) assert_text(first, PR_SUBJECT_W, L"mine");
    }
    assert_true(n > 10);
    first = reopened(f, first);
    assert_int_equal(first_html(first), 'b');
    assert_text(first, PR_SUBJECT_W, L"mine");
    first->lpVtbl->Release(first);
    second->lpVtbl->Release(second);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, store_setup, store_teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(text_is_set_after_another_handles_save),
        TEST(text_is_deleted_after_another_handles_save),
        TEST(forced_bodies_are_of_one_save),
        TEST(a_forced_text_stays_without_its_html),
        TEST(a_forced_save_without_memory_can_be_tried_again),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
