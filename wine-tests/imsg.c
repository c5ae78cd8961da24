/*
 * imsg.c - OpenIMsgSession, OpenIMsgOnIStg, CloseIMsgSession, Get- and SetAttribIMsgOnIStg over
 * OLE's storages
 *
 * Storages are files of StgCreateDocfile. The files of ../shared/corpus/msg are opened, too, where
 * they are.
 */
#define INITGUID
#define USES_IID_IMessage
#define USES_IID_IAttachment
#define USES_IID_IMAPITable
#define USES_IID_IMAPIProp
#define USES_IID_IMAPIPropData
#define USES_PS_PUBLIC_STRINGS
#include <windows.h>
#include <objbase.h>
#include <initguid.h>
#include "harness.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "imessage.h"
#include "mapiaux.h"
#include "mapiguid.h"
#include "mapispi.h"
#include "mapitags.h"
#include "mapiutil.h"
#include "mapix.h"

#define ok_hr(got, wanted)                                                                         \
    do {                                                                                           \
        HRESULT hr_ = (got);                                                                       \
        ok(hr_ == (wanted), "%s: got %#lx, expected %s\n", #got, hr_, #wanted);                    \
    } while (0)

static WCHAR path[MAX_PATH];

/* ---- files ---- */

static IStorage *new_file(void)
{
    IStorage *storage = NULL;

    ok_hr(StgCreateDocfile(path,
                           STGM_CREATE | STGM_READWRITE | STGM_TRANSACTED | STGM_SHARE_EXCLUSIVE, 0,
                           &storage),
          S_OK);
    return storage;
}

static IStorage *open_file(bool writable)
{
    IStorage *storage = NULL;
    DWORD mode = writable ? STGM_READWRITE | STGM_TRANSACTED | STGM_SHARE_EXCLUSIVE
                          : STGM_READ | STGM_SHARE_EXCLUSIVE;

    ok_hr(StgOpenStorage(path, NULL, mode, NULL, 0, &storage), S_OK);
    return storage;
}

static HRESULT open_in(LPMSGSESS session, IStorage *storage, MSGCALLRELEASE *released,
                       void *support, ULONG flags, IMessage **out)
{
    return OpenIMsgOnIStg(session, MAPIAllocateBuffer, MAPIAllocateMore, MAPIFreeBuffer,
                          MAPIGetDefaultMalloc(), support, storage, released, 4711, flags, out);
}

static IMessage *open_message(IStorage *storage, ULONG flags)
{
    IMessage *message = NULL;

    ok_hr(open_in(NULL, storage, NULL, NULL, flags, &message), S_OK); /* 11.9-03 */
    return message;
}

/* Closes both, and opens what was committed. */
static IMessage *reopened(IMessage *message, IStorage **storage, bool writable)
{
    ok(!message->lpVtbl->Release(message), "the message is still alive\n");
    ok(!(*storage)->lpVtbl->Release(*storage), "the storage is still held\n");
    *storage = open_file(writable);
    return open_message(*storage, 0);
}

static void closed(IMessage *message, IStorage *storage)
{
    ok(!message->lpVtbl->Release(message), "the message is still alive\n");
    ok(!storage->lpVtbl->Release(storage), "the storage is still held\n");
    DeleteFileW(path);
}

static void set_text(void *object, ULONG tag, const WCHAR *text)
{
    SPropValue value = {.ulPropTag = tag, .Value.lpszW = (WCHAR *)text};
    SPropProblemArray *problems = NULL;
    IMAPIProp *prop = object;

    ok_hr(prop->lpVtbl->SetProps(prop, 1, &value, &problems), S_OK);
    ok(!problems, "%#lx: problem %#lx\n", tag, problems ? problems->aProblem[0].scode : 0);
    MAPIFreeBuffer(problems);
}

static void ok_text(void *object, ULONG tag, const WCHAR *wanted)
{
    SPropValue *value = NULL;

    ok_hr(HrGetOneProp(object, tag, &value), S_OK);
    ok(value && !wcscmp(value->Value.lpszW, wanted), "%#lx is %ls\n", tag,
       value ? value->Value.lpszW : L"not there");
    MAPIFreeBuffer(value);
}

static LONG long_of(void *object, ULONG tag)
{
    SPropValue *value = NULL;
    LONG l;

    ok_hr(HrGetOneProp(object, tag, &value), S_OK);
    l = value ? value->Value.l : 0;
    MAPIFreeBuffer(value);
    return l;
}

static bool has_stream(IStorage *storage, const WCHAR *name)
{
    IStream *stream = NULL;

    if (FAILED(storage->lpVtbl->OpenStream(storage, name, NULL, STGM_READ | STGM_SHARE_EXCLUSIVE, 0,
                                           &stream)))
        return false;
    stream->lpVtbl->Release(stream);
    return true;
}

static bool has_storage(IStorage *storage, const WCHAR *name)
{
    IStorage *inner = NULL;

    if (FAILED(storage->lpVtbl->OpenStorage(storage, name, NULL, STGM_READ | STGM_SHARE_EXCLUSIVE,
                                            NULL, 0, &inner)))
        return false;
    inner->lpVtbl->Release(inner);
    return true;
}

static ULONG rows_of(IMessage *message, bool recipients)
{
    IMAPITable *table = NULL;
    ULONG rows = 99;

    if (recipients) ok_hr(message->lpVtbl->GetRecipientTable(message, 0, &table), S_OK);
    else ok_hr(message->lpVtbl->GetAttachmentTable(message, MAPI_UNICODE, &table), S_OK);
    if (!table) return rows;
    ok_hr(table->lpVtbl->GetRowCount(table, 0, &rows), S_OK);
    table->lpVtbl->Release(table);
    return rows;
}

static HRESULT add_recipient(IMessage *message, const WCHAR *name, ULONG cb, const void *eid)
{
    SPropValue values[] = {
        {.ulPropTag = PR_DISPLAY_NAME_W, .Value.lpszW = (WCHAR *)name},
        {.ulPropTag = PR_RECIPIENT_TYPE, .Value.l = MAPI_TO},
        {.ulPropTag = PR_ENTRYID, .Value.bin = {cb, (BYTE *)eid}},
    };
    SizedADRLIST(1, list) = {1, {{0, cb ? 3 : 2, values}}};

    return message->lpVtbl->ModifyRecipients(message, MODRECIP_ADD, (ADRLIST *)&list);
}

static ULONG keywords_tag(IMessage *message)
{
    MAPINAMEID id = {(GUID *)&PS_PUBLIC_STRINGS, MNID_STRING, {.lpwstrName = (WCHAR *)L"Keywords"}},
               *ids = &id;
    SPropTagArray *tags = NULL;
    ULONG tag;

    ok_hr(message->lpVtbl->GetIDsFromNames(message, 1, &ids, MAPI_CREATE, &tags), S_OK);
    tag = tags ? CHANGE_PROP_TYPE(tags->aulPropTag[0], PT_MV_UNICODE) : PR_NULL;
    MAPIFreeBuffer(tags);
    return tag;
}

/* ---- whole messages ---- */

/* A file, a message in it with a file in that, and an OLE object. */
static void fill(IMessage *message)
{
    WCHAR *words[] = {(WCHAR *)L"red", (WCHAR *)L"\x65e5\x672c"};
    SPropValue keywords = {.ulPropTag = keywords_tag(message), .Value.MVszW = {2, words}};
    SPropValue file[] = {
        {.ulPropTag = PR_ATTACH_METHOD, .Value.l = ATTACH_BY_VALUE},
        {.ulPropTag = PR_ATTACH_LONG_FILENAME_W, .Value.lpszW = (WCHAR *)L"one.txt"},
        {.ulPropTag = PR_ATTACH_DATA_BIN, .Value.bin = {3, (BYTE *)"abc"}},
    };
    SPropValue method = {.ulPropTag = PR_ATTACH_METHOD, .Value.l = ATTACH_EMBEDDED_MSG};
    IAttach *attach = NULL, *again = NULL;
    IMessage *inner = NULL;
    IStorage *storage = NULL;
    IStream *stream = NULL;
    ULONG number;

    set_text(message, PR_MESSAGE_CLASS_W, L"IPM.Note");
    set_text(message, PR_SUBJECT_W, L"Gr\xfc\xdf" L"e");
    set_text(message, PR_BODY_W, L"See X.");
    ok_hr(message->lpVtbl->SetProps(message, 1, &keywords, NULL), S_OK);
    ok_hr(add_recipient(message, L"Bob", 0, NULL), S_OK);
    ok_hr(add_recipient(message, L"Cid", 0, NULL), S_OK);
    ok_hr(message->lpVtbl->CreateAttach(message, NULL, 0, &number, &attach), S_OK);
    ok_hr(attach->lpVtbl->SetProps(attach, 3, file, NULL), S_OK);
    ok_hr(attach->lpVtbl->SaveChanges(attach, 0), S_OK);
    attach->lpVtbl->Release(attach);

    ok_hr(message->lpVtbl->CreateAttach(message, NULL, 0, &number, &attach), S_OK);
    ok_hr(attach->lpVtbl->SetProps(attach, 1, &method, NULL), S_OK);
    /* 11.9-15 */
    ok_hr(attach->lpVtbl->OpenProperty(attach, PR_ATTACH_DATA_OBJ, &IID_IMessage, 0,
                                       MAPI_CREATE | MAPI_MODIFY, (IUnknown **)&inner),
          S_OK);
    set_text(inner, PR_SUBJECT_W, L"Inside");
    ok_hr(inner->lpVtbl->CreateAttach(inner, NULL, 0, &number, &again), S_OK);
    ok_hr(again->lpVtbl->SetProps(again, 3, file, NULL), S_OK);
    ok_hr(again->lpVtbl->SaveChanges(again, 0), S_OK);
    again->lpVtbl->Release(again);
    ok_hr(inner->lpVtbl->SaveChanges(inner, 0), S_OK);
    inner->lpVtbl->Release(inner);
    ok_hr(attach->lpVtbl->SaveChanges(attach, 0), S_OK);
    attach->lpVtbl->Release(attach);

    method.Value.l = ATTACH_OLE;
    ok_hr(message->lpVtbl->CreateAttach(message, NULL, 0, &number, &attach), S_OK);
    ok_hr(attach->lpVtbl->SetProps(attach, 1, &method, NULL), S_OK);
    ok_hr(attach->lpVtbl->OpenProperty(attach, PR_ATTACH_DATA_OBJ, &IID_IStorage, STGM_READWRITE,
                                       MAPI_CREATE | MAPI_MODIFY, (IUnknown **)&storage),
          S_OK);
    ok_hr(storage->lpVtbl->CreateStream(storage, L"Contents", STGM_READWRITE | STGM_SHARE_EXCLUSIVE,
                                        0, 0, &stream),
          S_OK);
    ok_hr(stream->lpVtbl->Write(stream, "object", 6, NULL), S_OK);
    stream->lpVtbl->Release(stream);
    ok_hr(storage->lpVtbl->Commit(storage, STGC_DEFAULT), S_OK);
    storage->lpVtbl->Release(storage);
    ok_hr(attach->lpVtbl->SaveChanges(attach, 0), S_OK);
    attach->lpVtbl->Release(attach);
}

static void ok_contents(IMessage *message)
{
    SPropValue *many = NULL, *data = NULL;
    IAttach *attach = NULL, *twice = NULL;
    IMessage *inner = NULL;
    IStorage *storage = NULL;
    IStream *stream = NULL;
    char bytes[8] = "";

    ok_text(message, PR_SUBJECT_W, L"Gr\xfc\xdf" L"e");
    ok_text(message, PR_BODY_W, L"See X.");
    ok_text(message, PR_DISPLAY_TO_W, L"Bob; Cid");
    ok_hr(HrGetOneProp((IMAPIProp *)message, keywords_tag(message), &many), S_OK);
    ok(many && many->Value.MVszW.cValues == 2 && !wcscmp(many->Value.MVszW.lppszW[0], L"red"),
       "other keywords\n");
    MAPIFreeBuffer(many);
    ok(rows_of(message, true) == 2, "%lu recipients\n", rows_of(message, true));
    ok(rows_of(message, false) == 3, "%lu attachments\n", rows_of(message, false));
    ok_hr(message->lpVtbl->OpenAttach(message, 0, NULL, 0, &attach), S_OK);
    ok_hr(message->lpVtbl->OpenAttach(message, 0, NULL, MAPI_BEST_ACCESS, &twice), S_OK);
    ok(attach == twice, "not the same object\n"); /* 11.9-10 */
    if (twice) twice->lpVtbl->Release(twice);
    ok_text(attach, PR_ATTACH_LONG_FILENAME_W, L"one.txt");
    ok_hr(HrGetOneProp((IMAPIProp *)attach, PR_ATTACH_DATA_BIN, &data), S_OK);
    ok(data && data->Value.bin.cb == 3 && !memcmp(data->Value.bin.lpb, "abc", 3), "other bytes\n");
    MAPIFreeBuffer(data);
    attach->lpVtbl->Release(attach);
    ok_hr(message->lpVtbl->OpenAttach(message, 1, NULL, 0, &attach), S_OK);
    ok_hr(attach->lpVtbl->OpenProperty(attach, PR_ATTACH_DATA_OBJ, &IID_IMessage, 0, 0,
                                       (IUnknown **)&inner),
          S_OK);
    if (inner) {
        ok_text(inner, PR_SUBJECT_W, L"Inside");
        ok(rows_of(inner, false) == 1, "%lu attachments inside\n", rows_of(inner, false));
        inner->lpVtbl->Release(inner);
    }
    attach->lpVtbl->Release(attach);
    ok_hr(message->lpVtbl->OpenAttach(message, 2, NULL, 0, &attach), S_OK);
    ok_hr(attach->lpVtbl->OpenProperty(attach, PR_ATTACH_DATA_OBJ, &IID_IStorage, 0, 0,
                                       (IUnknown **)&storage),
          S_OK);
    if (storage) {
        ok_hr(storage->lpVtbl->OpenStream(storage, L"Contents", NULL,
                                          STGM_READ | STGM_SHARE_EXCLUSIVE, 0, &stream),
              S_OK);
        if (stream) {
            ok_hr(stream->lpVtbl->Read(stream, bytes, 7, NULL), S_OK);
            ok(!strcmp(bytes, "object"), "the object has %s\n", bytes);
            stream->lpVtbl->Release(stream);
        }
        storage->lpVtbl->Release(storage);
    }
    attach->lpVtbl->Release(attach);
}

static void a_message_is_written_and_read(void)
{
    for (int unicode = 0; unicode < 2; unicode++) {
        IStorage *storage = new_file();
        IMessage *message = open_message(storage, unicode ? MAPI_UNICODE : 0);

        /* 11.9-06 */
        ok(!(long_of(message, PR_STORE_SUPPORT_MASK) & STORE_UNICODE_OK) == !unicode,
           "the wrong width\n");
        fill(message);
        ok_hr(message->lpVtbl->SaveChanges(message, 0), S_OK); /* 11.9-07 */
        message = reopened(message, &storage, unicode);
        ok_contents(message);
        /* 11.9-04 */
        if (!unicode) ok_hr(message->lpVtbl->SaveChanges(message, 0), MAPI_E_NO_ACCESS);
        message->lpVtbl->Release(message);
        /* 11.9-08, 11.9-09 */
        ok(has_stream(storage, L"__properties_version1.0"), "no properties\n");
        ok(has_stream(storage, unicode ? L"__substg1.0_0037001F" : L"__substg1.0_0037001E"),
           "no subject\n");
        ok(has_storage(storage, L"__recip_version1.0_#00000001"), "no second recipient\n");
        ok(has_storage(storage, L"__attach_version1.0_#00000002"), "no third attachment\n");
        ok(has_storage(storage, L"__nameid_version1.0"), "no names\n");
        message = open_message(storage, 0);
        closed(message, storage);
    }
}

/* Into another, by the message's own CopyTo; what is copied is saved again and again. */
static void a_copy_is_the_same(void)
{
    IStorage *storage = new_file(), *other = NULL;
    IMessage *message = open_message(storage, MAPI_UNICODE), *copy = NULL;
    SPropProblemArray *problems = NULL;
    WCHAR second[MAX_PATH];

    fill(message);
    ok_hr(message->lpVtbl->SaveChanges(message, KEEP_OPEN_READWRITE), S_OK);
    swprintf(second, MAX_PATH, L"%ls.copy", path);
    ok_hr(StgCreateDocfile(second,
                           STGM_CREATE | STGM_READWRITE | STGM_TRANSACTED | STGM_SHARE_EXCLUSIVE |
                               STGM_DELETEONRELEASE,
                           0, &other),
          S_OK);
    copy = open_message(other, MAPI_UNICODE);
    ok_hr(
        message->lpVtbl->CopyTo(message, 0, NULL, NULL, 0, NULL, &IID_IMessage, copy, 0, &problems),
        S_OK);
    MAPIFreeBuffer(problems);
    for (int i = 0; i < 3; i++)
        ok_hr(copy->lpVtbl->SaveChanges(copy, KEEP_OPEN_READWRITE), S_OK);
    copy->lpVtbl->Release(copy);
    copy = open_message(other, 0);
    ok_contents(copy);
    copy->lpVtbl->Release(copy);
    other->lpVtbl->Release(other);
    closed(message, storage);
}

static void what_is_not_committed_is_gone(void)
{
    IStorage *storage = new_file();
    IMessage *message = open_message(storage, MAPI_UNICODE);
    IAttach *attach = NULL;
    ULONG number;

    set_text(message, PR_SUBJECT_W, L"first");
    ok_hr(message->lpVtbl->SaveChanges(message, KEEP_OPEN_READWRITE), S_OK);
    set_text(message, PR_SUBJECT_W, L"second");
    ok_hr(message->lpVtbl->CreateAttach(message, NULL, 0, &number, &attach), S_OK);
    ok_hr(attach->lpVtbl->SaveChanges(attach, 0), S_OK);
    attach->lpVtbl->Release(attach);
    message = reopened(message, &storage, true);
    ok_text(message, PR_SUBJECT_W, L"first");
    ok(rows_of(message, false) == 0, "an attachment was saved without its message\n");
    message->lpVtbl->Release(message);
    ok_hr(open_in(NULL, storage, NULL, NULL, IMSG_NO_ISTG_COMMIT, &message), S_OK); /* 11.9-06 */
    set_text(message, PR_SUBJECT_W, L"third");
    ok_hr(message->lpVtbl->SaveChanges(message, KEEP_OPEN_READWRITE), S_OK);
    message = reopened(message, &storage, true);
    ok_text(message, PR_SUBJECT_W, L"first");
    closed(message, storage);
}

/* ---- attributes ---- */

static void attributes(void)
{
    SizedSPropTagArray(2, tags) = {2, {PR_SUBJECT_W, PR_PRIORITY}};
    SizedSPropAttrArray(2, set) = {2, {PROPATTR_READABLE, PROPATTR_READABLE}};
    SPropValue other = {.ulPropTag = PR_SUBJECT_W, .Value.lpszW = (WCHAR *)L"other"};
    IStorage *storage = new_file();
    IMessage *message = open_message(storage, MAPI_UNICODE);
    SPropProblemArray *problems = NULL;
    SPropAttrArray *got = NULL;
    IPropData *foreign = NULL;

    set_text(message, PR_SUBJECT_W, L"fixed");
    /* 11.9-16 */
    ok_hr(SetAttribIMsgOnIStg(message, (SPropTagArray *)&tags, (SPropAttrArray *)&set, &problems),
          MAPI_W_ERRORS_RETURNED);
    ok(problems && problems->cProblem == 1 && problems->aProblem[0].ulIndex == 1,
       "other problems\n");
    MAPIFreeBuffer(problems);
    /* 11.9-18 */
    ok_hr(SetAttribIMsgOnIStg(message, (SPropTagArray *)&tags, (SPropAttrArray *)&set, NULL),
          MAPI_W_ERRORS_RETURNED);
    ok_hr(message->lpVtbl->SaveChanges(message, 0), S_OK);
    message = reopened(message, &storage, true);
    ok_hr(GetAttribIMsgOnIStg(message, (SPropTagArray *)&tags, &got), MAPI_W_ERRORS_RETURNED);
    /* 11.9-17 */
    ok(got && got->cValues == 2 && got->aPropAttr[0] == PROPATTR_READABLE &&
           got->aPropAttr[1] == PROPATTR_NOT_PRESENT,
       "other attributes\n");
    MAPIFreeBuffer(got);
    problems = NULL;
    ok_hr(message->lpVtbl->SetProps(message, 1, &other, &problems), S_OK);
    ok(problems && problems->cProblem == 1 && problems->aProblem[0].scode == MAPI_E_NO_ACCESS,
       "it was changed\n");
    MAPIFreeBuffer(problems);
    ok_text(message, PR_SUBJECT_W, L"fixed");
    ok_hr(CreateIProp(&IID_IMAPIPropData, (ALLOCATEBUFFER *)MAPIAllocateBuffer,
                      (ALLOCATEMORE *)MAPIAllocateMore, MAPIFreeBuffer, NULL, &foreign),
          S_OK);
    ok_hr(GetAttribIMsgOnIStg(foreign, (SPropTagArray *)&tags, &got), MAPI_E_NO_SUPPORT);
    ok(!got, "something was given\n");
    ok_hr(SetAttribIMsgOnIStg(foreign, (SPropTagArray *)&tags, (SPropAttrArray *)&set, NULL),
          MAPI_E_NO_SUPPORT);
    ok_hr(GetAttribIMsgOnIStg(message, NULL, &got), MAPI_E_INVALID_PARAMETER);
    ok_hr(GetAttribIMsgOnIStg(NULL, (SPropTagArray *)&tags, &got), MAPI_E_INVALID_PARAMETER);
    foreign->lpVtbl->Release(foreign);
    closed(message, storage);
}

/* ---- sessions ---- */

static unsigned told;

static void STDAPICALLTYPE released(ULONG data, IMessage *message)
{
    ok(data == 4711 && message, "told %lu, %p\n", data, message);
    told++;
}

static void arguments(void)
{
    IStorage *storage = new_file();
    LPMSGSESS session = (void *)1;
    IMessage *message = (void *)1;

    ok_hr(OpenIMsgSession(NULL, 0, &session), MAPI_E_INVALID_PARAMETER); /* 11.9-01 */
    ok(!session, "there is a session\n");
    ok_hr(OpenIMsgSession(MAPIGetDefaultMalloc(), 0, NULL), MAPI_E_INVALID_PARAMETER);
    ok_hr(OpenIMsgSession(MAPIGetDefaultMalloc(), 1, &session), MAPI_E_UNKNOWN_FLAGS);
    /* 11.9-05 */
    ok_hr(OpenIMsgOnIStg(NULL, NULL, NULL, NULL, MAPIGetDefaultMalloc(), NULL, storage, NULL, 0, 0,
                         &message),
          MAPI_E_INVALID_PARAMETER);
    ok(!message, "there is a message\n");
    ok_hr(open_in(NULL, NULL, NULL, NULL, 0, &message), MAPI_E_INVALID_PARAMETER);
    ok_hr(open_in(NULL, storage, NULL, NULL, 0, NULL), MAPI_E_INVALID_PARAMETER);
    ok_hr(open_in(NULL, storage, NULL, NULL, 2, &message), MAPI_E_UNKNOWN_FLAGS);
    message = open_message(storage, MAPI_UNICODE);
    ok_hr(message->lpVtbl->SubmitMessage(message, 0), MAPI_E_NO_SUPPORT); /* 11.9-14 */
    ok_hr(message->lpVtbl->SetReadFlag(message, 0), S_OK);
    ok(long_of(message, PR_MESSAGE_FLAGS) & MSGFLAG_READ, "not read\n");
    closed(message, storage);
}

static void a_session_closes_all(void)
{
    IStorage *storage = new_file();
    LPMSGSESS session = NULL;
    IMessage *message = NULL, *inner = NULL;
    IAttach *attach = NULL;
    IMAPITable *table = NULL;
    ULONG number, rows;

    told = 0;
    ok_hr(OpenIMsgSession(MAPIGetDefaultMalloc(), MAPI_UNICODE, &session), S_OK);
    ok_hr(open_in(session, storage, released, NULL, 0, &message), S_OK);
    ok(long_of(message, PR_STORE_SUPPORT_MASK) & STORE_UNICODE_OK, "the session's width is lost\n");
    ok_hr(message->lpVtbl->CreateAttach(message, NULL, 0, &number, &attach), S_OK);
    ok_hr(attach->lpVtbl->OpenProperty(attach, PR_ATTACH_DATA_OBJ, &IID_IMessage, 0,
                                       MAPI_CREATE | MAPI_MODIFY, (IUnknown **)&inner),
          S_OK);
    ok_hr(message->lpVtbl->OpenProperty(message, PR_MESSAGE_RECIPIENTS, &IID_IMAPITable, 0, 0,
                                        (IUnknown **)&table),
          S_OK);
    CloseIMsgSession(session); /* 11.9-02 */
    ok(told == 1, "told %u times\n", told); /* 11.9-12 */
    ok(!storage->lpVtbl->Release(storage), "the storage is still held\n");
    ok_hr(message->lpVtbl->SaveChanges(message, 0), MAPI_E_INVALID_OBJECT);
    ok_hr(attach->lpVtbl->SaveChanges(attach, 0), MAPI_E_INVALID_OBJECT);
    ok_hr(inner->lpVtbl->SaveChanges(inner, 0), MAPI_E_INVALID_OBJECT);
    ok_hr(table->lpVtbl->GetRowCount(table, 0, &rows), MAPI_E_INVALID_OBJECT);
    table->lpVtbl->Release(table);
    inner->lpVtbl->Release(inner);
    attach->lpVtbl->Release(attach);
    ok(!message->lpVtbl->Release(message), "the message is still alive\n");
    ok(told == 1, "told %u times\n", told);
    CloseIMsgSession(NULL);
    storage = new_file();
    ok_hr(open_in(NULL, storage, released, NULL, 0, &message), S_OK);
    message->lpVtbl->Release(message);
    ok(told == 2, "told %u times\n", told);
    storage->lpVtbl->Release(storage);
    DeleteFileW(path);
}

/* ---- a support object ---- */

static unsigned dialogs, books, entries;

static HRESULT STDMETHODCALLTYPE any_QueryInterface(void *self, REFIID iid, void **out)
{
    (void)self, (void)iid;
    *out = NULL;
    return E_NOINTERFACE;
}

static ULONG STDMETHODCALLTYPE any_count(void *self)
{
    (void)self;
    return 1;
}

static HRESULT STDMETHODCALLTYPE book_OpenEntry(IAddrBook *self, ULONG cb, ENTRYID *eid, LPCIID iid,
                                                ULONG flags, ULONG *type, IUnknown **out)
{
    SPropValue value = {.ulPropTag = PR_ENTRYID, .Value.bin = {8, (BYTE *)"\0\0\0\0long"}};
    IPropData *user = NULL;

    (void)self, (void)iid, (void)flags;
    ok(cb == 9 && (*(BYTE *)eid & MAPI_SHORTTERM), "another identifier\n");
    entries++;
    *type = MAPI_MAILUSER;
    CreateIProp(&IID_IMAPIPropData, (ALLOCATEBUFFER *)MAPIAllocateBuffer,
                (ALLOCATEMORE *)MAPIAllocateMore, MAPIFreeBuffer, NULL, &user);
    user->lpVtbl->SetProps(user, 1, &value, NULL);
    *out = (IUnknown *)user;
    return S_OK;
}

static IAddrBookVtbl book_vtbl;
static IAddrBook book = {&book_vtbl};

static HRESULT STDMETHODCALLTYPE support_OpenAddressBook(IMAPISupport *self, LPCIID iid,
                                                         ULONG flags, LPADRBOOK *out)
{
    (void)self, (void)iid, (void)flags;
    books++;
    *out = &book;
    return S_OK;
}

static HRESULT STDMETHODCALLTYPE support_DoProgressDialog(IMAPISupport *self, ULONG_PTR ui,
                                                          ULONG flags, LPMAPIPROGRESS *out)
{
    (void)self, (void)ui, (void)flags;
    dialogs++;
    *out = NULL;
    return MAPI_E_NO_SUPPORT; /* there is nobody to see one */
}

static void a_support_object_is_used(void) /* 11.9-13 */
{
    static IMAPISupportVtbl vtbl;
    IMAPISupport support = {&vtbl};
    IStorage *storage = new_file();
    IMessage *message = NULL;
    IAttach *attach = NULL;
    IMAPITable *table = NULL;
    SRowSet *rows = NULL;
    SizedSPropTagArray(1, columns) = {1, {PR_ENTRYID}};
    ULONG number;

    *(void **)&vtbl.QueryInterface = *(void **)&book_vtbl.QueryInterface = any_QueryInterface;
    *(void **)&vtbl.AddRef = *(void **)&vtbl.Release = any_count;
    *(void **)&book_vtbl.AddRef = *(void **)&book_vtbl.Release = any_count;
    vtbl.OpenAddressBook = support_OpenAddressBook;
    vtbl.DoProgressDialog = support_DoProgressDialog;
    book_vtbl.OpenEntry = book_OpenEntry;
    /* 11.9-05 */
    ok_hr(OpenIMsgOnIStg(NULL, NULL, NULL, NULL, NULL, &support, storage, NULL, 0, MAPI_UNICODE,
                         &message),
          S_OK);
    ok_hr(add_recipient(message, L"Bob", 9, "\x80\0\0\0short"), S_OK);
    ok(books == 1 && entries == 1, "%u address books, %u entries\n", books, entries);
    ok_hr(message->lpVtbl->GetRecipientTable(message, 0, &table), S_OK);
    ok_hr(HrQueryAllRows(table, (SPropTagArray *)&columns, NULL, NULL, 0, &rows), S_OK);
    ok(rows && rows->cRows == 1 && rows->aRow[0].lpProps->Value.bin.cb == 8,
       "another identifier was kept\n");
    FreeProws(rows);
    table->lpVtbl->Release(table);
    ok_hr(message->lpVtbl->CreateAttach(message, NULL, 0, &number, &attach), S_OK);
    ok_hr(attach->lpVtbl->SaveChanges(attach, 0), S_OK);
    attach->lpVtbl->Release(attach);
    ok_hr(message->lpVtbl->DeleteAttach(message, number, 0, NULL, ATTACH_DIALOG), S_OK);
    ok(dialogs == 1, "%u dialogs\n", dialogs);
    closed(message, storage);
}

/* ---- somebody else's files ---- */

static void walk(IMessage *message, unsigned depth, unsigned *messages, unsigned *attachments);

static void walk_attachments(IMessage *message, unsigned depth, unsigned *messages,
                             unsigned *attachments)
{
    SizedSPropTagArray(1, columns) = {1, {PR_ATTACH_NUM}};
    IMAPITable *table = NULL;
    SRowSet *rows = NULL;

    ok_hr(message->lpVtbl->GetAttachmentTable(message, MAPI_UNICODE, &table), S_OK);
    ok_hr(HrQueryAllRows(table, (SPropTagArray *)&columns, NULL, NULL, 0, &rows), S_OK);
    for (ULONG i = 0; rows && i < rows->cRows; i++) {
        IAttach *attach = NULL;
        IMessage *inner = NULL;
        SPropValue *values = NULL;
        ULONG n = 0;
        HRESULT hr;

        hr =
            message->lpVtbl->OpenAttach(message, rows->aRow[i].lpProps->Value.ul, NULL, 0, &attach);
        ok(hr == S_OK || hr == MAPI_E_CORRUPT_DATA, "attachment %lu: got %#lx\n", i, hr);
        if (!attach) continue;
        hr = attach->lpVtbl->GetProps(attach, NULL, MAPI_UNICODE, &n, &values);
        ok(hr == S_OK && n >= 3, "got %#lx and %lu properties\n", hr, n);
        MAPIFreeBuffer(values);
        ++*attachments;
        if (attach->lpVtbl->OpenProperty(attach, PR_ATTACH_DATA_OBJ, &IID_IMessage, 0, 0,
                                         (IUnknown **)&inner) == S_OK) {
            walk(inner, depth + 1, messages, attachments);
            inner->lpVtbl->Release(inner);
        }
        attach->lpVtbl->Release(attach);
    }
    FreeProws(rows);
    table->lpVtbl->Release(table);
}

static void walk(IMessage *message, unsigned depth, unsigned *messages, unsigned *attachments)
{
    SPropValue *values = NULL;
    ULONG n = 0;
    HRESULT hr = message->lpVtbl->GetProps(message, NULL, MAPI_UNICODE, &n, &values);

    ok(hr == S_OK && n >= 5, "got %#lx and %lu properties\n", hr, n);
    MAPIFreeBuffer(values);
    rows_of(message, true);
    ++*messages;
    if (depth < 8) walk_attachments(message, depth, messages, attachments);
}

static void files_of_others_are_read(void)
{
    char folder[MAX_PATH], pattern[MAX_PATH + 8];
    const char *source = getenv("OPENMAPI_SOURCE");
    WIN32_FIND_DATAA found;
    HANDLE search;
    unsigned files = 0, messages = 0, attachments = 0;

    snprintf(folder, sizeof(folder), "%s\\..\\shared\\corpus\\msg", source ? source : ".");
    snprintf(pattern, sizeof(pattern), "%s\\*.msg", folder);
    search = FindFirstFileA(pattern, &found);
    if (search == INVALID_HANDLE_VALUE) {
        skip("there is no ../shared/corpus/msg\n");
        return;
    }
    do {
        WCHAR name[MAX_PATH];
        IStorage *storage = NULL;
        IMessage *message = NULL;
        HRESULT hr;

        swprintf(name, MAX_PATH, L"%hs\\%hs", folder, found.cFileName);
        files++;
        trace("%s\n", found.cFileName);
        hr = StgOpenStorage(name, NULL, STGM_READ | STGM_SHARE_DENY_WRITE, NULL, 0, &storage);
        if (SUCCEEDED(hr)) {
            hr = open_in(NULL, storage, NULL, NULL, MAPI_UNICODE, &message);
            ok(hr == S_OK || hr == MAPI_E_CORRUPT_DATA, "%s: got %#lx\n", found.cFileName, hr);
        } else {
            ok(MapStorageSCode(hr) != MAPI_E_CALL_FAILED, "%s: %#lx\n", found.cFileName, hr);
        }
        if (message) {
            walk(message, 0, &messages, &attachments);
            message->lpVtbl->Release(message);
        }
        if (storage) storage->lpVtbl->Release(storage);
    } while (FindNextFileA(search, &found));
    FindClose(search);
    trace("%u files, %u messages, %u attachments\n", files, messages, attachments);
    ok(messages >= 39, "only %u messages of %u files\n", messages, files);
}

START_TEST(imsg)
{
    WCHAR folder[MAX_PATH];

    CoInitialize(NULL);
    MAPIInitialize(NULL);
    GetTempPathW(MAX_PATH - 40, folder);
    swprintf(path, MAX_PATH, L"%lsomimsg%lu.msg", folder, GetCurrentProcessId());
    RUN(arguments);
    RUN(a_message_is_written_and_read);
    RUN(a_copy_is_the_same);
    RUN(what_is_not_committed_is_gone);
    RUN(attributes);
    RUN(a_session_closes_all);
    RUN(a_support_object_is_used);
    RUN(files_of_others_are_read);
    MAPIUninitialize();
    CoUninitialize();
}
