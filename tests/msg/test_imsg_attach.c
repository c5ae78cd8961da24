/*
 * test_imsg_attach.c - attachments of messages in storages, the messages and storages in them,
 * sessions that close all of it
 */
#include <stdlib.h>
#include <string.h>
#include "base/fault.h"
#include "base/mem.h"
#include "base/text.h"
#include "com/imalloc.h"
#include "mapiguid.h"
#include "mapix.h"
#include "msg/imsg_fixture.h"
#include "prop/pval.h"

static IAttach *new_file(IMessage *message, const WCHAR *name, const char *data)
{
    SPropValue values[] = {pval_long(PR_ATTACH_METHOD, ATTACH_BY_VALUE),
                           pval_text(PR_ATTACH_LONG_FILENAME_W, name),
                           pval_binary(PR_ATTACH_DATA_BIN, (ULONG)strlen(data), data)};
    IAttach *attach = NULL;
    ULONG number;

    ok_hr(message->lpVtbl->CreateAttach(message, NULL, 0, &number, &attach));
    ok_hr(attach->lpVtbl->SetProps(attach, 3, values, NULL));
    return attach;
}

static void add_file(IMessage *message, const WCHAR *name, const char *data)
{
    IAttach *attach = new_file(message, name, data);

    ok_hr(attach->lpVtbl->SaveChanges(attach, 0));
    attach->lpVtbl->Release(attach);
}

/* A message in an attachment of message, with an attachment itself; not saved but for what is
 * inside. */
static IAttach *new_inner(IMessage *message, const WCHAR *subject, IMessage **inner)
{
    SPropValue method = pval_long(PR_ATTACH_METHOD, ATTACH_EMBEDDED_MSG);
    IAttach *attach = NULL;
    ULONG number;

    ok_hr(message->lpVtbl->CreateAttach(message, NULL, 0, &number, &attach));
    ok_hr(attach->lpVtbl->SetProps(attach, 1, &method, NULL));
    ok_hr(attach->lpVtbl->OpenProperty(attach, PR_ATTACH_DATA_OBJ, &IID_IMessage, 0,
                                       MAPI_CREATE | MAPI_MODIFY, (IUnknown **)inner));
    ok_hr(set_text(*inner, PR_SUBJECT_W, subject));
    return attach;
}

static ULONG rows_of(IMessage *message, LONG *numbers)
{
    SizedSPropTagArray(1, columns) = {1, {PR_ATTACH_NUM}};
    IMAPITable *table = NULL;
    SRowSet *set = NULL;
    ULONG n;

    ok_hr(message->lpVtbl->GetAttachmentTable(message, MAPI_UNICODE, &table));
    ok_hr(table->lpVtbl->SetColumns(table, (SPropTagArray *)&columns, 0));
    ok_hr(table->lpVtbl->QueryRows(table, 100, 0, &set));
    n = set->cRows;
    for (ULONG i = 0; i < n; i++) {
        if (numbers) numbers[i] = set->aRow[i].lpProps->Value.l;
        MAPIFreeBuffer(set->aRow[i].lpProps);
    }
    MAPIFreeBuffer(set);
    table->lpVtbl->Release(table);
    return n;
}

static IAttach *opened(IMessage *message, ULONG number, ULONG flags)
{
    IAttach *attach = NULL;

    ok_hr(message->lpVtbl->OpenAttach(message, number, NULL, flags, &attach));
    return attach;
}

/* Saves attach, which is released, and message; gives what the file has then. */
static IMessage *reopened_with(struct msg_file *file, IMessage *message, IAttach *attach)
{
    ok_hr(attach->lpVtbl->SaveChanges(attach, 0));
    attach->lpVtbl->Release(attach);
    ok_hr(message->lpVtbl->SaveChanges(message, 0));
    return reopened(file, message, 0);
}

