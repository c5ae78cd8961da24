/*
 * tnef_fixture.c - messages of a local store, through ITnef and back
 */
#include "msg/tnef_fixture.h"
#include <stdlib.h>
#include <string.h>
#include "base/mem.h"
#include "eid/oneoff.h"
#include "mapiguid.h"
#include "msg/from_tnef.h"
#include "prop/pval.h"

IStream *empty_stream(void)
{
    struct mail nothing = {0};

    return stream_of(&nothing);
}

void rewind_to(IStream *stream, LONGLONG place)
{
    LARGE_INTEGER to = {.QuadPart = place};

    ok_hr(stream->lpVtbl->Seek(stream, to, STREAM_SEEK_SET, NULL));
}

/* All of a stream, from its beginning. */
struct mail bytes_of(IStream *stream)
{
    struct mail out;
    STATSTG stat;
    ULONG got = 0;

    ok_hr(stream->lpVtbl->Stat(stream, &stat, STATFLAG_NONAME));
    out.count = stat.cbSize.LowPart;
    out.bytes = calloc(1, out.count + 1);
    rewind_to(stream, 0);
    ok_hr(stream->lpVtbl->Read(stream, out.bytes, (ULONG)out.count, &got));
    assert_int_equal(got, out.count);
    return out;
}

IMessage *new_message(struct fixture *f)
{
    IMAPIFolder *inbox = open_inbox(f);
    IMessage *message = NULL;

    ok_hr(inbox->lpVtbl->CreateMessage(inbox, NULL, 0, &message));
    inbox->lpVtbl->Release(inbox);
    return message;
}

IAttach *attach_file(IMessage *message, const WCHAR *name, const char *data, ULONG *number)
{
    IAttach *attach = NULL;
    SPropValue values[] = {
        pval_long(PR_ATTACH_METHOD, ATTACH_BY_VALUE),
        pval_long(PR_RENDERING_POSITION, -1),
        pval_text(PR_ATTACH_FILENAME_W, name),
        pval_text(PR_ATTACH_LONG_FILENAME_W, name),
        pval_binary(PR_ATTACH_DATA_BIN, (ULONG)strlen(data), data),
    };

    ok_hr(message->lpVtbl->CreateAttach(message, NULL, 0, number, &attach));
    ok_hr(attach->lpVtbl->SetProps(attach, 5, values, NULL));
    ok_hr(attach->lpVtbl->SaveChanges(attach, 0));
    return attach;
}

static void add_recipient(IMessage *message, const WCHAR *name, LONG type)
{
    SPropValue values[] = {
        pval_text(PR_DISPLAY_NAME_W, name),
        pval_text(PR_ADDRTYPE_W, L"SMTP"),
        pval_text(PR_EMAIL_ADDRESS_W, L"a@example.org"),
        pval_long(PR_RECIPIENT_TYPE, type),
    };
    SizedADRLIST(1, list) = {1, {{0, 4, values}}};

    ok_hr(message->lpVtbl->ModifyRecipients(message, MODRECIP_ADD, (ADRLIST *)&list));
}

ULONG keyword_tag(IMessage *message)
{
    MAPINAMEID id = {(GUID *)&PS_PUBLIC_STRINGS, MNID_STRING, {.lpwstrName = (WCHAR *)L"Keywords"}},
               *ids = &id;
    SPropTagArray *tags = NULL;
    ULONG tag;

    ok_hr(message->lpVtbl->GetIDsFromNames(message, 1, &ids, MAPI_CREATE, &tags));
    tag = CHANGE_PROP_TYPE(tags->aulPropTag[0], PT_MV_UNICODE);
    FREE(tags);
    return tag;
}

