/*
 * test_imsg_message.c - messages in storages: properties of every type, names, recipients,
 * attributes, read again from the file
 */
#include <stdlib.h>
#include <string.h>
#include "base/fault.h"
#include "base/text.h"
#include "com/cfb_storage.h"
#include "mapiguid.h"
#include "mapix.h"
#include "msg/imsg_fixture.h"
#include "prop/pval.h"

static void values_of_every_type_are_kept(void **state)
{
    SizedSPropTagArray(2, unwanted) = {2, {TAG(PT_BINARY, 0x660e), TAG(PT_LONG, 0x6602)}};
    SPropValue values[40];
    ULONG count = all_values(values);

    (void)state;
    for (int way = 0; way < 2; way++) { /* 8-bit text is UTF-8 natively: nothing is lost */
        struct msg_file file;
        IMessage *message = new_msg(&file, way ? 0 : MAPI_UNICODE);
        SPropProblemArray *problems = NULL;

        ok_hr(message->lpVtbl->SetProps(message, count, values, &problems));
        assert_null(problems);
        ok_hr(message->lpVtbl->SaveChanges(message, 0));
        assert_values((IMAPIProp *)message, values, count);
        message = reopened(&file, message, 0);
        assert_values((IMAPIProp *)message, values, count);
        /* Fewer elements, another type, none at all: nothing of the old ones is left. */
        values[20].Value.MVszW.cValues = 1;
        ok_hr(message->lpVtbl->SetProps(message, 1, &values[20], NULL));
        values[20].Value.MVszW.cValues = 3;
        ok_hr(set_long(message, TAG(PT_LONG, 0x661c), 5));
        ok_hr(message->lpVtbl->DeleteProps(message, (SPropTagArray *)&unwanted, NULL));
        ok_hr(message->lpVtbl->SaveChanges(message, 0));
        message = reopened(&file, message, 0);
        assert_int_equal(get_error(message, TAG(PT_BINARY, 0x660e)), MAPI_E_NOT_FOUND);
        assert_int_equal(get_error(message, TAG(PT_LONG, 0x6602)), MAPI_E_NOT_FOUND);
        assert_int_equal((LONG)get_long(message, TAG(PT_LONG, 0x661c)), 5);
        assert_values((IMAPIProp *)message, values, 1);
        message->lpVtbl->Release(message);
        {
            IStream *stream = NULL; /* MS-OXMSG 2.1.4.2: its second element went, and so did the
                                       long one's stream */
            static const WCHAR *const gone[] = {
                L"__substg1.0_661A101F-00000001", L"__substg1.0_661A101E-00000001",
                L"__substg1.0_660E0102", L"__substg1.0_661C1102", L"__substg1.0_661C1102-00000000"};

            for (size_t i = 0; i < 5; i++)
                assert_int_equal(file.storage->lpVtbl->OpenStream(file.storage, gone[i], NULL,
                                                                  STGM_SHARE_EXCLUSIVE, 0, &stream),
                                 STG_E_FILENOTFOUND);
        }
        msg_file_close(&file);
    }
}

static void arrays_that_could_not_be_read_are_not_written(void **state)
{
    enum { MOST = 65536 };
    SizedSPropTagArray(1, tag) = {1, {TAG(PT_MV_BINARY, 0x661c)}};
    SBinary *blocks = calloc(MOST + 1, sizeof(*blocks));
    SPropValue value = {.ulPropTag = TAG(PT_MV_BINARY, 0x661c), .Value.MVbin = {MOST + 1, blocks}};
    struct msg_file file;
    IMessage *message = new_msg(&file, MAPI_UNICODE);

    (void)state;
    ok_hr(message->lpVtbl->SetProps(message, 1, &value, NULL));
    assert_int_equal(message->lpVtbl->SaveChanges(message, 0), MAPI_E_TOO_BIG);
    ok_hr(message->lpVtbl->DeleteProps(message, (SPropTagArray *)&tag, NULL));
    ok_hr(message->lpVtbl->SaveChanges(message, 0));
    message->lpVtbl->Release(message);
    msg_file_close(&file);
    free(blocks);
}

/* ---- text ---- */