static void attachments_are_kept(void **state)
{
    struct msg_file file;
    IMessage *message = new_msg(&file, MAPI_UNICODE);
    IAttach *attach, *again = NULL;
    LONG numbers[9];

    (void)state;
    add_file(message, L"one.txt", "first");
    attach = new_file(message, L"lost.txt", "never saved");
    assert_int_equal(rows_of(message, NULL), 1);
    attach->lpVtbl->Release(attach);
    add_file(message, L"two.txt", "second");
    assert_int_equal(rows_of(message, NULL), 2);
    ok_hr(message->lpVtbl->SaveChanges(message, 0));
    message = reopened(&file, message, 0);
    assert_int_equal(rows_of(message, numbers), 2);
    assert_int_equal(get_long(message, PR_HASATTACH) & 0xffff, 1);
    attach = opened(message, (ULONG)numbers[1], 0);
    assert_text(attach, PR_ATTACH_LONG_FILENAME_W, L"two.txt");
    assert_int_equal(get_long(attach, PR_ATTACH_NUM), numbers[1]);
    /* opened to be read */
    assert_int_equal(set_text(attach, PR_ATTACH_LONG_FILENAME_W, L"x"), MAPI_E_NO_ACCESS);
    ok_hr(message->lpVtbl->OpenAttach(message, (ULONG)numbers[1], &IID_IAttachment, MAPI_MODIFY,
                                      &again));
    assert_ptr_equal(attach, again); /* 11.9-10: with the access of the first */
    assert_int_equal(set_text(again, PR_ATTACH_LONG_FILENAME_W, L"x"), MAPI_E_NO_ACCESS);
    again->lpVtbl->Release(again);
    attach->lpVtbl->Release(attach);
    attach = opened(message, (ULONG)numbers[0], MAPI_BEST_ACCESS);
    ok_hr(set_text(attach, PR_ATTACH_LONG_FILENAME_W, L"uno.txt"));
    ok_hr(attach->lpVtbl->SaveChanges(attach, KEEP_OPEN_READONLY));
    assert_int_equal(attach->lpVtbl->SaveChanges(attach, 0), MAPI_E_NO_ACCESS);
    attach->lpVtbl->Release(attach);
    assert_int_equal(message->lpVtbl->OpenAttach(message, 77, NULL, 0, &attach), MAPI_E_NOT_FOUND);
    assert_int_equal(
        message->lpVtbl->OpenAttach(message, (ULONG)numbers[0], &IID_IStream, 0, &attach),
        MAPI_E_INTERFACE_NOT_SUPPORTED);
    assert_int_equal(
        message->lpVtbl->OpenAttach(message, (ULONG)numbers[0], NULL, 0x40000000, &attach),
        MAPI_E_UNKNOWN_FLAGS);
    ok_hr(message->lpVtbl->SaveChanges(message, 0));
    message = reopened(&file, message, 0);
    attach = opened(message, (ULONG)numbers[0], 0);
    assert_text(attach, PR_ATTACH_LONG_FILENAME_W, L"uno.txt");
    attach->lpVtbl->Release(attach);

    /* 11.9-13: no support object, no dialog */
    ok_hr(message->lpVtbl->DeleteAttach(message, (ULONG)numbers[0], 0, NULL, ATTACH_DIALOG));
    assert_int_equal(message->lpVtbl->DeleteAttach(message, (ULONG)numbers[0], 0, NULL, 0),
                     MAPI_E_NOT_FOUND);
    assert_int_equal(rows_of(message, NULL), 1);
    message = reopened(&file, message, 0); /* not saved */
    assert_int_equal(rows_of(message, NULL), 2);
    ok_hr(message->lpVtbl->DeleteAttach(message, (ULONG)numbers[0], 0, NULL, 0));
    ok_hr(message->lpVtbl->SaveChanges(message, 0));
    message = reopened(&file, message, 0);
    assert_int_equal(rows_of(message, NULL), 1);
    message->lpVtbl->Release(message);
    msg_file_close(&file);
}

