/*
 * test_tnef.c - OpenTnefStream and ITnef over messages of a local store, and over a store that runs out of memory
 */
#include "msg/trip.h"
#include <dirent.h>
#include <stdio.h>
#include <string.h>
#include "base/bytes.h"
#include "base/fault.h"
#include "base/mem.h"
#include "base/text.h"
#include "com/mem_stream.h"
#include "fakes/sink_message.h"
#include "eid/oneoff.h"
#include "mapiguid.h"
#include "msg/from_tnef.h"
#include "msg/mime_tags.h"
#include "msg/to_tnef.h"
#include "prop/pval.h"
#include "tnef.h"

static IStream *empty_stream(void)
{
    struct mail nothing = {0};

    return stream_of(&nothing);
}

static void rewind_to(IStream *stream, LONGLONG place)
{
    LARGE_INTEGER to = {.QuadPart = place};

    ok_hr(stream->lpVtbl->Seek(stream, to, STREAM_SEEK_SET, NULL));
}

/* All of a stream, from its beginning. */
static struct mail bytes_of(IStream *stream)
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

static IMessage *new_message(struct fixture *f)
{
    IMAPIFolder *inbox = open_inbox(f);
    IMessage *message = NULL;

    ok_hr(inbox->lpVtbl->CreateMessage(inbox, NULL, 0, &message));
    inbox->lpVtbl->Release(inbox);
    return message;
}

static IAttach *attach_file(IMessage *message, const WCHAR *name, const char *data, ULONG *number)
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

static ULONG keyword_tag(IMessage *message)
{
    MAPINAMEID id = {(GUID *)&PS_PUBLIC_STRINGS, MNID_STRING, {.lpwstrName = (WCHAR *)L"Keywords"}}, *ids = &id;
    SPropTagArray *tags = NULL;
    ULONG tag;

    ok_hr(message->lpVtbl->GetIDsFromNames(message, 1, &ids, MAPI_CREATE, &tags));
    tag = CHANGE_PROP_TYPE(tags->aulPropTag[0], PT_MV_UNICODE);
    FREE(tags);
    return tag;
}

/* A message with a bit of everything, saved. */
static IMessage *full_message(struct fixture *f)
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
    ok_hr(attach->lpVtbl->OpenProperty(attach, PR_ATTACH_DATA_OBJ, &IID_IMessage, 0, MAPI_CREATE | MAPI_MODIFY, (IUnknown **)&inner));
    ok_hr(set_text(inner, PR_SUBJECT_W, L"Inside"));
    add_recipient(inner, L"Dot", MAPI_TO);
    ok_hr(inner->lpVtbl->SaveChanges(inner, 0));
    inner->lpVtbl->Release(inner);
    ok_hr(attach->lpVtbl->SaveChanges(attach, 0));
    attach->lpVtbl->Release(attach);
    ok_hr(message->lpVtbl->SaveChanges(message, KEEP_OPEN_READWRITE));
    return message;
}

static ITnef *open_tnef(IStream *stream, ULONG flags, IMessage *message)
{
    ITnef *tnef = NULL;

    ok_hr(OpenTnefStream(NULL, stream, (LPTSTR) "winmail.dat", flags, message, 0x1234, &tnef));
    return tnef;
}

static ULONG rows_in(IMessage *message, bool recipients)
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
static IStream *encode(IMessage *message, ULONG flags)
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

static void what_is_written_is_read(void **state)
{
    static const ULONG ways[] = {0, TNEF_BEST_DATA, TNEF_PURE};
    IMessage *message = full_message(*state);

    for (size_t i = 0; i < 3; i++) {
        IStream *stream = encode(message, ways[i]);
        IMessage *again = new_message(*state);
        STnefProblemArray *problems = (void *)1;
        ITnef *tnef = open_tnef(stream, TNEF_DECODE, again);

        ok_hr(tnef->lpVtbl->ExtractProps(tnef, TNEF_PROP_EXCLUDE, NULL, &problems)); /* 11.10-16 */
        assert_null(problems);
        assert_int_equal(tnef->lpVtbl->Release(tnef), 0);
        ok_hr(again->lpVtbl->SaveChanges(again, KEEP_OPEN_READWRITE));
        assert_int_equal(messages_differ(message, again, "again"), 0);
        again->lpVtbl->Release(again);
        assert_int_equal(stream->lpVtbl->Release(stream), 0); /* 11.10-06 */
    }
    message->lpVtbl->Release(message);
}

/* ---- the bytes ---- */

static bool has_attribute(const struct mail *bytes, ULONG id, BYTE level)
{
    struct reader r = reader_over(bytes->bytes, bytes->count);

    read_skip(&r, 6);
    while (read_left(&r)) {
        BYTE own = read_u8(&r);
        ULONG attribute = read_u32(&r);

        if (attribute == id && own == level) return true;
        read_skip(&r, read_u32(&r));
        read_skip(&r, 2);
    }
    assert_false(r.bad);
    return false;
}

