/*
 * test_imsg_half.c - what was saved in part isn't committed: each allocation of a save fails once
 */
#include <string.h>
#include "base/fault.h"
#include "base/mem.h"
#include "base/text.h"
#include "mapiguid.h"
#include "msg/imsg_fixture.h"
#include "prop/pval.h"

enum {
    BYTES = 6000,
    TAG_TEXT = PROP_TAG(PT_UNICODE, 0x6701),
    TAG_MORE = PROP_TAG(PT_UNICODE, 0x6702)
};

static WCHAR texts[2][BYTES]; /* what it was, what it is to be */

static void make_texts(void)
{
    for (int i = 0; i < BYTES - 1; i++) {
        texts[0][i] = L'a';
        texts[1][i] = L'b';
    }
}

static void set_both(IMAPIProp *object, int which)
{
    SPropValue values[] = {pval_text(TAG_TEXT, texts[which]), pval_text(TAG_MORE, texts[which])};

    ok_hr(object->lpVtbl->SetProps(object, 2, values, NULL));
}

static void expect_both(IMAPIProp *object, int which)
{
    static const SizedSPropTagArray(2, tags) = {2, {TAG_TEXT, TAG_MORE}};
    SPropValue *values = NULL;
    ULONG n = 0;

    ok_hr(object->lpVtbl->GetProps(object, (SPropTagArray *)&tags, MAPI_UNICODE, &n, &values));
    for (ULONG i = 0; i < 2; i++)
        assert_int_equal(text_compare(values[i].Value.lpszW, texts[which]), 0);
    MAPIFreeBuffer(values);
}

static HRESULT inner_of(IAttach *attach, ULONG flags, IMessage **inner)
{
    return attach->lpVtbl->OpenProperty(attach, PR_ATTACH_DATA_OBJ, &IID_IMessage, 0, flags,
                                        (IUnknown **)inner);
}

static IAttach *open_attach(IMessage *message)
{
    IAttach *attach = NULL;

    ok_hr(message->lpVtbl->OpenAttach(message, 0, NULL, MAPI_MODIFY, &attach));
    return attach;
}

static IAttach *new_attach(IMessage *message)
{
    SPropValue method = pval_long(PR_ATTACH_METHOD, ATTACH_EMBEDDED_MSG);
    IAttach *attach = NULL;
    ULONG number;

    ok_hr(message->lpVtbl->CreateAttach(message, NULL, 0, &number, &attach));
    ok_hr(attach->lpVtbl->SetProps(attach, 1, &method, NULL));
    set_both((IMAPIProp *)attach, 0);
    return attach;
}

static void save_and_close(void *object)
{
    IMAPIProp *prop = object;

    ok_hr(prop->lpVtbl->SaveChanges(prop, 0));
    prop->lpVtbl->Release(prop);
}

/* A message with an attachment, a message in that, and an attachment in it that is a message. */
static IMessage *make_nested(struct msg_file *file)
{
    IMessage *levels[3] = {new_msg(file, MAPI_UNICODE)};
    IAttach *attaches[2];

    for (int i = 0; i < 2; i++) {
        attaches[i] = new_attach(levels[i]);
        ok_hr(inner_of(attaches[i], MAPI_CREATE | MAPI_MODIFY, &levels[i + 1]));
        set_both((IMAPIProp *)levels[i + 1], 0);
    }
    for (int i = 2; i--;) {
        save_and_close(levels[i + 1]);
        save_and_close(attaches[i]);
    }
    ok_hr(levels[0]->lpVtbl->SaveChanges(levels[0], 0));
    return reopened(file, levels[0], 0);
}

/* Saves with the n-th allocation failing. */
static HRESULT save_short(void *object, int n)
{
    IMAPIProp *prop = object;
    HRESULT hr;

    fault_alloc_after(n);
    hr = prop->lpVtbl->SaveChanges(prop, KEEP_OPEN_READWRITE);
    fault_alloc_never();
    if (hr != S_OK) assert_int_equal(hr, MAPI_E_NOT_ENOUGH_MEMORY);
    return hr;
}