/* The greatest number isn't counted on from. */
static void numbers_of_attachments_do_not_wrap(void **state)
{
    struct msg_file file;
    IMessage *message = new_msg(&file, MAPI_UNICODE);
    IStorage *storage = NULL;
    IAttach *attach = NULL;
    ULONG number = 0;

    (void)state;
    add_file(message, L"one.txt", "first");
    ok_hr(message->lpVtbl->SaveChanges(message, 0));
    message->lpVtbl->Release(message);
    ok_hr(file.storage->lpVtbl->CreateStorage(file.storage, L"__attach_version1.0_#FFFFFFFF",
                                              STGM_READWRITE | STGM_SHARE_EXCLUSIVE, 0, 0,
                                              &storage));
    storage->lpVtbl->Release(storage);
    ok_hr(open_msg(&file, 0, &message));
    assert_int_equal(rows_of(message, NULL), 1);
    ok_hr(message->lpVtbl->CreateAttach(message, NULL, 0, &number, &attach));
    assert_int_equal(number, 1);
    attach->lpVtbl->Release(attach);
    message->lpVtbl->Release(message);
    msg_file_close(&file);
}

/* Five messages, each in the one before. */
static void messages_are_in_messages(void **state)
{
    struct msg_file file;
    IMessage *levels[6] = {new_msg(&file, MAPI_UNICODE)}, *again = NULL;
    IAttach *attaches[6];
    WCHAR subject[] = L"level 0";

    (void)state;
    for (int i = 1; i < 6; i++) {
        subject[6] = (WCHAR)('0' + i);
        attaches[i] = new_inner(levels[i - 1], subject, &levels[i]);
        add_file(levels[i], subject, "contents");
    }
    ok_hr(attaches[5]->lpVtbl->OpenProperty(attaches[5], PR_ATTACH_DATA_OBJ, &IID_IMessage, 0,
                                            MAPI_MODIFY, (IUnknown **)&again));
    assert_ptr_equal(again, levels[5]); /* 11.9-10 */
    again->lpVtbl->Release(again);
    for (int i = 5; i > 0; i--) {
        ok_hr(levels[i]->lpVtbl->SaveChanges(levels[i], KEEP_OPEN_READWRITE));
        levels[i]->lpVtbl->Release(levels[i]);
        ok_hr(attaches[i]->lpVtbl->SaveChanges(attaches[i], KEEP_OPEN_READWRITE));
        attaches[i]->lpVtbl->Release(attaches[i]);
    }
    ok_hr(levels[0]->lpVtbl->SaveChanges(levels[0], 0));
    levels[0] = reopened(&file, levels[0], 0);
    for (int i = 1; i < 6; i++) { /* 11.9-15 */
        assert_int_equal(rows_of(levels[i - 1], NULL), i == 1 ? 1 : 2);
        attaches[i] = opened(levels[i - 1], i == 1 ? 0 : 1, 0); /* behind the file */
        ok_hr(attaches[i]->lpVtbl->OpenProperty(attaches[i], PR_ATTACH_DATA_OBJ, &IID_IMessage, 0,
                                                0, (IUnknown **)&levels[i]));
        subject[6] = (WCHAR)('0' + i);
        assert_text(levels[i], PR_SUBJECT_W, subject);
        /* opened to be read */
        assert_int_equal(set_text(levels[i], PR_SUBJECT_W, L"x"), MAPI_E_NO_ACCESS);
    }
    assert_int_equal(rows_of(levels[5], NULL), 1);
    for (int i = 0; i < 6; i++) { /* the outermost first: each keeps the one around it */
        levels[i]->lpVtbl->Release(levels[i]);
        if (i) attaches[i]->lpVtbl->Release(attaches[i]);
    }
    msg_file_close(&file);
}