static void a_unicode_file_says_so(void **state)
{
    struct msg_file file;
    IMessage *message = new_msg(&file, MAPI_UNICODE);
    IStream *stream = NULL;

    (void)state;
    assert_true(get_long(message, PR_STORE_SUPPORT_MASK) & STORE_UNICODE_OK); /* 11.9-06 */
    ok_hr(set_text(message, PR_SUBJECT_W, L"RE: \x65e5"));
    ok_hr(message->lpVtbl->SaveChanges(message, 0));
    message = reopened(&file, message, 0); /* the file remembers */
    assert_true(get_long(message, PR_STORE_SUPPORT_MASK) & STORE_UNICODE_OK);
    assert_text(message, PR_SUBJECT_W, L"RE: \x65e5");
    assert_text(message, PR_NORMALIZED_SUBJECT_W, L"\x65e5");
    message->lpVtbl->Release(message);
    /* 11.9-09 */
    ok_hr(file.storage->lpVtbl->OpenStream(file.storage, L"__substg1.0_0037001F", NULL,
                                           STGM_SHARE_EXCLUSIVE, 0, &stream));
    stream->lpVtbl->Release(stream);
    msg_file_close(&file);

    message = new_msg(&file, 0);
    assert_false(get_long(message, PR_STORE_SUPPORT_MASK) & STORE_UNICODE_OK);
    ok_hr(set_long(message, TAG(PT_LONG, 0x3ffd), 1251));
    ok_hr(set_text(message, PR_SUBJECT_W, L"\x434\x430"));
    ok_hr(message->lpVtbl->SaveChanges(message, 0));
    message = reopened(&file, message, 0);
    /* 11.9-11: by the code page of the message */
    assert_text(message, PR_SUBJECT_W, L"\x434\x430");
    message->lpVtbl->Release(message);
    ok_hr(file.storage->lpVtbl->OpenStream(file.storage, L"__substg1.0_0037001E", NULL,
                                           STGM_SHARE_EXCLUSIVE, 0, &stream));
    {
        char text[8];
        ULONG got = 0;

        ok_hr(stream->lpVtbl->Read(stream, text, 8, &got));
        assert_int_equal(got, 2);
        assert_memory_equal(text, "\xe4\xe0", 2);
    }
    stream->lpVtbl->Release(stream);
    msg_file_close(&file);
}

/* A file of 8-bit text, opened with MAPI_UNICODE and saved, is one of Unicode. */
static void ansi_becomes_unicode(void **state)
{
    struct msg_file file;
    IMessage *message = new_msg(&file, 0);
    IStream *stream = NULL;

    (void)state;
    ok_hr(set_text(message, PR_SUBJECT_W, L"\xfc"));
    ok_hr(message->lpVtbl->SaveChanges(message, 0));
    message = reopened(&file, message, MAPI_UNICODE);
    ok_hr(set_long(message, PR_IMPORTANCE, 2));
    ok_hr(message->lpVtbl->SaveChanges(message, 0));
    message = reopened(&file, message, 0);
    assert_text(message, PR_SUBJECT_W, L"\xfc");
    message->lpVtbl->Release(message);
    assert_int_equal(file.storage->lpVtbl->OpenStream(file.storage, L"__substg1.0_0037001E", NULL,
                                                      STGM_SHARE_EXCLUSIVE, 0, &stream),
                     STG_E_FILENOTFOUND);
    ok_hr(file.storage->lpVtbl->OpenStream(file.storage, L"__substg1.0_0037001F", NULL,
                                           STGM_SHARE_EXCLUSIVE, 0, &stream));
    stream->lpVtbl->Release(stream);
    msg_file_close(&file);
}