static void each_way_writes_its_attributes(void **state)
{
    IMessage *message = full_message(*state);
    IStream *stream = encode(message, TNEF_PURE);
    struct mail bytes = bytes_of(stream);
    static const ULONG old[] = {attSubject, attBody, attDateSent, attFrom, attMessageClass, attPriority, attMessageStatus};

    assert_memory_equal(bytes.bytes, "\x78\x9f\x3e\x22\x34\x12", 6); /* 11.11-01 */
    assert_memory_equal(bytes.bytes + 6, "\x01\x06\x90\x08\x00\x04\x00\x00\x00\x00\x00\x01\x00\x01\x00", 15); /* 11.11-04 */
    for (size_t i = 0; i < sizeof(old) / sizeof(old[0]); i++) /* 11.11-16 */
        assert_false(has_attribute(&bytes, old[i], LVL_MESSAGE));
    assert_false(has_attribute(&bytes, attAttachData, LVL_ATTACHMENT));
    assert_true(has_attribute(&bytes, attMAPIProps, LVL_MESSAGE));
    assert_true(has_attribute(&bytes, attRecipTable, LVL_MESSAGE)); /* 11.11-11 */
    assert_true(has_attribute(&bytes, attOemCodepage, LVL_MESSAGE)); /* 11.11-05 */
    assert_true(has_attribute(&bytes, attAttachRenddata, LVL_ATTACHMENT));
    assert_true(has_attribute(&bytes, attAttachment, LVL_ATTACHMENT));
    mail_drop(&bytes);
    stream->lpVtbl->Release(stream);
    stream = encode(message, TNEF_BEST_DATA);
    bytes = bytes_of(stream);
    for (size_t i = 0; i < sizeof(old) / sizeof(old[0]); i++) /* 11.11-19 */
        assert_true(has_attribute(&bytes, old[i], LVL_MESSAGE));
    assert_true(has_attribute(&bytes, attAttachData, LVL_ATTACHMENT));
    assert_true(has_attribute(&bytes, attAttachTitle, LVL_ATTACHMENT));
    mail_drop(&bytes);
    stream->lpVtbl->Release(stream);
    message->lpVtbl->Release(message);
}

/* The subject is in Latin-1's reach, the text isn't: that alone is a property beside its attribute. */
static void what_an_attribute_loses_is_kept_beside_it(void **state)
{
    IMessage *message = full_message(*state);
    IStream *stream = encode(message, TNEF_BEST_DATA); /* 11.11-17 */
    struct mail bytes = bytes_of(stream);

    assert_null(memmem(bytes.bytes, bytes.count, "\x1f\x00\x37\x00", 4));
    assert_non_null(memmem(bytes.bytes, bytes.count, "\x1f\x00\x00\x10", 4));
    assert_non_null(memmem(bytes.bytes, bytes.count, "Gr\xfc\xdf" "e", 6)); /* 11.11-07 */
    assert_non_null(memmem(bytes.bytes, bytes.count, "IPM.Microsoft Mail.Note", 24)); /* 11.11-20 */
    mail_drop(&bytes);
    stream->lpVtbl->Release(stream);
    stream = encode(message, TNEF_COMPATIBILITY);
    bytes = bytes_of(stream);
    assert_null(memmem(bytes.bytes, bytes.count, "\x1f\x00\x00\x10", 4));
    mail_drop(&bytes);
    stream->lpVtbl->Release(stream);
    message->lpVtbl->Release(message);
}

/* By hand: an old stream with a sender, a priority, a status. */
static void old_attributes_are_understood(void **state)
{
    static const BYTE bytes[] =
        "\x78\x9f\x3e\x22\x01\x00"
        "\x01\x0d\x80\x04\x00\x02\x00\x00\x00\x03\x00\x03\x00"                                                   /* attPriority */
        "\x01\x07\x80\x06\x00\x01\x00\x00\x00\x21\x21\x00"                                                       /* attMessageStatus */
        "\x01\x09\x80\x01\x00\x05\x00\x00\x00\x30\x31\x41\x66\x00\x08\x01"                                       /* attMessageID */
        "\x01\x00\x80\x00\x00\x20\x00\x00\x00\x04\x00\x20\x00\x04\x00\x0c\x00" "Ann\0SMTP:a@b.cd\0\0\0\0\0\0\0\0\0" "\x6b\x06";
    struct mail mail = {(char *)bytes, sizeof(bytes) - 1};
    IStream *stream = stream_of(&mail);
    IMessage *message = new_message(*state);
    STnefProblemArray *problems = NULL;
    SPropValue *value;

    ok_hr(message_from_tnef(message, stream, NULL, &problems));
    for (ULONG i = 0; problems && i < problems->cProblem; i++) { /* sums that were not worked out by hand */
        assert_int_equal(problems->aProblem[i].scode, MAPI_E_CORRUPT_DATA);
        assert_int_equal(problems->aProblem[i].ulComponent, 0);
    }
    FREE(problems);
    assert_int_equal((LONG)get_long(message, PR_PRIORITY), PRIO_NONURGENT); /* 11.11-15 */
    assert_int_equal(get_long(message, PR_MESSAGE_FLAGS) & (MSGFLAG_READ | MSGFLAG_UNMODIFIED | MSGFLAG_UNSENT), MSGFLAG_READ); /* 11.11-14 */
    assert_text(message, PR_SENDER_NAME_W, L"Ann"); /* 11.11-12 */
    assert_text(message, PR_SENDER_ADDRTYPE_W, L"SMTP");
    assert_text(message, PR_SENDER_EMAIL_ADDRESS_W, L"a@b.cd");
    value = get_prop(message, PR_SENDER_ENTRYID);
    assert_true(value->Value.bin.cb > 24);
    FREE(value);
    stream->lpVtbl->Release(stream);
    message->lpVtbl->Release(message);
}