static void an_inner_message_is_changed(void **state)
{
    struct msg_file file;
    IMessage *message = new_msg(&file, MAPI_UNICODE), *inner;
    IAttach *attach = new_inner(message, L"before", &inner);

    (void)state;
    ok_hr(inner->lpVtbl->SaveChanges(inner, KEEP_OPEN_READWRITE));
    ok_hr(attach->lpVtbl->SaveChanges(attach, KEEP_OPEN_READWRITE));
    ok_hr(message->lpVtbl->SaveChanges(message, KEEP_OPEN_READWRITE));
    ok_hr(set_text(inner, PR_SUBJECT_W, L"between")); /* saved again while all is open */
    ok_hr(inner->lpVtbl->SaveChanges(inner, 0));
    ok_hr(attach->lpVtbl->SaveChanges(attach, 0));
    inner->lpVtbl->Release(inner);
    attach->lpVtbl->Release(attach);
    ok_hr(message->lpVtbl->SaveChanges(message, 0));
    for (int round = 0; round < 2; round++) {
        message = reopened(&file, message, 0);
        attach = opened(message, 0, MAPI_MODIFY);
        ok_hr(attach->lpVtbl->OpenProperty(attach, PR_ATTACH_DATA_OBJ, &IID_IMessage, 0,
                                           MAPI_MODIFY, (IUnknown **)&inner));
        assert_text(inner, PR_SUBJECT_W, round ? L"after" : L"between");
        ok_hr(set_text(inner, PR_SUBJECT_W, L"after"));
        ok_hr(inner->lpVtbl->SaveChanges(inner, 0));
        inner->lpVtbl->Release(inner);
        ok_hr(attach->lpVtbl->SaveChanges(attach, 0));
        attach->lpVtbl->Release(attach);
        ok_hr(message->lpVtbl->SaveChanges(message, 0));
    }
    message->lpVtbl->Release(message);
    msg_file_close(&file);
}

static HRESULT inner_of(IAttach *attach, ULONG flags, IMessage **inner)
{
    return attach->lpVtbl->OpenProperty(attach, PR_ATTACH_DATA_OBJ, &IID_IMessage, 0, flags,
                                        (IUnknown **)inner);
}

/* One that was opened to be read, and is no longer, is opened to be changed; a deleted one isn't
 * opened. */
static void an_inner_message_is_opened_anew(void **state)
{
    SizedSPropTagArray(1, object) = {1, {PR_ATTACH_DATA_OBJ}};
    struct msg_file file;
    IMessage *message = new_msg(&file, MAPI_UNICODE), *inner, *other = NULL;
    IAttach *attach = new_inner(message, L"before", &inner);

    (void)state;
    ok_hr(inner->lpVtbl->SaveChanges(inner, 0));
    inner->lpVtbl->Release(inner);
    message = reopened_with(&file, message, attach);
    attach = opened(message, 0, MAPI_MODIFY);
    ok_hr(inner_of(attach, 0, &inner));
    assert_int_equal(set_text(inner, PR_SUBJECT_W, L"x"), MAPI_E_NO_ACCESS);
    inner->lpVtbl->Release(inner);
    ok_hr(inner_of(attach, MAPI_MODIFY, &inner));
    ok_hr(set_text(inner, PR_SUBJECT_W, L"after"));
    ok_hr(inner->lpVtbl->SaveChanges(inner, 0));
    inner->lpVtbl->Release(inner);
    message = reopened_with(&file, message, attach);
    attach = opened(message, 0, MAPI_MODIFY);
    ok_hr(inner_of(attach, 0, &inner));
    assert_text(inner, PR_SUBJECT_W, L"after");
    ok_hr(attach->lpVtbl->DeleteProps(attach, (SPropTagArray *)&object, NULL));
    assert_int_equal(inner_of(attach, 0, &other), MAPI_E_NOT_FOUND);
    inner->lpVtbl->Release(inner);
    assert_int_equal(inner_of(attach, 0, &other), MAPI_E_NOT_FOUND);
    attach->lpVtbl->Release(attach);
    message->lpVtbl->Release(message);
    msg_file_close(&file);
}

static IStorage *storage_in(IAttach *attach, ULONG flags)
{
    IStorage *storage = NULL;

    ok_hr(attach->lpVtbl->OpenProperty(attach, PR_ATTACH_DATA_OBJ, &IID_IStorage, STGM_READWRITE,
                                       flags, (IUnknown **)&storage));
    return storage;
}