/* A message with a bit of everything, saved. */
IMessage *full_message(struct fixture *f)
{
    IMessage *message = new_message(f), *inner = NULL;
    WCHAR *keywords[] = {(WCHAR *)L"red", (WCHAR *)L"\x65e5\x672c"};
    SPropValue many = {.ulPropTag = keyword_tag(message), .Value.MVszW = {2, keywords}};
    SPropValue flags = pval_long(PR_MESSAGE_FLAGS, MSGFLAG_READ | MSGFLAG_UNMODIFIED);
    SPropValue sent = {.ulPropTag = PR_CLIENT_SUBMIT_TIME, .Value.ft = {0x12345678, 0x01da0000}};
    SPropValue method = pval_long(PR_ATTACH_METHOD, ATTACH_EMBEDDED_MSG), entryid;
    struct one_off ann = {L"Ann", L"SMTP", L"ann@example.org", true};
    ENTRYID *eid = NULL;
    IAttach *attach;
    ULONG number, cb;

    ok_hr(message->lpVtbl->SetProps(message, 1, &flags, NULL));
    ok_hr(set_text(message, PR_MESSAGE_CLASS_W, L"IPM.Note"));
    ok_hr(set_text(message, PR_SUBJECT_W, L"Gr\xfc\xdf" L"e"));
    ok_hr(set_text(message, PR_BODY_W, L"A file: X, and \x65e5\x672c.\r\n"));
    ok_hr(set_text(message, PR_SENDER_NAME_W, L"Ann"));
    ok_hr(set_text(message, PR_SENDER_ADDRTYPE_W, L"SMTP"));
    ok_hr(set_text(message, PR_SENDER_EMAIL_ADDRESS_W, L"ann@example.org"));
    ok_hr(one_off_make(&ann, true, &cb, &eid));
    entryid = pval_binary(PR_SENDER_ENTRYID, cb, eid);
    ok_hr(message->lpVtbl->SetProps(message, 1, &entryid, NULL));
    mem_free(eid);
    ok_hr(set_long(message, PR_PRIORITY, PRIO_URGENT));
    ok_hr(set_long(message, PR_IMPORTANCE, IMPORTANCE_HIGH));
    ok_hr(message->lpVtbl->SetProps(message, 1, &sent, NULL));
    ok_hr(message->lpVtbl->SetProps(message, 1, &many, NULL));
    add_recipient(message, L"Bob", MAPI_TO);
    add_recipient(message, L"Cid", MAPI_CC);
    attach = attach_file(message, L"one.txt", "contents of one", &number);
    ok_hr(set_long(attach, PR_RENDERING_POSITION, 8));
    ok_hr(attach->lpVtbl->SaveChanges(attach, 0));
    attach->lpVtbl->Release(attach);
    attach = attach_file(message, L"two.txt", "contents of two", &number);
    attach->lpVtbl->Release(attach);
    ok_hr(message->lpVtbl->CreateAttach(message, NULL, 0, &number, &attach));
    ok_hr(attach->lpVtbl->SetProps(attach, 1, &method, NULL));
    ok_hr(attach->lpVtbl->OpenProperty(attach, PR_ATTACH_DATA_OBJ, &IID_IMessage, 0,
                                       MAPI_CREATE | MAPI_MODIFY, (IUnknown **)&inner));
    ok_hr(set_text(inner, PR_SUBJECT_W, L"Inside"));
    add_recipient(inner, L"Dot", MAPI_TO);
    ok_hr(inner->lpVtbl->SaveChanges(inner, 0));
    inner->lpVtbl->Release(inner);
    ok_hr(attach->lpVtbl->SaveChanges(attach, 0));
    attach->lpVtbl->Release(attach);
    ok_hr(message->lpVtbl->SaveChanges(message, KEEP_OPEN_READWRITE));
    return message;
}

ITnef *open_tnef(IStream *stream, ULONG flags, IMessage *message)
{
    ITnef *tnef = NULL;

    ok_hr(OpenTnefStream(NULL, stream, (LPTSTR) "winmail.dat", flags, message, 0x1234, &tnef));
    return tnef;
}

ULONG rows_in(IMessage *message, bool recipients)
{
    IMAPITable *table = NULL;
    ULONG rows;

    if (recipients) ok_hr(message->lpVtbl->GetRecipientTable(message, 0, &table));
    else ok_hr(message->lpVtbl->GetAttachmentTable(message, 0, &table));
    ok_hr(table->lpVtbl->GetRowCount(table, 0, &rows));
    table->lpVtbl->Release(table);
    return rows;
}

/* Everything of message through ITnef into a stream, with these flags. */
IStream *encode(IMessage *message, ULONG flags)
{
    SizedSPropTagArray(1, recipients) = {1, {PR_MESSAGE_RECIPIENTS}};
    STnefProblemArray *problems = (void *)1;
    IStream *stream = empty_stream();
    ITnef *tnef = open_tnef(stream, TNEF_ENCODE | flags, message);
    ULARGE_INTEGER here;
    LARGE_INTEGER nowhere = {.QuadPart = 0};
    STATSTG stat;
    WORD key = 0;

    ok_hr(tnef->lpVtbl->AddProps(tnef, TNEF_PROP_EXCLUDE, 0, NULL, NULL));
    ok_hr(tnef->lpVtbl->AddProps(tnef, TNEF_PROP_INCLUDE, 0, NULL, (SPropTagArray *)&recipients));
    ok_hr(stream->lpVtbl->Stat(stream, &stat, STATFLAG_NONAME));
    assert_int_equal(stat.cbSize.QuadPart, 0); /* 11.10-09: nothing before Finish */
    ok_hr(tnef->lpVtbl->Finish(tnef, 0, &key, &problems));
    assert_null(problems);
    assert_int_equal(key, 0x1234);
    ok_hr(stream->lpVtbl->Stat(stream, &stat, STATFLAG_NONAME));
    ok_hr(stream->lpVtbl->Seek(stream, nowhere, STREAM_SEEK_CUR, &here)); /* 11.10-14 */
    assert_int_equal(here.QuadPart, stat.cbSize.QuadPart);
    assert_int_equal(tnef->lpVtbl->Release(tnef), 0);
    rewind_to(stream, 0);
    return stream;
}

IMessage *decoded(struct fixture *f, IStream *stream)
{
    IMessage *message = new_message(f);

    rewind_to(stream, 0);
    ok_hr(message_from_tnef(message, stream, NULL, NULL));
    ok_hr(message->lpVtbl->SaveChanges(message, KEEP_OPEN_READWRITE));
    return message;
}