/* ---- arguments ---- */

static void opening_checks_its_arguments(void **state)
{
    IMessage *message = new_message(*state);
    IStream *stream = empty_stream();
    ITnef *tnef = (void *)1;
    char name[300];
    static const char *const bad[] = {"a[b", "a]b", "a:b", ""};

    memset(name, 'a', sizeof(name));
    name[299] = 0;
    assert_int_equal(OpenTnefStream(NULL, stream, (LPTSTR) "n", TNEF_ENCODE, message, 1, NULL), MAPI_E_INVALID_PARAMETER);
    assert_int_equal(OpenTnefStream(NULL, NULL, (LPTSTR) "n", TNEF_ENCODE, message, 1, &tnef), MAPI_E_INVALID_PARAMETER);
    assert_null(tnef);
    assert_int_equal(OpenTnefStream(NULL, stream, (LPTSTR) "n", TNEF_ENCODE, NULL, 1, &tnef), MAPI_E_INVALID_PARAMETER);
    assert_int_equal(OpenTnefStream(NULL, stream, (LPTSTR) "n", TNEF_ENCODE, message, 0, &tnef), MAPI_E_INVALID_PARAMETER); /* 11.10-04 */
    assert_int_equal(OpenTnefStream(NULL, stream, NULL, TNEF_ENCODE, message, 1, &tnef), MAPI_E_INVALID_PARAMETER); /* 11.10-03 */
    for (size_t i = 0; i < 4; i++)
        assert_int_equal(OpenTnefStream(NULL, stream, (LPTSTR)bad[i], TNEF_ENCODE, message, 1, &tnef), MAPI_E_INVALID_PARAMETER);
    assert_int_equal(OpenTnefStream(NULL, stream, (LPTSTR)name, TNEF_ENCODE, message, 1, &tnef), MAPI_E_INVALID_PARAMETER);
    assert_int_equal(OpenTnefStream(NULL, stream, (LPTSTR) "n", 0x100, message, 1, &tnef), MAPI_E_UNKNOWN_FLAGS); /* 11.10-01 */
    assert_int_equal(OpenTnefStream(NULL, stream, (LPTSTR) "n", TNEF_ENCODE | TNEF_PURE | TNEF_BEST_DATA, message, 1, &tnef),
                     MAPI_E_INVALID_PARAMETER);
    assert_int_equal(OpenTnefStreamEx(NULL, stream, (LPTSTR) "n", TNEF_ENCODE, message, 1, NULL, &tnef), MAPI_E_INVALID_PARAMETER); /* 11.10-05 */
    ok_hr(OpenTnefStreamEx(stream, stream, NULL, TNEF_DECODE, message, 0, NULL, &tnef)); /* 11.10-02 */
    assert_int_equal(tnef->lpVtbl->AddProps(tnef, TNEF_PROP_EXCLUDE, 0, NULL, NULL), MAPI_E_NO_SUPPORT); /* 11.10-08 */
    assert_int_equal(tnef->lpVtbl->SetProps(tnef, 0, 0, 0, NULL), MAPI_E_NO_SUPPORT);
    assert_int_equal(tnef->lpVtbl->EncodeRecips(tnef, 0, NULL), MAPI_E_NO_SUPPORT);
    assert_int_equal(tnef->lpVtbl->FinishComponent(tnef, TNEF_COMPONENT_MESSAGE, 0, NULL, NULL, NULL, NULL), MAPI_E_NO_SUPPORT);
    assert_int_equal(tnef->lpVtbl->ExtractProps(tnef, 0, NULL, NULL), MAPI_E_INVALID_PARAMETER);
    assert_int_equal(tnef->lpVtbl->ExtractProps(tnef, TNEF_PROP_INCLUDE, NULL, NULL), MAPI_E_INVALID_PARAMETER);
    assert_int_equal(tnef->lpVtbl->ExtractProps(tnef, 0x100, NULL, NULL), MAPI_E_UNKNOWN_FLAGS);
    assert_int_equal(tnef->lpVtbl->ExtractProps(tnef, TNEF_PROP_EXCLUDE, NULL, NULL), MAPI_E_CORRUPT_DATA); /* 11.10-17: it is empty */
    assert_int_equal(tnef->lpVtbl->Finish(tnef, 1, NULL, NULL), MAPI_E_UNKNOWN_FLAGS);
    assert_int_equal(tnef->lpVtbl->Release(tnef), 0);
    tnef = open_tnef(stream, TNEF_ENCODE, message);
    assert_int_equal(tnef->lpVtbl->ExtractProps(tnef, TNEF_PROP_EXCLUDE, NULL, NULL), MAPI_E_NO_SUPPORT);
    assert_int_equal(tnef->lpVtbl->AddProps(tnef, TNEF_PROP_INCLUDE, 0, NULL, NULL), MAPI_E_INVALID_PARAMETER);
    assert_int_equal(tnef->lpVtbl->AddProps(tnef, 0x100, 0, NULL, NULL), MAPI_E_UNKNOWN_FLAGS); /* 11.10-10 */
    assert_int_equal(tnef->lpVtbl->AddProps(tnef, TNEF_PROP_CONTAINED_TNEF, 0, NULL, NULL), MAPI_E_INVALID_PARAMETER);
    assert_int_equal(tnef->lpVtbl->SetProps(tnef, 0, 0, 0, NULL), MAPI_E_INVALID_PARAMETER);
    assert_int_equal(tnef->lpVtbl->SetProps(tnef, TNEF_PROP_INCLUDE, 0, 0, NULL), MAPI_E_UNKNOWN_FLAGS);
    assert_int_equal(tnef->lpVtbl->EncodeRecips(tnef, 1, NULL), MAPI_E_UNKNOWN_FLAGS);
    assert_int_equal(tnef->lpVtbl->FinishComponent(tnef, TNEF_COMPONENT_MESSAGE, 0, NULL, NULL, NULL, NULL), MAPI_E_NO_SUPPORT); /* 11.10-15 */
    tnef->lpVtbl->Release(tnef);
    tnef = open_tnef(stream, TNEF_ENCODE | TNEF_COMPONENT_ENCODING, message);
    assert_int_equal(tnef->lpVtbl->FinishComponent(tnef, TNEF_COMPONENT_MESSAGE, 1, NULL, NULL, NULL, NULL), MAPI_E_INVALID_PARAMETER);
    assert_int_equal(tnef->lpVtbl->FinishComponent(tnef, 0, 0, NULL, NULL, NULL, NULL), MAPI_E_INVALID_PARAMETER);
    assert_int_equal(tnef->lpVtbl->FinishComponent(tnef, 0x3000, 0, NULL, NULL, NULL, NULL), MAPI_E_INVALID_PARAMETER);
    assert_int_equal(tnef->lpVtbl->FinishComponent(tnef, TNEF_COMPONENT_ATTACHMENT, 5, NULL, NULL, NULL, NULL), MAPI_E_NOT_FOUND);
    tnef->lpVtbl->Release(tnef);
    stream->lpVtbl->Release(stream);
    message->lpVtbl->Release(message);
}