static void an_ole_object_is_a_storage(void **state)
{
    static const GUID clsid = {1, 2, 3, {4, 5, 6, 7, 8, 9, 10, 11}};
    struct msg_file file, other;
    IMessage *message = new_msg(&file, MAPI_UNICODE), *copy;
    SPropValue method = pval_long(PR_ATTACH_METHOD, ATTACH_OLE);
    IAttach *attach = NULL;
    IStorage *storage;
    IStream *stream = NULL;
    char read[8] = {0};
    ULONG number;
    STATSTG stat;

    (void)state;
    ok_hr(message->lpVtbl->CreateAttach(message, NULL, 0, &number, &attach));
    ok_hr(attach->lpVtbl->SetProps(attach, 1, &method, NULL));
    assert_int_equal(attach->lpVtbl->OpenProperty(attach, PR_ATTACH_DATA_OBJ, &IID_IStorage, 0, 0,
                                                  (IUnknown **)&storage),
                     MAPI_E_NOT_FOUND);
    storage = storage_in(attach, MAPI_CREATE | MAPI_MODIFY);
    ok_hr(storage->lpVtbl->SetClass(storage, &clsid));
    ok_hr(storage->lpVtbl->CreateStream(storage, L"Contents", STGM_READWRITE | STGM_SHARE_EXCLUSIVE,
                                        0, 0, &stream));
    ok_hr(stream->lpVtbl->Write(stream, "object", 6, NULL));
    stream->lpVtbl->Release(stream);
    ok_hr(storage->lpVtbl->Commit(storage, STGC_DEFAULT));
    storage->lpVtbl->Release(storage);
    message = reopened_with(&file, message, attach);
    copy = new_msg(&other, MAPI_UNICODE);
    /* 11.9-13 */
    ok_hr(message->lpVtbl->CopyTo(message, 0, NULL, NULL, 0, NULL, &IID_IMessage, copy, MAPI_DIALOG,
                                  NULL));
    ok_hr(copy->lpVtbl->SaveChanges(copy, 0));
    message->lpVtbl->Release(message);
    msg_file_close(&file);
    copy = reopened(&other, copy, 0);
    attach = opened(copy, 0, 0);
    storage = storage_in(attach, 0); /* 11.9-15 */
    ok_hr(storage->lpVtbl->Stat(storage, &stat, STATFLAG_NONAME));
    assert_memory_equal(&stat.clsid, &clsid, sizeof(clsid));
    ok_hr(
        storage->lpVtbl->OpenStream(storage, L"Contents", NULL, STGM_SHARE_EXCLUSIVE, 0, &stream));
    ok_hr(stream->lpVtbl->Read(stream, read, 7, NULL));
    assert_string_equal(read, "object");
    stream->lpVtbl->Release(stream);
    storage->lpVtbl->Release(storage);
    attach->lpVtbl->Release(attach);
    copy->lpVtbl->Release(copy);
    msg_file_close(&other);
}

/* Data in place of an object, and an object in place of data. */
static void contents_change_their_kind(void **state)
{
    struct msg_file file;
    IMessage *message = new_msg(&file, MAPI_UNICODE), *inner;
    IAttach *attach = new_inner(message, L"inside", &inner);
    SPropValue data = pval_binary(PR_ATTACH_DATA_BIN, 3, "abc");
    IStorage *storage;

    (void)state;
    ok_hr(inner->lpVtbl->SaveChanges(inner, 0));
    inner->lpVtbl->Release(inner);
    ok_hr(attach->lpVtbl->SaveChanges(attach, KEEP_OPEN_READWRITE));
    ok_hr(attach->lpVtbl->SetProps(attach, 1, &data, NULL));
    ok_hr(attach->lpVtbl->SaveChanges(attach, KEEP_OPEN_READWRITE));
    ok_hr(message->lpVtbl->SaveChanges(message, 0));
    attach->lpVtbl->Release(attach);
    message = reopened(&file, message, 0);
    attach = opened(message, 0, MAPI_MODIFY);
    assert_int_equal(attach->lpVtbl->OpenProperty(attach, PR_ATTACH_DATA_OBJ, &IID_IStorage, 0, 0,
                                                  (IUnknown **)&storage),
                     MAPI_E_NOT_FOUND);
    storage = storage_in(attach, MAPI_CREATE | MAPI_MODIFY);
    storage->lpVtbl->Release(storage);
    message = reopened_with(&file, message, attach);
    attach = opened(message, 0, 0);
    /* it is for OpenProperty now */
    assert_int_equal(get_error(attach, PR_ATTACH_DATA_BIN), MAPI_E_NO_SUPPORT);
    storage = storage_in(attach, 0);
    storage->lpVtbl->Release(storage);
    attach->lpVtbl->Release(attach);
    message->lpVtbl->Release(message);
    msg_file_close(&file);
}

