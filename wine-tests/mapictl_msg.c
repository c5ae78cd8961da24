/*
 * mapictl_msg.c - mapictl store import and export of .msg files
 *
 * The files are made and looked at through IMessage on IStorage; those of ../shared/corpus/msg go
 * through a store, too, where they are.
 */
#define INITGUID
#define USES_IID_IMessage
#define USES_IID_IMAPIProp
#include <windows.h>
#include <objbase.h>
#include <initguid.h>
#include "mapictl_fixture.h"
#include <stdio.h>
#include "imessage.h"
#include "mapiguid.h"
#include "mapitags.h"
#include "mapiutil.h"
#include "mapix.h"

#define ok_hr(got, wanted)                                                                         \
    do {                                                                                           \
        HRESULT hr_ = (got);                                                                       \
        ok(hr_ == (wanted), "%s: got %#lx, expected %s\n", #got, hr_, #wanted);                    \
    } while (0)

#define DRAFT  L"Entwurf \u65e5\u672c"
#define GREETS L"Gr\u00fc\u00dfe"

static const WCHAR *in_temp(const WCHAR *name)
{
    static WCHAR path[MAX_PATH];

    swprintf(path, MAX_PATH, L"%ls\\%ls", temp, name);
    return path;
}

/* ---- making files ---- */

static IMessage *message_on(IStorage *storage, ULONG flags)
{
    IMessage *message = NULL;

    ok_hr(OpenIMsgOnIStg(NULL, MAPIAllocateBuffer, MAPIAllocateMore, MAPIFreeBuffer,
                         MAPIGetDefaultMalloc(), NULL, storage, NULL, 0, flags, &message),
          S_OK);
    return message;
}

static IStorage *new_storage(const WCHAR *name)
{
    IStorage *storage = NULL;

    ok_hr(StgCreateDocfile(in_temp(name),
                           STGM_CREATE | STGM_READWRITE | STGM_TRANSACTED | STGM_SHARE_EXCLUSIVE, 0,
                           &storage),
          S_OK);
    return storage;
}

static void set(void *object, ULONG count, SPropValue *values)
{
    IMAPIProp *prop = object;

    ok_hr(prop->lpVtbl->SetProps(prop, count, values, NULL), S_OK);
}

static void save_and_release(void *object)
{
    IMAPIProp *prop = object;

    ok_hr(prop->lpVtbl->SaveChanges(prop, 0), S_OK);
    prop->lpVtbl->Release(prop);
}

static void describe_message(IMessage *message, const WCHAR *subject, LONG flags)
{
    SPropValue values[] = {
        {.ulPropTag = PR_MESSAGE_CLASS_W, .Value.lpszW = (WCHAR *)L"IPM.Note.Ours"},
        {.ulPropTag = PR_SUBJECT_W, .Value.lpszW = (WCHAR *)subject},
        {.ulPropTag = PR_BODY_W, .Value.lpszW = (WCHAR *)L"Hello in a file\r\n"},
        {.ulPropTag = PR_MESSAGE_FLAGS, .Value.l = flags},
    };

    set(message, ARRAYSIZE(values), values);
}

static void add_recipient(IMessage *message, const WCHAR *name, LONG type)
{
    SPropValue values[] = {
        {.ulPropTag = PR_DISPLAY_NAME_W, .Value.lpszW = (WCHAR *)name},
        {.ulPropTag = PR_ADDRTYPE_W, .Value.lpszW = (WCHAR *)L"SMTP"},
        {.ulPropTag = PR_EMAIL_ADDRESS_W, .Value.lpszW = (WCHAR *)L"somebody@example.org"},
        {.ulPropTag = PR_RECIPIENT_TYPE, .Value.l = type},
    };
    SizedADRLIST(1, list) = {1, {{0, ARRAYSIZE(values), values}}};

    ok_hr(message->lpVtbl->ModifyRecipients(message, MODRECIP_ADD, (ADRLIST *)&list), S_OK);
}

/* A file in an attachment; a message in another. */
static void attach_things(IMessage *message)
{
    SPropValue file[] = {
        {.ulPropTag = PR_ATTACH_METHOD, .Value.l = ATTACH_BY_VALUE},
        {.ulPropTag = PR_ATTACH_LONG_FILENAME_W, .Value.lpszW = (WCHAR *)L"a b.bin"},
        {.ulPropTag = PR_ATTACH_DATA_BIN, .Value.bin = {4, (BYTE *)"\0\1\2\3"}},
    };
    SPropValue method = {.ulPropTag = PR_ATTACH_METHOD, .Value.l = ATTACH_EMBEDDED_MSG};
    IMessage *inner = NULL;
    IAttach *attach = NULL;
    ULONG number;

    ok_hr(message->lpVtbl->CreateAttach(message, NULL, 0, &number, &attach), S_OK);
    set(attach, ARRAYSIZE(file), file);
    save_and_release(attach);
    ok_hr(message->lpVtbl->CreateAttach(message, NULL, 0, &number, &attach), S_OK);
    set(attach, 1, &method);
    ok_hr(attach->lpVtbl->OpenProperty(attach, PR_ATTACH_DATA_OBJ, &IID_IMessage, 0,
                                       MAPI_CREATE | MAPI_MODIFY, (IUnknown **)&inner),
          S_OK);
    describe_message(inner, L"inside", MSGFLAG_READ);
    add_recipient(inner, L"Ina", MAPI_TO);
    save_and_release(inner);
    save_and_release(attach);
}

static void make_file(const WCHAR *name, const WCHAR *subject, LONG flags, ULONG width)
{
    IStorage *storage = new_storage(name);
    IMessage *message = message_on(storage, width);

    describe_message(message, subject, flags);
    add_recipient(message, L"Ann", MAPI_TO);
    add_recipient(message, L"B\u00f6b", MAPI_BCC);
    attach_things(message);
    save_and_release(message);
    storage->lpVtbl->Release(storage);
}

/* ---- looking at files ---- */

static void expect_text(IMAPIProp *object, ULONG tag, const WCHAR *wanted)
{
    SPropValue *value = NULL;

    ok_hr(HrGetOneProp(object, tag, &value), S_OK);
    ok(value && !wcscmp(value->Value.lpszW, wanted), "%#lx is %s\n", tag,
       value ? utf8(value->Value.lpszW) : "missing");
    MAPIFreeBuffer(value);
}

static LONG flags_of(IMessage *message)
{
    SPropValue *value = NULL;
    LONG flags = -1;

    ok_hr(HrGetOneProp((IMAPIProp *)message, PR_MESSAGE_FLAGS, &value), S_OK);
    if (value) flags = value->Value.l & (MSGFLAG_READ | MSGFLAG_UNSENT);
    MAPIFreeBuffer(value);
    return flags;
}

static void expect_recipients(IMessage *message, ULONG count, const WCHAR *last, LONG type)
{
    SizedSPropTagArray(3, columns) = {3,
                                      {PR_DISPLAY_NAME_W, PR_RECIPIENT_TYPE, PR_EMAIL_ADDRESS_W}};
    IMAPITable *table = NULL;
    SRowSet *rows = NULL;

    ok_hr(message->lpVtbl->GetRecipientTable(message, MAPI_UNICODE, &table), S_OK);
    ok_hr(HrQueryAllRows(table, (SPropTagArray *)&columns, NULL, NULL, 0, &rows), S_OK);
    ok(rows && rows->cRows == count, "%lu recipients\n", rows ? rows->cRows : 0);
    if (rows && rows->cRows == count) {
        const SPropValue *row = rows->aRow[count - 1].lpProps;

        ok(!wcscmp(row[0].Value.lpszW, last) && row[1].Value.l == type, "the last is %s, %ld\n",
           utf8(row[0].Value.lpszW), row[1].Value.l);
        ok(!wcscmp(row[2].Value.lpszW, L"somebody@example.org"), "address %s\n",
           utf8(row[2].Value.lpszW));
    }
    FreeProws(rows);
    table->lpVtbl->Release(table);
}

static void expect_attachments(IMessage *message)
{
    SPropValue *data = NULL;
    IMessage *inner = NULL;
    IAttach *attach = NULL;

    ok_hr(message->lpVtbl->OpenAttach(message, 0, NULL, 0, &attach), S_OK);
    expect_text((IMAPIProp *)attach, PR_ATTACH_LONG_FILENAME_W, L"a b.bin");
    ok_hr(HrGetOneProp((IMAPIProp *)attach, PR_ATTACH_DATA_BIN, &data), S_OK);
    ok(data && data->Value.bin.cb == 4 && !memcmp(data->Value.bin.lpb, "\0\1\2\3", 4),
       "other bytes\n");
    MAPIFreeBuffer(data);
    attach->lpVtbl->Release(attach);
    ok_hr(message->lpVtbl->OpenAttach(message, 1, NULL, 0, &attach), S_OK);
    ok_hr(attach->lpVtbl->OpenProperty(attach, PR_ATTACH_DATA_OBJ, &IID_IMessage, 0, 0,
                                       (IUnknown **)&inner),
          S_OK);
    if (inner) {
        expect_text((IMAPIProp *)inner, PR_SUBJECT_W, L"inside");
        ok(flags_of(inner) == MSGFLAG_READ, "flags %#lx\n", flags_of(inner));
        expect_recipients(inner, 1, L"Ina", MAPI_TO);
        inner->lpVtbl->Release(inner);
    }
    attach->lpVtbl->Release(attach);
}

static void expect_file(const WCHAR *name, const WCHAR *subject, LONG flags)
{
    static const CLSID known = {0x00020d0b, 0, 0, {0xc0, 0, 0, 0, 0, 0, 0, 0x46}};
    IStorage *storage = NULL;
    IMessage *message;
    CLSID class;

    ok_hr(StgOpenStorage(in_temp(name), NULL, STGM_READ | STGM_SHARE_DENY_WRITE, NULL, 0, &storage),
          S_OK);
    if (!storage) return;
    ok_hr(ReadClassStg(storage, &class), S_OK);
    ok(IsEqualGUID(&class, &known), "Windows doesn't know it for a mail\n");
    message = message_on(storage, 0);
    expect_text((IMAPIProp *)message, PR_SUBJECT_W, subject);
    expect_text((IMAPIProp *)message, PR_MESSAGE_CLASS_W, L"IPM.Note.Ours");
    expect_text((IMAPIProp *)message, PR_BODY_W, L"Hello in a file\r\n");
    ok(flags_of(message) == flags, "flags %#lx, expected %#lx\n", flags_of(message), flags);
    expect_recipients(message, 2, L"B\u00f6b", MAPI_BCC);
    expect_attachments(message);
    message->lpVtbl->Release(message);
    storage->lpVtbl->Release(storage);
}

/* ---- tests ---- */

static void a_file_goes_through_a_store(void)
{
    make_file(L"draft.msg", DRAFT, MSGFLAG_UNSENT, MAPI_UNICODE);
    make_file(L"read.tmp", GREETS, MSGFLAG_READ, 0); /* 8-bit text; known by what is in it */
    runs(0, L"store import draft.msg read.tmp");
    ok(!strcmp(out, "2 imported\n"), "got %s", out);
    is_silent();
    runs(0, L"store cat Inbox:1");
    says("Ann <somebody@example.org>");
    says("a b.bin");
    says("Hello in a file");
    runs(0, L"store export Inbox --msg --to hinaus");
    says("2 exported");
    is_silent();
    expect_file(L"hinaus\\" DRAFT L".msg", DRAFT, MSGFLAG_UNSENT);
    expect_file(L"hinaus\\" GREETS L".msg", GREETS, MSGFLAG_READ);
    runs(0, L"store export Inbox --msg --to hinaus");
    expect_file(L"hinaus\\" DRAFT L" (2).msg", DRAFT, MSGFLAG_UNSENT);

    runs(0, L"store mkdir Read");
    runs(0, L"store import draft.msg --to Read --read");
    runs(0, L"store export Read --msg --to read");
    expect_file(L"read\\" DRAFT L".msg", DRAFT, MSGFLAG_UNSENT | MSGFLAG_READ);
}

static void one_file_goes_to_stdout(void)
{
    runs(0, L"store export Read:1 --msg");
    ok(out_bytes > 1536 && !memcmp(out, "\xd0\xcf\x11\xe0", 4), "%u bytes\n", (unsigned)out_bytes);
    write_file(in_temp(L"piped.msg"), out, out_bytes);
    expect_file(L"piped.msg", DRAFT, MSGFLAG_UNSENT | MSGFLAG_READ);
    runs(2, L"store export Read --msg");
}

static void a_directory_stands_for_its_files(void)
{
    static const char mail[] = "Subject: an eml\r\n\r\nHello\r\n";

    CreateDirectoryW(in_temp(L"mix"), NULL);
    write_file(in_temp(L"mix\\one.EML"), mail, sizeof(mail) - 1);
    write_file(in_temp(L"mix\\notes.txt"), mail, sizeof(mail) - 1);
    make_file(L"mix\\two.Msg", GREETS, 0, MAPI_UNICODE);
    CreateDirectoryW(in_temp(L"mix\\more.msg"), NULL);
    runs(0, L"store mkdir Mix");
    runs(0, L"store import mix --to Mix");
    ok(!strcmp(out, "2 imported\n"), "got %s", out);
    runs(0, L"store ls Mix");
    says("an eml");
    says("Gr\xc3\xbc\xc3\x9f");
    CreateDirectoryW(in_temp(L"empty"), NULL);
    runs(3, L"store import empty --to Mix");
    complains(".eml or .msg files");
}

/* What is no message, or a damaged one, leaves nothing in the folder. */
static void what_is_no_message_is_refused(void)
{
    IStorage *storage = new_storage(L"other.msg");
    IStream *stream = NULL;
    HANDLE file;
    char *all;
    size_t bytes;

    ok_hr(storage->lpVtbl->CreateStream(storage, L"WordDocument",
                                        STGM_READWRITE | STGM_SHARE_EXCLUSIVE, 0, 0, &stream),
          S_OK);
    stream->lpVtbl->Release(stream);
    ok_hr(storage->lpVtbl->Commit(storage, 0), S_OK);
    storage->lpVtbl->Release(storage);
    file = CreateFileW(in_temp(L"draft.msg"), GENERIC_READ, 0, NULL, OPEN_EXISTING, 0, NULL);
    all = take(file, &bytes);
    write_file(in_temp(L"cut.msg"), all, 700); /* its directory is further behind */
    free(all);
    runs(0, L"store mkdir Bad");
    runs(1, L"store import other.msg --to Bad");
    complains("MAPI_E_CORRUPT_DATA");
    ok(run(L"store import cut.msg --to Bad") == 1, "a cut file is imported\n");
    complains("MAPI_E_");
    runs(0, L"store ls Bad");
    says_not("1 ");
    runs(4, L"store import other.msg draft.msg --to Bad");
    says("1 imported, 1 failed");
}

static void files_of_others_go_through_a_store(void)
{
    const char *source = getenv("OPENMAPI_SOURCE");
    unsigned imported = 0, failed = 0, exported = 0, again = 0, files = 0;
    WIN32_FIND_DATAW found;
    WCHAR folder[MAX_PATH], line[MAX_PATH + 60];
    HANDLE search;

    swprintf(folder, MAX_PATH, L"%hs\\..\\shared\\corpus\\msg", source ? source : ".");
    swprintf(line, ARRAYSIZE(line), L"%ls\\*.msg", folder);
    search = FindFirstFileW(line, &found);
    if (search == INVALID_HANDLE_VALUE) {
        skip("there is no ../shared/corpus/msg\n");
        return;
    }
    do
        files++;
    while (FindNextFileW(search, &found));
    FindClose(search);
    runs(0, L"store mkdir Others");
    runs(0, L"store mkdir Again");
    swprintf(line, ARRAYSIZE(line), L"store import --quiet --to Others \"%ls\"", folder);
    run(line);
    ok(sscanf(out, "%u imported, %u failed", &imported, &failed) >= 1, "got %s%s", out, err);
    trace("%s%s", out, err);
    ok(imported + failed == files, "%u files\n", files);
    ok(imported >= files - files / 5, "only %u of %u\n", imported, files);
    runs(0, L"store export Others --msg --to others");
    ok(sscanf(out, "%u exported", &exported) == 1 && exported == imported, "got %s", out);
    is_silent();
    runs(0, L"store import others --to Again");
    ok(sscanf(out, "%u imported", &again) == 1 && again == imported, "got %s", out);
    is_silent();
}

START_TEST(mapictl_msg)
{
    find_mapictl();
    MAPIInitialize(NULL);
    runs(0, L"profile create msgs --default --store Msgs.omstore --store-name Msgs");

    RUN(a_file_goes_through_a_store);
    RUN(one_file_goes_to_stdout);
    RUN(a_directory_stands_for_its_files);
    RUN(what_is_no_message_is_refused);
    RUN(files_of_others_go_through_a_store);

    runs(0, L"profile delete msgs");
    MAPIUninitialize();
}