/* ---- what is selected ---- */

static IMessage *decoded(struct fixture *f, IStream *stream)
{
    IMessage *message = new_message(f);

    rewind_to(stream, 0);
    ok_hr(message_from_tnef(message, stream, NULL, NULL));
    ok_hr(message->lpVtbl->SaveChanges(message, KEEP_OPEN_READWRITE));
    return message;
}

static void lists_select(void **state)
{
    SizedSPropTagArray(2, some) = {2, {PR_SUBJECT_W, PR_PRIORITY}};
    IMessage *message = full_message(*state), *again;
    SPropValue other = pval_text(PR_SUBJECT_W, L"Another");
    IStream *stream = empty_stream();
    ITnef *tnef = open_tnef(stream, TNEF_ENCODE, message);

    ok_hr(tnef->lpVtbl->AddProps(tnef, TNEF_PROP_INCLUDE, 0, NULL, (SPropTagArray *)&some));
    ok_hr(tnef->lpVtbl->SetProps(tnef, 0, 0, 1, &other)); /* 11.10-12 */
    ok_hr(tnef->lpVtbl->Finish(tnef, 0, NULL, NULL));
    tnef->lpVtbl->Release(tnef);
    again = decoded(*state, stream);
    assert_text(again, PR_SUBJECT_W, L"Another");
    assert_int_equal((LONG)get_long(again, PR_PRIORITY), PRIO_URGENT);
    assert_int_equal(get_error(again, PR_BODY_W), MAPI_E_NOT_FOUND);
    assert_int_equal(rows_in(again, true), 0);
    assert_int_equal(rows_in(again, false), 0);
    assert_text(message, PR_SUBJECT_W, L"Gr\xfc\xdf" L"e");
    again->lpVtbl->Release(again);
    stream->lpVtbl->Release(stream);
    /* Without attachments, and without the text. */
    some.aulPropTag[0] = PR_BODY_W;
    stream = empty_stream();
    tnef = open_tnef(stream, TNEF_ENCODE, message);
    ok_hr(tnef->lpVtbl->AddProps(tnef, TNEF_PROP_EXCLUDE | TNEF_PROP_MESSAGE_ONLY, 0, NULL, (SPropTagArray *)&some));
    ok_hr(tnef->lpVtbl->EncodeRecips(tnef, 0, NULL)); /* 11.10-13 */
    ok_hr(tnef->lpVtbl->Finish(tnef, 0, NULL, NULL));
    tnef->lpVtbl->Release(tnef);
    again = decoded(*state, stream);
    assert_text(again, PR_SUBJECT_W, L"Gr\xfc\xdf" L"e");
    assert_int_equal(get_error(again, PR_BODY_W), MAPI_E_NOT_FOUND);
    assert_int_equal(rows_in(again, true), 2);
    assert_int_equal(rows_in(again, false), 0);
    again->lpVtbl->Release(again);
    stream->lpVtbl->Release(stream);
    message->lpVtbl->Release(message);
}