/* ---- sessions and the callback ---- */

static unsigned told;
static ULONG told_data;
static IMessage *told_message;

static void STDAPICALLTYPE release(ULONG data, IMessage *message)
{
    told++;
    told_data = data;
    told_message = message;
}

static HRESULT open_in(LPMSGSESS session, struct msg_file *file, IMessage **out)
{
    return OpenIMsgOnIStg(session, MAPIAllocateBuffer, MAPIAllocateMore, MAPIFreeBuffer,
                          imalloc_default(), NULL, file->storage, release, 4711, MAPI_UNICODE, out);
}

static void sessions_check_their_arguments(void **state)
{
    struct msg_file file;
    LPMSGSESS session = NULL;
    IMessage *message = NULL;

    (void)state;
    assert_int_equal(OpenIMsgSession(NULL, 0, &session), MAPI_E_INVALID_PARAMETER); /* 11.9-01 */
    assert_int_equal(OpenIMsgSession(imalloc_default(), 0, NULL), MAPI_E_INVALID_PARAMETER);
    assert_int_equal(OpenIMsgSession(imalloc_default(), 1, &session), MAPI_E_UNKNOWN_FLAGS);
    ok_hr(OpenIMsgSession(imalloc_default(), MAPI_UNICODE, &session));
    ok_hr(msg_file_open(&file, NULL, false));
    /* 11.9-05 */
    assert_int_equal(OpenIMsgOnIStg(session, NULL, MAPIAllocateMore, MAPIFreeBuffer,
                                    imalloc_default(), NULL, file.storage, NULL, 0, 0, &message),
                     MAPI_E_INVALID_PARAMETER);
    assert_int_equal(OpenIMsgOnIStg(session, MAPIAllocateBuffer, MAPIAllocateMore, MAPIFreeBuffer,
                                    imalloc_default(), NULL, NULL, NULL, 0, 0, &message),
                     MAPI_E_INVALID_PARAMETER);
    assert_int_equal(OpenIMsgOnIStg(session, MAPIAllocateBuffer, MAPIAllocateMore, MAPIFreeBuffer,
                                    imalloc_default(), NULL, file.storage, NULL, 0, 2, &message),
                     MAPI_E_UNKNOWN_FLAGS);
    ok_hr(OpenIMsgOnIStg(session, MAPIAllocateBuffer, MAPIAllocateMore, MAPIFreeBuffer,
                         imalloc_default(), NULL, file.storage, NULL, 0, 0, &message));
    assert_true(get_long(message, PR_STORE_SUPPORT_MASK) & 0x00040000); /* the session's width */
    message->lpVtbl->Release(message);
    CloseIMsgSession(session);
    CloseIMsgSession(NULL);
    msg_file_close(&file);
}