static HRESULT save(void *object)
{
    IMAPIProp *prop = object;

    return prop->lpVtbl->SaveChanges(prop, KEEP_OPEN_READWRITE);
}

enum way {
    TRY_AGAIN,
    DELETE,
    LEAVE,
    WAYS
};

/* An attachment that was there is half saved: gives whether it was. */
static bool lose_attachment(int n, enum way way, bool *done)
{
    struct msg_file file;
    IMessage *message = make_nested(&file);
    IAttach *attach = open_attach(message);
    bool half;

    set_both((IMAPIProp *)attach, 1);
    *done = save_short(attach, n) == S_OK;
    half = save(message) != S_OK;
    if (half) assert_int_equal(save(message), MAPI_E_CORRUPT_DATA);
    if (way == TRY_AGAIN) ok_hr(save(attach));
    attach->lpVtbl->Release(attach);
    if (way == DELETE) {
        if (half)
            assert_int_equal(message->lpVtbl->OpenAttach(message, 0, NULL, 0, &attach),
                             MAPI_E_CORRUPT_DATA);
        ok_hr(message->lpVtbl->DeleteAttach(message, 0, 0, NULL, 0));
    }
    if (way != LEAVE) ok_hr(save(message));
    message = reopened(&file, message, 0);
    if (way == DELETE) {
        assert_int_equal(message->lpVtbl->OpenAttach(message, 0, NULL, 0, &attach),
                         MAPI_E_NOT_FOUND);
    } else {
        attach = open_attach(message);
        expect_both((IMAPIProp *)attach, *done || way == TRY_AGAIN);
        attach->lpVtbl->Release(attach);
    }
    message->lpVtbl->Release(message);
    msg_file_close(&file);
    return half;
}

static void a_half_saved_attachment_is_not_committed(void **state)
{
    bool done = false;
    int halves = 0;

    (void)state;
    for (int n = 0; !done; n++)
        for (enum way way = 0; way < WAYS; way++)
            halves += lose_attachment(n, way, &done);
    assert_true(halves > 6);
}

/* The same for a message in an attachment, at the first or the second level. */
static bool lose_message(int n, int level, enum way way, bool *done)
{
    struct msg_file file;
    IMessage *levels[3] = {make_nested(&file)};
    IAttach *attaches[2];
    bool half;

    for (int i = 0; i < level; i++) {
        attaches[i] = open_attach(levels[i]);
        ok_hr(inner_of(attaches[i], MAPI_MODIFY, &levels[i + 1]));
    }
    set_both((IMAPIProp *)levels[level], 1);
    *done = save_short(levels[level], n) == S_OK;
    half = save(levels[0]) != S_OK;
    for (int i = 0; half && i < level; i++) { /* all that is around it */
        assert_int_equal(save(levels[i]), MAPI_E_CORRUPT_DATA);
        assert_int_equal(save(attaches[i]), MAPI_E_CORRUPT_DATA);
    }
    if (way == TRY_AGAIN) ok_hr(save(levels[level]));
    levels[level]->lpVtbl->Release(levels[level]);
    if (way == DELETE) {
        if (half)
            assert_int_equal(inner_of(attaches[level - 1], 0, &levels[level]), MAPI_E_CORRUPT_DATA);
        ok_hr(inner_of(attaches[level - 1], MAPI_CREATE | MAPI_MODIFY, &levels[level]));
        if (half) assert_int_equal(save(levels[0]), MAPI_E_CORRUPT_DATA);
        set_both((IMAPIProp *)levels[level], 1); /* another takes its place */
        save_and_close(levels[level]);
    }
    for (int i = level; i--;) {
        if (way != LEAVE) {
            ok_hr(save(attaches[i]));
            ok_hr(save(levels[i]));
        }
        attaches[i]->lpVtbl->Release(attaches[i]);
        if (i) levels[i]->lpVtbl->Release(levels[i]);
    }
    levels[0] = reopened(&file, levels[0], 0);
    for (int i = 0; i < level; i++) {
        attaches[i] = open_attach(levels[i]);
        ok_hr(inner_of(attaches[i], MAPI_MODIFY, &levels[i + 1]));
    }
    expect_both((IMAPIProp *)levels[level], *done || way != LEAVE);
    for (int i = level; i--;) {
        levels[i + 1]->lpVtbl->Release(levels[i + 1]);
        attaches[i]->lpVtbl->Release(attaches[i]);
    }
    levels[0]->lpVtbl->Release(levels[0]);
    msg_file_close(&file);
    return half;
}