static void a_view_of_recipients_is_encoded(void **state)
{
    IMessage *message = full_message(*state), *again;
    SizedSPropTagArray(2, columns) = {2, {PR_DISPLAY_NAME_W, PR_RECIPIENT_TYPE}};
    IStream *stream = empty_stream();
    ITnef *tnef = open_tnef(stream, TNEF_ENCODE, message);
    IMAPITable *table = NULL;

    ok_hr(message->lpVtbl->GetRecipientTable(message, MAPI_UNICODE, &table));
    ok_hr(table->lpVtbl->SetColumns(table, (SPropTagArray *)&columns, 0));
    ok_hr(table->lpVtbl->SeekRow(table, BOOKMARK_BEGINNING, 1, NULL));
    ok_hr(tnef->lpVtbl->EncodeRecips(tnef, 0, table)); /* 11.10-13: its position, too */
    ok_hr(tnef->lpVtbl->Finish(tnef, 0, NULL, NULL));
    tnef->lpVtbl->Release(tnef);
    table->lpVtbl->Release(table);
    again = decoded(*state, stream);
    assert_int_equal(rows_in(again, true), 1);
    again->lpVtbl->Release(again);
    stream->lpVtbl->Release(stream);
    message->lpVtbl->Release(message);
}

static void one_attachment_has_its_own_rules(void **state)
{
    SizedSPropTagArray(1, no_data) = {1, {PR_ATTACH_DATA_BIN}};
    IMessage *message = full_message(*state), *again;
    SPropValue name = pval_text(PR_ATTACH_TRANSPORT_NAME_W, L"ATT1.DAT");
    struct mail other = {(char *)"replaced", 8};
    IStream *stream = empty_stream(), *data = stream_of(&other);
    ITnef *tnef = open_tnef(stream, TNEF_ENCODE, message);
    IAttach *attach = NULL;
    IStream *none = NULL;

    ok_hr(tnef->lpVtbl->AddProps(tnef, TNEF_PROP_EXCLUDE, 0, NULL, NULL));
    ok_hr(tnef->lpVtbl->AddProps(tnef, TNEF_PROP_CONTAINED | TNEF_PROP_EXCLUDE, 0, NULL, (SPropTagArray *)&no_data));
    ok_hr(tnef->lpVtbl->SetProps(tnef, TNEF_PROP_CONTAINED, 0, 1, &name));
    ok_hr(tnef->lpVtbl->AddProps(tnef, TNEF_PROP_CONTAINED, 1, data, NULL)); /* 11.10-11 */
    ok_hr(tnef->lpVtbl->Finish(tnef, 0, NULL, NULL));
    tnef->lpVtbl->Release(tnef);
    assert_int_equal(data->lpVtbl->Release(data), 0);
    again = decoded(*state, stream);
    assert_int_equal(rows_in(again, false), 3);
    ok_hr(again->lpVtbl->OpenAttach(again, 0, NULL, 0, &attach));
    assert_text(attach, PR_ATTACH_TRANSPORT_NAME_W, L"ATT1.DAT");
    assert_int_equal(attach->lpVtbl->OpenProperty(attach, PR_ATTACH_DATA_BIN, &IID_IStream, 0, 0, (IUnknown **)&none), MAPI_E_NOT_FOUND);
    attach->lpVtbl->Release(attach);
    ok_hr(again->lpVtbl->OpenAttach(again, 1, NULL, 0, &attach));
    ok_hr(attach->lpVtbl->OpenProperty(attach, PR_ATTACH_DATA_BIN, &IID_IStream, 0, 0, (IUnknown **)&none));
    other = bytes_of(none);
    assert_string_equal(other.bytes, "replaced");
    mail_drop(&other);
    none->lpVtbl->Release(none);
    attach->lpVtbl->Release(attach);
    again->lpVtbl->Release(again);
    stream->lpVtbl->Release(stream);
    message->lpVtbl->Release(message);
}

/* What came as an attachment of its own is found by its transport name, and gets its other properties. */
static void attachments_sent_apart_come_together(void **state)
{
    SizedSPropTagArray(1, no_data) = {1, {PR_ATTACH_DATA_BIN}};
    IMessage *message = new_message(*state), *again = new_message(*state);
    SPropValue name = pval_text(PR_ATTACH_TRANSPORT_NAME_W, L"part1"), *value;
    IStream *stream = empty_stream();
    ITnef *tnef;
    IAttach *attach;
    ULONG number;

    attach = attach_file(message, L"one.txt", "contents", &number);
    ok_hr(attach->lpVtbl->SetProps(attach, 1, &name, NULL));
    ok_hr(attach->lpVtbl->SaveChanges(attach, 0));
    attach->lpVtbl->Release(attach);
    ok_hr(message->lpVtbl->SaveChanges(message, KEEP_OPEN_READWRITE)); /* before, the table doesn't have it */
    tnef = open_tnef(stream, TNEF_ENCODE, message);
    ok_hr(tnef->lpVtbl->AddProps(tnef, TNEF_PROP_EXCLUDE, 0, NULL, (SPropTagArray *)&no_data));
    ok_hr(tnef->lpVtbl->Finish(tnef, 0, NULL, NULL));
    tnef->lpVtbl->Release(tnef);
    ok_hr(again->lpVtbl->CreateAttach(again, NULL, 0, &number, &attach));
    value = &name;
    ok_hr(attach->lpVtbl->SetProps(attach, 1, value, NULL));
    ok_hr(attach->lpVtbl->SaveChanges(attach, 0));
    attach->lpVtbl->Release(attach);
    rewind_to(stream, 0);
    ok_hr(message_from_tnef(again, stream, NULL, NULL));
    ok_hr(again->lpVtbl->SaveChanges(again, KEEP_OPEN_READWRITE));
    assert_int_equal(rows_in(again, false), 1);
    ok_hr(again->lpVtbl->OpenAttach(again, number, NULL, 0, &attach));
    assert_text(attach, PR_ATTACH_LONG_FILENAME_W, L"one.txt");
    attach->lpVtbl->Release(attach);
    stream->lpVtbl->Release(stream);
    message->lpVtbl->Release(message);
    again->lpVtbl->Release(again);
}