static void a_session_closes_what_is_open_in_it(void **state)
{
    struct msg_file file, second;
    LPMSGSESS session = NULL;
    IMessage *message = NULL, *inner = NULL, *other = NULL;
    IMAPITable *table = NULL;
    IAttach *attach;
    SPropValue *values;
    ULONG n;

    (void)state;
    told = 0;
    ok_hr(OpenIMsgSession(imalloc_default(), 0, &session));
    ok_hr(msg_file_open(&file, NULL, false));
    ok_hr(msg_file_open(&second, NULL, false));
    ok_hr(open_in(session, &file, &message));
    ok_hr(open_in(session, &second, &other));
    ok_hr(message->lpVtbl->GetRecipientTable(message, 0, &table));
    attach = new_inner(message, L"inside", &inner);
    assert_int_equal(other->lpVtbl->Release(other), 0);
    assert_int_equal(told, 1); /* 11.9-12 */
    assert_int_equal(told_data, 4711);
    assert_ptr_equal(told_message, other);
    CloseIMsgSession(session); /* 11.9-02 */
    assert_int_equal(told, 2);
    assert_ptr_equal(told_message, message);
    assert_int_equal(file.storage->lpVtbl->Release(file.storage), 0); /* nobody holds it */
    file.storage = NULL;
    assert_int_equal(message->lpVtbl->GetProps(message, NULL, 0, &n, &values),
                     MAPI_E_INVALID_OBJECT);
    assert_int_equal(message->lpVtbl->SaveChanges(message, 0), MAPI_E_INVALID_OBJECT);
    assert_int_equal(inner->lpVtbl->SaveChanges(inner, 0), MAPI_E_INVALID_OBJECT);
    assert_int_equal(attach->lpVtbl->SaveChanges(attach, 0), MAPI_E_INVALID_OBJECT);
    assert_int_equal(table->lpVtbl->GetRowCount(table, 0, &n), MAPI_E_INVALID_OBJECT);
    table->lpVtbl->Release(table);
    inner->lpVtbl->Release(inner);
    attach->lpVtbl->Release(attach);
    assert_int_equal(message->lpVtbl->Release(message), 0);
    assert_int_equal(told, 2);
    msg_file_close(&file);
    msg_file_close(&second);
}

/* A child keeps its message; the callback comes when the last is gone. */
static void the_callback_comes_last(void **state)
{
    struct msg_file file;
    IMessage *message = NULL;
    IAttach *attach;

    (void)state;
    told = 0;
    ok_hr(msg_file_open(&file, NULL, false));
    ok_hr(open_in(NULL, &file, &message)); /* 11.9-03 */
    attach = new_file(message, L"a", "b");
    message->lpVtbl->Release(message);
    assert_int_equal(told, 0);
    ok_hr(attach->lpVtbl->SaveChanges(attach, 0));
    attach->lpVtbl->Release(attach);
    assert_int_equal(told, 1);
    assert_int_equal(file.storage->lpVtbl->Release(file.storage), 0);
    file.storage = NULL;
    msg_file_close(&file);
}

/* ---- what is no message ---- */

static void other_storages_are_refused(void **state)
{
    struct msg_file file;
    IMessage *message = NULL;
    IStorage *storage = NULL;
    struct mail bytes;

    (void)state;
    ok_hr(msg_file_open(&file, NULL, false)); /* 11.9-08: what isn't ours is left alone */
    ok_hr(file.storage->lpVtbl->CreateStorage(
        file.storage, L"Theirs", STGM_READWRITE | STGM_SHARE_EXCLUSIVE, 0, 0, &storage));
    storage->lpVtbl->Release(storage);
    ok_hr(open_msg(&file, 0, &message));
    add_file(message, L"a", "b");
    ok_hr(message->lpVtbl->SaveChanges(message, 0));
    message = reopened(&file, message, 0);
    message->lpVtbl->Release(message);
    ok_hr(file.storage->lpVtbl->OpenStorage(file.storage, L"Theirs", NULL, STGM_SHARE_EXCLUSIVE,
                                            NULL, 0, &storage));
    storage->lpVtbl->Release(storage);
    ok_hr(file.storage->lpVtbl->DestroyElement(file.storage, L"__properties_version1.0"));
    assert_int_equal(open_msg(&file, 0, &message), MAPI_E_CORRUPT_DATA);
    assert_null(message);
    msg_file_close(&file);
    ok_hr(msg_file_open(&file, NULL, false));
    ok_hr(file.storage->lpVtbl->Commit(file.storage, 0));
    bytes = msg_file_bytes(&file);
    msg_file_close(&file);
    ok_hr(msg_file_open(&file, &bytes, true));
    /* empty, and can't become one */
    assert_int_equal(open_msg(&file, 0, &message), MAPI_E_CORRUPT_DATA);
    msg_file_close(&file);
    mail_drop(&bytes);
}

/* ---- memory ---- */