/* Text goes from one code page to another when the message is saved, also at the second try. */
static void a_code_page_is_changed_when_all_text_was_read(void **state)
{
    enum { CHARS = 5000 };
    WCHAR *long_body = calloc(CHARS + 1, sizeof(*long_body));
    struct mail bytes;
    struct msg_file file;
    IMessage *message = new_msg(&file, 0);
    SPropValue body = {.ulPropTag = PR_BODY_W, .Value.lpszW = long_body};
    HRESULT hr = MAPI_E_NOT_ENOUGH_MEMORY;

    (void)state;
    for (int i = 0; i < CHARS; i++)
        long_body[i] = 0x434;
    ok_hr(set_long(message, TAG(PT_LONG, 0x3ffd), 1251));
    ok_hr(message->lpVtbl->SetProps(message, 1, &body, NULL));
    ok_hr(message->lpVtbl->SaveChanges(message, 0));
    message->lpVtbl->Release(message);
    bytes = msg_file_bytes(&file);
    msg_file_close(&file);
    for (int n = 0; hr != S_OK; n++) {
        ok_hr(msg_file_open(&file, &bytes, false));
        ok_hr(open_msg(&file, 0, &message));
        ok_hr(set_long(message, TAG(PT_LONG, 0x3ffd), 65001));
        fault_alloc_after(n);
        hr = message->lpVtbl->SaveChanges(message, 0);
        fault_alloc_never();
        if (hr != S_OK) ok_hr(message->lpVtbl->SaveChanges(message, 0));
        message = reopened(&file, message, 0);
        assert_values((IMAPIProp *)message, &body, 1);
        message->lpVtbl->Release(message);
        msg_file_close(&file);
    }
    mail_drop(&bytes);
    free(long_body);
}

/* ---- what is saved when ---- */

static void what_is_not_saved_is_not_there(void **state)
{
    struct msg_file file;
    IMessage *message = new_msg(&file, MAPI_UNICODE);

    (void)state;
    ok_hr(set_text(message, PR_SUBJECT_W, L"first"));
    ok_hr(message->lpVtbl->SaveChanges(message, KEEP_OPEN_READWRITE)); /* 11.9-07 */
    ok_hr(set_text(message, PR_SUBJECT_W, L"second"));
    message = reopened(&file, message, 0);
    assert_text(message, PR_SUBJECT_W, L"first");
    message->lpVtbl->Release(message);
    ok_hr(open_msg(&file, IMSG_NO_ISTG_COMMIT, &message));
    ok_hr(set_text(message, PR_SUBJECT_W, L"third"));
    /* the caller commits, or doesn't */
    ok_hr(message->lpVtbl->SaveChanges(message, KEEP_OPEN_READWRITE));
    message = reopened(&file, message, IMSG_NO_ISTG_COMMIT);
    assert_text(message, PR_SUBJECT_W, L"first");
    ok_hr(set_text(message, PR_SUBJECT_W, L"fourth"));
    ok_hr(message->lpVtbl->SaveChanges(message, KEEP_OPEN_READONLY));
    assert_int_equal(set_text(message, PR_SUBJECT_W, L"fifth"), MAPI_E_NO_ACCESS);
    assert_int_equal(message->lpVtbl->SaveChanges(message, 0), MAPI_E_NO_ACCESS);
    ok_hr(file.storage->lpVtbl->Commit(file.storage, STGC_DEFAULT));
    message = reopened(&file, message, 0);
    assert_text(message, PR_SUBJECT_W, L"fourth");
    assert_int_equal(message->lpVtbl->SaveChanges(message, 0x80000000), MAPI_E_UNKNOWN_FLAGS);
    message->lpVtbl->Release(message);
    msg_file_close(&file);
}

static void a_read_only_storage_is_only_read(void **state)
{
    struct msg_file file;
    IMessage *message = new_msg(&file, MAPI_UNICODE);
    SizedADRLIST(1, none) = {0};
    struct mail bytes;
    IAttach *attach = NULL;
    ULONG number;

    (void)state;
    ok_hr(set_text(message, PR_SUBJECT_W, L"kept"));
    ok_hr(message->lpVtbl->SaveChanges(message, 0));
    message->lpVtbl->Release(message);
    bytes = msg_file_bytes(&file);
    msg_file_close(&file);
    ok_hr(msg_file_open(&file, &bytes, true)); /* 11.9-04 */
    ok_hr(open_msg(&file, 0, &message));
    assert_text(message, PR_SUBJECT_W, L"kept");
    assert_int_equal(get_long(message, PR_ACCESS_LEVEL), 0);
    assert_int_equal(set_text(message, PR_SUBJECT_W, L"changed"), MAPI_E_NO_ACCESS);
    assert_int_equal(message->lpVtbl->ModifyRecipients(message, 0, (ADRLIST *)&none),
                     MAPI_E_NO_ACCESS);
    assert_int_equal(message->lpVtbl->CreateAttach(message, NULL, 0, &number, &attach),
                     MAPI_E_NO_ACCESS);
    assert_int_equal(message->lpVtbl->DeleteAttach(message, 0, 0, NULL, 0), MAPI_E_NO_ACCESS);
    assert_int_equal(message->lpVtbl->SetReadFlag(message, 0), MAPI_E_NO_ACCESS);
    assert_int_equal(message->lpVtbl->SaveChanges(message, 0), MAPI_E_NO_ACCESS);
    message->lpVtbl->Release(message);
    msg_file_close(&file);
    mail_drop(&bytes);
}