static void components_are_written_one_by_one(void **state)
{
    SizedSPropTagArray(1, subject) = {1, {PR_SUBJECT_W}};
    SizedSPropTagArray(1, custom) = {1, {PR_IMPORTANCE}};
    SizedSPropTagArray(2, of_attachment) = {2, {PR_ATTACH_FILENAME_W, PR_ATTACH_DATA_BIN}};
    SPropValue low = pval_long(PR_IMPORTANCE, IMPORTANCE_LOW);
    IMessage *message = full_message(*state), *again;
    IStream *stream = empty_stream();
    ITnef *tnef = open_tnef(stream, TNEF_ENCODE | TNEF_COMPONENT_ENCODING, message);
    STnefProblemArray *problems = (void *)1;
    IAttach *attach = NULL;

    ok_hr(tnef->lpVtbl->FinishComponent(tnef, TNEF_COMPONENT_MESSAGE, 0, (SPropTagArray *)&custom, &low,
                                        (SPropTagArray *)&subject, &problems)); /* 11.10-15 */
    assert_null(problems);
    ok_hr(tnef->lpVtbl->FinishComponent(tnef, TNEF_COMPONENT_ATTACHMENT, 1, NULL, NULL, (SPropTagArray *)&of_attachment, NULL));
    ok_hr(tnef->lpVtbl->Finish(tnef, 0, NULL, NULL));
    tnef->lpVtbl->Release(tnef);
    again = decoded(*state, stream);
    assert_text(again, PR_SUBJECT_W, L"Gr\xfc\xdf" L"e");
    assert_int_equal(get_long(again, PR_IMPORTANCE), IMPORTANCE_LOW);
    assert_int_equal(get_error(again, PR_BODY_W), MAPI_E_NOT_FOUND);
    assert_int_equal(rows_in(again, false), 1);
    ok_hr(again->lpVtbl->OpenAttach(again, 0, NULL, 0, &attach));
    assert_text(attach, PR_ATTACH_FILENAME_W, L"two.txt");
    attach->lpVtbl->Release(attach);
    again->lpVtbl->Release(again);
    stream->lpVtbl->Release(stream);
    message->lpVtbl->Release(message);
}

static void extracting_goes_on_where_it_began(void **state)
{
    SizedSPropTagArray(1, subject) = {1, {PR_SUBJECT_W}};
    SizedSPropTagArray(1, attachments) = {1, {PR_MESSAGE_ATTACHMENTS}};
    IMessage *message = full_message(*state), *again = new_message(*state);
    IStream *stream = encode(message, 0);
    ITnef *tnef = open_tnef(stream, TNEF_DECODE, again);

    ok_hr(tnef->lpVtbl->ExtractProps(tnef, TNEF_PROP_INCLUDE, (SPropTagArray *)&subject, NULL)); /* 11.10-16 */
    assert_text(again, PR_SUBJECT_W, L"Gr\xfc\xdf" L"e");
    assert_int_equal(get_error(again, PR_BODY_W), MAPI_E_NOT_FOUND);
    assert_int_equal(rows_in(again, false) + rows_in(again, true), 0);
    ok_hr(tnef->lpVtbl->ExtractProps(tnef, TNEF_PROP_INCLUDE, (SPropTagArray *)&attachments, NULL));
    ok_hr(tnef->lpVtbl->ExtractProps(tnef, TNEF_PROP_EXCLUDE, NULL, NULL)); /* the same attachments */
    ok_hr(again->lpVtbl->SaveChanges(again, KEEP_OPEN_READWRITE));
    assert_int_equal(rows_in(again, false), 3);
    assert_int_equal(rows_in(again, true), 2);
    ok_hr(again->lpVtbl->SaveChanges(again, KEEP_OPEN_READWRITE));
    assert_int_equal(messages_differ(message, again, "again"), 0);
    tnef->lpVtbl->Release(tnef);
    stream->lpVtbl->Release(stream);
    message->lpVtbl->Release(message);
    again->lpVtbl->Release(again);
}

/* ---- tags ---- */

static void text_has_tags_where_attachments_stand(void **state)
{
    IMessage *message = full_message(*state);
    IStream *stream = empty_stream(), *body = NULL;
    ITnef *tnef = open_tnef(stream, TNEF_ENCODE, message);
    struct mail text;

    assert_int_equal(tnef->lpVtbl->OpenTaggedBody(tnef, message, MAPI_CREATE, &body), MAPI_E_INVALID_PARAMETER); /* 11.10-19 */
    assert_int_equal(tnef->lpVtbl->OpenTaggedBody(tnef, NULL, 0, &body), MAPI_E_INVALID_PARAMETER);
    assert_int_equal(tnef->lpVtbl->OpenTaggedBody(tnef, message, 4, &body), MAPI_E_UNKNOWN_FLAGS);
    ok_hr(tnef->lpVtbl->OpenTaggedBody(tnef, message, 0, &body));
    text = bytes_of(body);
    assert_string_equal(text.bytes, "A file: [[ one.txt : 4660 in winmail.dat ]], and \xe6\x97\xa5\xe6\x9c\xac.\r\n"); /* 11.10-20, -21 */
    mail_drop(&text);
    body->lpVtbl->Release(body);
    tnef->lpVtbl->Release(tnef);
    stream->lpVtbl->Release(stream);
    message->lpVtbl->Release(message);
}