static HRESULT make_nested(IMessage *message)
{
    IAttach *attach = NULL;
    IMessage *inner = NULL;
    ULONG number;
    SPropValue method = pval_long(PR_ATTACH_METHOD, ATTACH_EMBEDDED_MSG);
    HRESULT hr = message->lpVtbl->CreateAttach(message, NULL, 0, &number, &attach);

    if (SUCCEEDED(hr)) hr = attach->lpVtbl->SetProps(attach, 1, &method, NULL);
    if (SUCCEEDED(hr))
        hr = attach->lpVtbl->OpenProperty(attach, PR_ATTACH_DATA_OBJ, &IID_IMessage, 0,
                                          MAPI_CREATE | MAPI_MODIFY, (IUnknown **)&inner);
    if (SUCCEEDED(hr)) hr = inner->lpVtbl->SaveChanges(inner, 0);
    if (SUCCEEDED(hr)) hr = attach->lpVtbl->SaveChanges(attach, 0);
    if (inner) inner->lpVtbl->Release(inner);
    if (attach) attach->lpVtbl->Release(attach);
    return SUCCEEDED(hr) ? message->lpVtbl->SaveChanges(message, KEEP_OPEN_READWRITE) : hr;
}

static void running_out_of_memory_is_said(void **state)
{
    struct msg_file file;
    IMessage *message;
    long roots;
    HRESULT hr = S_OK;

    (void)state;
    for (int n = 0; n == 0 || hr != S_OK; n++) {
        roots = mem_roots_alive();
        message = new_msg(&file, MAPI_UNICODE);
        fault_alloc_after(n);
        hr = make_nested(message);
        fault_alloc_never();
        if (hr != S_OK) assert_int_equal(hr, MAPI_E_NOT_ENOUGH_MEMORY);
        message->lpVtbl->Release(message);
        msg_file_close(&file);
        assert_int_equal(mem_roots_alive(), roots);
    }
}

/* A new attachment that can't be saved leaves nothing; it can be saved again. */
static void what_is_half_saved_is_nowhere(void **state)
{
    HRESULT hr = MAPI_E_NOT_ENOUGH_MEMORY;
    struct msg_file file;

    (void)state;
    for (int n = 0; hr != S_OK; n++)
        for (int again = 0; again < 2; again++) {
            IMessage *message = new_msg(&file, MAPI_UNICODE);
            IAttach *attach = new_file(message, L"one.txt", "first");
            bool kept;

            fault_alloc_after(n);
            hr = attach->lpVtbl->SaveChanges(attach, KEEP_OPEN_READWRITE);
            fault_alloc_never();
            if (again) ok_hr(attach->lpVtbl->SaveChanges(attach, KEEP_OPEN_READWRITE));
            kept = again || hr == S_OK;
            attach->lpVtbl->Release(attach);
            ok_hr(message->lpVtbl->SaveChanges(message, 0));
            message = reopened(&file, message, 0);
            assert_int_equal(rows_of(message, NULL), kept);
            if (kept) {
                attach = opened(message, 0, 0);
                assert_text(attach, PR_ATTACH_LONG_FILENAME_W, L"one.txt");
                assert_int_equal(get_long(attach, PR_ATTACH_METHOD), ATTACH_BY_VALUE);
                attach->lpVtbl->Release(attach);
            }
            message->lpVtbl->Release(message);
            msg_file_close(&file);
        }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(attachments_are_kept),
        cmocka_unit_test(numbers_of_attachments_do_not_wrap),
        cmocka_unit_test(messages_are_in_messages),
        cmocka_unit_test(an_inner_message_is_changed),
        cmocka_unit_test(an_inner_message_is_opened_anew),
        cmocka_unit_test(an_ole_object_is_a_storage),
        cmocka_unit_test(contents_change_their_kind),
        cmocka_unit_test(sessions_check_their_arguments),
        cmocka_unit_test(a_session_closes_what_is_open_in_it),
        cmocka_unit_test(the_callback_comes_last),
        cmocka_unit_test(other_storages_are_refused),
        cmocka_unit_test(running_out_of_memory_is_said),
        cmocka_unit_test(what_is_half_saved_is_nowhere),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