static void parts_of_a_subject_stay_deleted(void **state)
{
    static const ULONG parts[] = {PR_SUBJECT_PREFIX_W, PR_NORMALIZED_SUBJECT_W};
    struct msg_file file;
    IMessage *message = new_msg(&file, MAPI_UNICODE);

    (void)state;
    for (int i = 0; i < 2; i++) {
        SizedSPropTagArray(1, part) = {1, {parts[i]}};

        ok_hr(set_text(message, PR_SUBJECT_W, L"RE: one"));
        ok_hr(message->lpVtbl->SaveChanges(message, 0));
        message = reopened(&file, message, 0);
        ok_hr(message->lpVtbl->DeleteProps(message, (SPropTagArray *)&part, NULL));
        ok_hr(set_text(message, PR_SUBJECT_W, L"FW: two"));
        ok_hr(message->lpVtbl->SaveChanges(message, 0));
        message = reopened(&file, message, 0);
        assert_int_equal(get_error(message, parts[i]), MAPI_E_NOT_FOUND);
        assert_text(message, parts[!i], i ? L"FW: " : L"two");
    }
    message->lpVtbl->Release(message);
    msg_file_close(&file);
}

/* ---- what else a message does ---- */

static void files_are_not_sent(void **state)
{
    struct msg_file file;
    IMessage *message = new_msg(&file, MAPI_UNICODE);

    (void)state;
    assert_int_equal(message->lpVtbl->SubmitMessage(message, 0), MAPI_E_NO_SUPPORT); /* 11.9-14 */
    ok_hr(message->lpVtbl->SetReadFlag(message, 0));
    assert_true(get_long(message, PR_MESSAGE_FLAGS) & MSGFLAG_READ);
    ok_hr(message->lpVtbl->SetReadFlag(message, CLEAR_READ_FLAG));
    assert_false(get_long(message, PR_MESSAGE_FLAGS) & MSGFLAG_READ);
    assert_int_equal(message->lpVtbl->SetReadFlag(message, SUPPRESS_RECEIPT | CLEAR_READ_FLAG),
                     MAPI_E_INVALID_PARAMETER);
    assert_int_equal(message->lpVtbl->SetReadFlag(message, 0x8000), MAPI_E_UNKNOWN_FLAGS);
    message->lpVtbl->Release(message);
    msg_file_close(&file);
}

static ULONG named_id(IMAPIProp *object, const GUID *set, const WCHAR *text, LONG number,
                      ULONG flags)
{
    MAPINAMEID name = {(GUID *)set, text ? MNID_STRING : MNID_ID, {.lID = number}}, *names = &name;
    SPropTagArray *tags = NULL;
    ULONG tag;

    if (text) name.Kind.lpwstrName = (WCHAR *)text;
    object->lpVtbl->GetIDsFromNames(object, 1, &names, flags, &tags);
    tag = tags ? tags->aulPropTag[0] : 0;
    MAPIFreeBuffer(tags);
    return PROP_ID(tag);
}