static void tags_become_places(void **state)
{
    static const char tagged[] = "First [[ two.txt : 4661 in winmail.dat ]], [[ a : b ]] [[ c : 9 in d ]], then [[ x : 4660 in y ]]";
    IMessage *message = full_message(*state), *again = new_message(*state);
    IStream *stream = encode(message, 0), *body = NULL;
    ITnef *tnef = open_tnef(stream, TNEF_DECODE, again);
    IAttach *attach = NULL;

    ok_hr(tnef->lpVtbl->ExtractProps(tnef, TNEF_PROP_EXCLUDE, NULL, NULL));
    ok_hr(tnef->lpVtbl->OpenTaggedBody(tnef, again, MAPI_CREATE | MAPI_MODIFY, &body));
    ok_hr(body->lpVtbl->Write(body, tagged, sizeof(tagged) - 1, NULL));
    ok_hr(body->lpVtbl->Commit(body, 0));
    body->lpVtbl->Release(body);
    assert_text(again, PR_BODY_W, L"First  , [[ a : b ]] [[ c : 9 in d ]], then  "); /* 11.10-21 */
    ok_hr(again->lpVtbl->OpenAttach(again, 1, NULL, 0, &attach));
    assert_int_equal(get_long(attach, PR_RENDERING_POSITION), 6);
    attach->lpVtbl->Release(attach);
    ok_hr(again->lpVtbl->OpenAttach(again, 0, NULL, 0, &attach));
    assert_int_equal(get_long(attach, PR_RENDERING_POSITION), 44);
    attach->lpVtbl->Release(attach);
    tnef->lpVtbl->Release(tnef);
    stream->lpVtbl->Release(stream);
    message->lpVtbl->Release(message);
    again->lpVtbl->Release(again);
}

/* ---- code pages ---- */

static void the_code_page_is_told(void **state)
{
    static const char without[] = "\x78\x9f\x3e\x22\x01\x00\x01\x06\x90\x08\x00\x04\x00\x00\x00\x00\x00\x01\x00\x01\x00";
    static const char with[] = "\x78\x9f\x3e\x22\x01\x00\x01\x07\x90\x06\x00\x08\x00\x00\x00\xa4\x03\x00\x00\x05\x00\x00\x00\xac\x00";
    struct mail none = {(char *)without, sizeof(without) - 1}, some = {(char *)with, sizeof(with) - 1};
    struct mail cut = {(char *)with, sizeof(with) - 9}, other = {(char *)"no TNEF", 7};
    IStream *stream = stream_of(&none);
    ULONG page = 7, sub = 7;

    (void)state;
    ok_hr(GetTnefStreamCodepage(stream, &page, &sub)); /* 11.10-22 */
    assert_int_equal(page, 437);
    assert_int_equal(sub, 0);
    assert_int_equal(GetTnefStreamCodepage(stream, NULL, &sub), MAPI_E_INVALID_PARAMETER);
    assert_int_equal(GetTnefStreamCodepage(NULL, &page, &sub), MAPI_E_INVALID_PARAMETER);
    stream->lpVtbl->Release(stream);
    stream = stream_of(&some);
    for (int i = 0; i < 2; i++) { /* it stands where it stood */
        ok_hr(GetTnefStreamCodepage(stream, &page, &sub));
        assert_int_equal(page, 932);
        assert_int_equal(sub, 5);
    }
    stream->lpVtbl->Release(stream);
    stream = stream_of(&cut);
    assert_int_equal(GetTnefStreamCodepage(stream, &page, &sub), MAPI_E_CORRUPT_DATA);
    assert_int_equal(page, 0);
    stream->lpVtbl->Release(stream);
    stream = stream_of(&other);
    assert_int_equal(GetTnefStreamCodepage(stream, &page, &sub), MAPI_E_CORRUPT_DATA);
    stream->lpVtbl->Release(stream);
}

/* ---- damage ---- */

static void a_damaged_block_is_left_and_the_rest_read(void **state)
{
    static const char bytes[] = "\x78\x9f\x3e\x22\x01\x00"
                                "\x01\x03\x90\x06\x00\x08\x00\x00\x00\x05\x00\x00\x00\x00\x00\x37\x00\x3c\x00" /* a type that is none */
                                "\x01\x04\x80\x01\x00\x02\x00\x00\x00s\x00\x00\x00";                           /* attSubject, bad sum */
    struct mail mail = {(char *)bytes, sizeof(bytes) - 1};
    IStream *stream = stream_of(&mail);
    IMessage *message = new_message(*state);
    STnefProblemArray *problems = NULL;

    ok_hr(message_from_tnef(message, stream, NULL, &problems)); /* 11.10-17, -18 */
    assert_non_null(problems);
    assert_int_equal(problems->cProblem, 2);
    assert_int_equal(problems->aProblem[0].ulAttribute, attMAPIProps);
    assert_int_equal(problems->aProblem[0].ulPropTag, 0);
    assert_int_equal(problems->aProblem[0].scode, MAPI_E_UNABLE_TO_COMPLETE);
    assert_int_equal(problems->aProblem[1].ulAttribute, attSubject);
    assert_int_equal(problems->aProblem[1].scode, MAPI_E_CORRUPT_DATA);
    FREE(problems);
    assert_text(message, PR_SUBJECT_W, L"s");
    stream->lpVtbl->Release(stream);
    message->lpVtbl->Release(message);
}