static void a_half_saved_inner_message_is_not_committed(void **state)
{
    for (int level = 1; level <= 2; level++) {
        bool done = false;
        int halves = 0;

        for (int n = 0; !done; n++)
            for (enum way way = 0; way < WAYS; way++)
                halves += lose_message(n, level, way, &done);
        assert_true(halves > 6);
    }
    (void)state;
}

/* What is half saved deep inside goes with the attachment around it. */
static void what_is_deleted_takes_its_halves_along(void **state)
{
    bool done = false;
    int halves = 0;

    (void)state;
    for (int n = 0; !done; n++) {
        struct msg_file file;
        IMessage *message = make_nested(&file), *inner;
        IAttach *attach = open_attach(message), *deep;

        ok_hr(inner_of(attach, MAPI_MODIFY, &inner));
        deep = open_attach(inner);
        set_both((IMAPIProp *)deep, 1);
        done = save_short(deep, n) == S_OK;
        deep->lpVtbl->Release(deep);
        halves += save(inner) == MAPI_E_CORRUPT_DATA && save(attach) == MAPI_E_CORRUPT_DATA &&
                  save(message) == MAPI_E_CORRUPT_DATA;
        inner->lpVtbl->Release(inner);
        attach->lpVtbl->Release(attach);
        ok_hr(message->lpVtbl->DeleteAttach(message, 0, 0, NULL, 0));
        ok_hr(save(message));
        message->lpVtbl->Release(message);
        msg_file_close(&file);
    }
    assert_true(halves > 2);
}

/* A new object that is half saved keeps its attachment from being saved, and nothing else. */
static void a_half_saved_new_object_is_its_attachments_own(void **state)
{
    bool done = false;
    int halves = 0;

    (void)state;
    for (int n = 0; !done; n++)
        for (int again = 0; again < 2; again++) {
            struct msg_file file;
            IMessage *message = make_nested(&file), *inner;
            IAttach *attach = open_attach(message);
            bool half;

            ok_hr(inner_of(attach, MAPI_CREATE | MAPI_MODIFY, &inner));
            set_both((IMAPIProp *)inner, 1);
            ok_hr(save(inner));
            set_both((IMAPIProp *)inner, 0);
            done = save_short(inner, n) == S_OK;
            half = save(attach) == MAPI_E_CORRUPT_DATA;
            halves += half;
            ok_hr(save(message));
            if (again) {
                ok_hr(save(inner));
                ok_hr(save(attach));
                ok_hr(save(message));
            }
            inner->lpVtbl->Release(inner);
            attach->lpVtbl->Release(attach);
            message = reopened(&file, message, 0);
            attach = open_attach(message);
            ok_hr(inner_of(attach, 0, &inner));
            expect_both((IMAPIProp *)inner, !(half || done || again));
            inner->lpVtbl->Release(inner);
            attach->lpVtbl->Release(attach);
            message->lpVtbl->Release(message);
            msg_file_close(&file);
        }
    assert_true(halves > 2);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_half_saved_attachment_is_not_committed),
        cmocka_unit_test(a_half_saved_inner_message_is_not_committed),
        cmocka_unit_test(what_is_deleted_takes_its_halves_along),
        cmocka_unit_test(a_half_saved_new_object_is_its_attachments_own),
    };

    make_texts();
    return cmocka_run_group_tests(tests, NULL, NULL);
}