static void names_are_kept(void **state)
{
    static const GUID own = {0x11, 0x22, 0x33, {4}}, other = {0x44, 0, 0, {0}};
    struct msg_file file;
    IMessage *message = new_msg(&file, MAPI_UNICODE);
    ULONG ids[4], again[4];

    (void)state;
    for (int round = 0; round < 2; round++) {
        ULONG *out = round ? again : ids, flags = round ? 0 : MAPI_CREATE;

        out[0] = named_id((IMAPIProp *)message, &PS_PUBLIC_STRINGS, L"Keywords", 0, flags);
        out[1] = named_id((IMAPIProp *)message, &own, NULL, 0x8501, flags);
        out[2] = named_id((IMAPIProp *)message, &own, L"odd", 0, flags);
        out[3] = named_id((IMAPIProp *)message, &other, L"Keywords", 0, flags);
        if (round) break;
        for (int i = 0; i < 4; i++)
            ok_hr(set_long(message, TAG(PT_LONG, ids[i]), i + 100));
        ok_hr(message->lpVtbl->SaveChanges(message, 0));
        message = reopened(&file, message, 0);
    }
    for (int i = 0; i < 4; i++) {
        assert_true(ids[i] >= 0x8000);
        assert_int_equal(ids[i], again[i]);
        assert_int_equal((LONG)get_long(message, TAG(PT_LONG, ids[i])), i + 100);
    }
    assert_int_equal(named_id((IMAPIProp *)message, &other, L"keywords", 0, 0), 0);
    message->lpVtbl->Release(message);
    msg_file_close(&file);
}

/* ---- attributes ---- */

static void attributes_are_kept_and_kept_to(void **state)
{
    SizedSPropTagArray(3, tags) = {3, {PR_SUBJECT_W, PR_IMPORTANCE, PR_PRIORITY}};
    SizedSPropAttrArray(3,
                        attributes) = {3,
                                       {PROPATTR_READABLE | PROPATTR_MANDATORY,
                                        PROPATTR_READABLE | PROPATTR_WRITEABLE, PROPATTR_READABLE}};
    struct msg_file file;
    IMessage *message = new_msg(&file, MAPI_UNICODE);
    SPropProblemArray *problems = NULL;
    SPropAttrArray *got = NULL;
    SPropValue subject = pval_text(PR_SUBJECT_W, L"new");

    (void)state;
    ok_hr(set_text(message, PR_SUBJECT_W, L"old"));
    ok_hr(set_long(message, PR_IMPORTANCE, 1));
    /* 11.9-16 */
    assert_int_equal(SetAttribIMsgOnIStg(message, (SPropTagArray *)&tags,
                                         (SPropAttrArray *)&attributes, &problems),
                     MAPI_W_ERRORS_RETURNED);
    assert_non_null(problems);
    assert_int_equal(problems->cProblem, 1);
    assert_int_equal(problems->aProblem[0].ulIndex, 2);
    assert_int_equal(problems->aProblem[0].scode, MAPI_E_NOT_FOUND);
    MAPIFreeBuffer(problems);
    /* 11.9-18 */
    assert_int_equal(
        SetAttribIMsgOnIStg(message, (SPropTagArray *)&tags, (SPropAttrArray *)&attributes, NULL),
        MAPI_W_ERRORS_RETURNED);
    for (int round = 0; round < 2; round++) {
        assert_int_equal(GetAttribIMsgOnIStg(message, (SPropTagArray *)&tags, &got),
                         MAPI_W_ERRORS_RETURNED);
        assert_int_equal(got->cValues, 3);
        assert_int_equal(got->aPropAttr[0], PROPATTR_READABLE | PROPATTR_MANDATORY); /* 11.9-17 */
        assert_int_equal(got->aPropAttr[1], PROPATTR_READABLE | PROPATTR_WRITEABLE);
        assert_int_equal(got->aPropAttr[2], PROPATTR_NOT_PRESENT);
        MAPIFreeBuffer(got);
        problems = NULL;
        ok_hr(message->lpVtbl->SetProps(message, 1, &subject, &problems));
        assert_non_null(problems);
        assert_int_equal(problems->aProblem[0].scode, MAPI_E_NO_ACCESS);
        MAPIFreeBuffer(problems);
        if (round) break;
        ok_hr(message->lpVtbl->SaveChanges(message, 0));
        message = reopened(&file, message, 0);
    }
    assert_text(message, PR_SUBJECT_W, L"old");
    tags.cValues = attributes.cValues = 1; /* and back */
    attributes.aPropAttr[0] = PROPATTR_READABLE | PROPATTR_WRITEABLE;
    ok_hr(SetAttribIMsgOnIStg(message, (SPropTagArray *)&tags, (SPropAttrArray *)&attributes,
                              &problems));
    ok_hr(set_text(message, PR_SUBJECT_W, L"new"));
    ok_hr(message->lpVtbl->SaveChanges(message, 0));
    message = reopened(&file, message, 0);
    assert_text(message, PR_SUBJECT_W, L"new");
    assert_int_equal(GetAttribIMsgOnIStg(message, NULL, &got), MAPI_E_INVALID_PARAMETER);
    assert_int_equal(GetAttribIMsgOnIStg(file.storage, (SPropTagArray *)&tags, &got),
                     MAPI_E_NO_SUPPORT);
    attributes.cValues = 2;
    assert_int_equal(
        SetAttribIMsgOnIStg(message, (SPropTagArray *)&tags, (SPropAttrArray *)&attributes, NULL),
        MAPI_E_INVALID_PARAMETER);
    message->lpVtbl->Release(message);
    msg_file_close(&file);
}