static void running_out_of_memory_leaves_nothing_behind(void **state)
{
    IMessage *message = full_message(*state);
    IStream *stream = encode(message, 0);
    struct sink_counts counts;
    HRESULT hr = E_FAIL;

    for (int n = 0; hr != S_OK; n += 1 + n / 60) {
        STnefProblemArray *problems = NULL;
        long objects = sink_objects_alive(), roots = mem_roots_alive();
        IMessage *sink = sink_message_create(&counts);

        rewind_to(stream, 0);
        fault_alloc_after(n);
        hr = message_from_tnef(sink, stream, NULL, &problems);
        fault_alloc_never();
        if (hr != S_OK) assert_int_equal(hr, MAPI_E_NOT_ENOUGH_MEMORY);
        FREE(problems);
        sink->lpVtbl->Release(sink);
        assert_int_equal(sink_objects_alive(), objects);
        assert_int_equal(mem_roots_alive(), roots);
    }
    hr = E_FAIL;
    for (int n = 0; hr != S_OK; n += 1 + n / 60) {
        IStream *out = empty_stream();
        STnefProblemArray *problems = NULL;
        long objects, roots;

        objects = sink_objects_alive();
        fault_alloc_after(n);
        hr = message_to_tnef(message, out, NULL, &problems);
        fault_alloc_never();
        if (hr != S_OK && hr != STG_E_INSUFFICIENTMEMORY) assert_int_equal(hr, MAPI_E_NOT_ENOUGH_MEMORY);
        FREE(problems);
        assert_int_equal(sink_objects_alive(), objects);
        roots = mem_roots_alive();
        (void)roots;
        out->lpVtbl->Release(out);
    }
    stream->lpVtbl->Release(stream);
    message->lpVtbl->Release(message);
}

/* ---- files ---- */

/* Every file of a folder is read or refused; what was read comes back the same by each way. */
static int read_folder(struct fixture *f, const char *folder)
{
    DIR *dir = opendir(folder);
    struct dirent *entry;
    int files = 0;

    while (dir && (entry = readdir(dir)) != NULL) {
        static const ULONG ways[] = {TNEF_BEST_DATA, TNEF_PURE};
        IMessage *message = new_message(f);
        IStream *stream;
        char path[1200];
        struct mail mail;
        HRESULT hr;

        snprintf(path, sizeof(path), "%s/%s", folder, entry->d_name);
        if (entry->d_name[0] == '.' || entry->d_type == DT_DIR || !mail_load(&mail, path)) {
            message->lpVtbl->Release(message);
            continue;
        }
        files++;
        stream = stream_of(&mail);
        hr = message_from_tnef(message, stream, NULL, NULL);
        stream->lpVtbl->Release(stream);
        mail_drop(&mail);
        if (hr != MAPI_E_CORRUPT_DATA) ok_hr(hr);
        ok_hr(message->lpVtbl->SaveChanges(message, KEEP_OPEN_READWRITE));
        for (int i = 0; i < 2; i++) {
            struct to_tnef_options options = {ways[i], 1};
            STnefProblemArray *problems = NULL;
            IMessage *again;

            stream = empty_stream();
            ok_hr(message_to_tnef(message, stream, &options, &problems));
            assert_null(problems);
            again = decoded(f, stream);
            assert_int_equal(messages_differ(message, again, path), 0);
            again->lpVtbl->Release(again);
            stream->lpVtbl->Release(stream);
        }
        message->lpVtbl->Release(message);
    }
    if (dir) closedir(dir);
    return files;
}

static void files_come_back_the_same(void **state)
{
    const char *source = getenv("OPENMAPI_SOURCE");
    char path[1024];

    snprintf(path, sizeof(path), "%s/tests/fuzz/corpus/tnef", source ? source : ".");
    assert_true(read_folder(*state, path) >= 17);
    snprintf(path, sizeof(path), "%s/../shared/corpus/tnef", source ? source : ".");
    if (!read_folder(*state, path)) print_message("# skipped: there is no ../shared/corpus/tnef\n");
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, store_setup, store_teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(what_is_written_is_read),
        TEST(each_way_writes_its_attributes),
        TEST(what_an_attribute_loses_is_kept_beside_it),
        TEST(old_attributes_are_understood),
        TEST(opening_checks_its_arguments),
        TEST(lists_select),
        TEST(a_view_of_recipients_is_encoded),
        TEST(one_attachment_has_its_own_rules),
        TEST(attachments_sent_apart_come_together),
        TEST(components_are_written_one_by_one),
        TEST(extracting_goes_on_where_it_began),
        TEST(text_has_tags_where_attachments_stand),
        TEST(tags_become_places),
        TEST(the_code_page_is_told),
        TEST(a_damaged_block_is_left_and_the_rest_read),
        TEST(running_out_of_memory_leaves_nothing_behind),
        TEST(files_come_back_the_same),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