/* ---- recipients ---- */

static void recipients_are_kept(void **state)
{
    static const WCHAR *const first[] = {L"Ann", L"Bob", L"Cid"},
                              *const second[] = {L"Ann", L"Bea"}, *const third[] = {L"Dot"};
    struct msg_file file;
    IMessage *message = new_msg(&file, MAPI_UNICODE);

    (void)state;
    ok_hr(change_recipient(message, MODRECIP_ADD, L"Ann", MAPI_TO, -1));
    ok_hr(change_recipient(message, MODRECIP_ADD, L"Bob", MAPI_TO, -1));
    ok_hr(change_recipient(message, MODRECIP_ADD, L"Cid", MAPI_CC, -1));
    ok_hr(message->lpVtbl->SaveChanges(message, 0));
    message = reopened(&file, message, 0);
    assert_recipients(message, first, (LONG[]){0, 1, 2}, 3);
    assert_text(message, PR_DISPLAY_TO_W, L"Ann; Bob");
    assert_text(message, PR_DISPLAY_CC_W, L"Cid");
    ok_hr(change_recipient(message, MODRECIP_MODIFY, L"Bea", MAPI_TO, 1));
    ok_hr(change_recipient(message, MODRECIP_REMOVE, L"", MAPI_CC, 2));
    assert_int_equal(change_recipient(message, MODRECIP_REMOVE, L"", MAPI_CC, 2), MAPI_E_NOT_FOUND);
    assert_int_equal(change_recipient(message, MODRECIP_MODIFY, L"", MAPI_CC, -1),
                     MAPI_E_INVALID_PARAMETER);
    assert_int_equal(change_recipient(message, MODRECIP_MODIFY | MODRECIP_ADD, L"", MAPI_CC, 1),
                     MAPI_E_UNKNOWN_FLAGS);
    assert_int_equal(message->lpVtbl->ModifyRecipients(message, 0, NULL), MAPI_E_INVALID_PARAMETER);
    ok_hr(message->lpVtbl->SaveChanges(message, 0));
    message = reopened(&file, message, 0);
    assert_recipients(message, second, NULL, 2);
    assert_text(message, PR_DISPLAY_CC_W, L"");
    ok_hr(change_recipient(message, 0, L"Dot", MAPI_BCC, -1)); /* in the place of all */
    ok_hr(message->lpVtbl->SaveChanges(message, 0));
    message = reopened(&file, message, 0);
    assert_recipients(message, third, NULL, 1);
    assert_text(message, PR_DISPLAY_BCC_W, L"Dot");
    message->lpVtbl->Release(message);
    msg_file_close(&file);
}

static void tables_come_by_OpenProperty_too(void **state)
{
    struct msg_file file;
    IMessage *message = new_msg(&file, MAPI_UNICODE);
    IMAPITable *table = NULL;

    (void)state;
    ok_hr(message->lpVtbl->OpenProperty(message, PR_MESSAGE_RECIPIENTS, &IID_IMAPITable,
                                        MAPI_UNICODE, 0, (IUnknown **)&table));
    table->lpVtbl->Release(table);
    ok_hr(message->lpVtbl->OpenProperty(message, PR_MESSAGE_ATTACHMENTS, &IID_IMAPITable, 0, 0,
                                        (IUnknown **)&table));
    table->lpVtbl->Release(table);
    assert_int_equal(message->lpVtbl->OpenProperty(message, PR_MESSAGE_ATTACHMENTS, &IID_IStream, 0,
                                                   0, (IUnknown **)&table),
                     MAPI_E_INTERFACE_NOT_SUPPORTED);
    assert_int_equal(message->lpVtbl->GetAttachmentTable(message, 1, &table), MAPI_E_UNKNOWN_FLAGS);
    assert_int_equal(message->lpVtbl->GetRecipientTable(message, 1, &table), MAPI_E_UNKNOWN_FLAGS);
    message->lpVtbl->Release(message);
    msg_file_close(&file);
}

/* ---- streams ---- */

static void streams_write_large_values(void **state)
{
    struct msg_file file;
    IMessage *message = new_msg(&file, MAPI_UNICODE);
    IStream *stream = NULL;
    SPropValue value = {.ulPropTag = PR_BODY_W};
    char *read = calloc(1, sizeof(long_text));
    ULONG got = 0;

    (void)state;
    memset(long_text, 'w', sizeof(long_text) - 1);
    assert_int_equal(message->lpVtbl->OpenProperty(message, PR_RTF_COMPRESSED, &IID_IStream, 0, 0,
                                                   (IUnknown **)&stream),
                     MAPI_E_NOT_FOUND);
    ok_hr(message->lpVtbl->OpenProperty(message, PR_RTF_COMPRESSED, &IID_IStream, STGM_READWRITE,
                                        MAPI_CREATE | MAPI_MODIFY, (IUnknown **)&stream));
    ok_hr(stream->lpVtbl->Write(stream, long_text, 20000, NULL));
    /* not committed yet */
    assert_int_equal(get_error(message, PR_RTF_COMPRESSED), MAPI_E_NOT_FOUND);
    ok_hr(stream->lpVtbl->Commit(stream, 0));
    stream->lpVtbl->Release(stream);
    ok_hr(message->lpVtbl->SaveChanges(message, 0));
    message = reopened(&file, message, 0);
    ok_hr(message->lpVtbl->OpenProperty(message, PR_RTF_COMPRESSED, &IID_IStream, STGM_READ, 0,
                                        (IUnknown **)&stream));
    ok_hr(stream->lpVtbl->Read(stream, read, 20001, &got));
    assert_int_equal(got, 20000);
    assert_memory_equal(read, long_text, 20000);
    assert_int_equal(stream->lpVtbl->Write(stream, read, 1, NULL), STG_E_ACCESSDENIED);
    stream->lpVtbl->Release(stream);
    ok_hr(set_long(message, PR_IMPORTANCE, 0)); /* what isn't touched stays where it is */
    ok_hr(message->lpVtbl->SaveChanges(message, 0));
    message = reopened(&file, message, 0);
    value = pval_binary(PR_RTF_COMPRESSED, 20000, long_text);
    assert_values((IMAPIProp *)message, &value, 1);
    message->lpVtbl->Release(message);
    msg_file_close(&file);
    free(read);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(values_of_every_type_are_kept),
        cmocka_unit_test(arrays_that_could_not_be_read_are_not_written),
        cmocka_unit_test(a_unicode_file_says_so),
        cmocka_unit_test(ansi_becomes_unicode),
        cmocka_unit_test(a_code_page_is_changed_when_all_text_was_read),
        cmocka_unit_test(what_is_not_saved_is_not_there),
        cmocka_unit_test(a_read_only_storage_is_only_read),
        cmocka_unit_test(parts_of_a_subject_stay_deleted),
        cmocka_unit_test(files_are_not_sent),
        cmocka_unit_test(names_are_kept),
        cmocka_unit_test(attributes_are_kept_and_kept_to),
        cmocka_unit_test(recipients_are_kept),
        cmocka_unit_test(tables_come_by_OpenProperty_too),
        cmocka_unit_test(streams_write_large_values),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
