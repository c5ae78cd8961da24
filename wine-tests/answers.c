/*
 * answers.c - replies, forwards and resends, made as the reference tells clients to, out of mail in
 * a local store
 */
#define INITGUID
#define USES_IID_IMessage
#include <windows.h>
#include <initguid.h>
#include "mail_fixture.h"

/* What isn't copied to an answer (6.7-39), then PR_MESSAGE_ATTACHMENTS and PR_MESSAGE_RECIPIENTS.
 */
static const SizedSPropTagArray(33, left_behind) = {33,
                                                    {PR_CLIENT_SUBMIT_TIME,
                                                     PR_MESSAGE_DELIVERY_TIME,
                                                     PR_MESSAGE_DOWNLOAD_TIME,
                                                     PR_MESSAGE_FLAGS,
                                                     PR_ORIGINATOR_DELIVERY_REPORT_REQUESTED,
                                                     PR_RCVD_REPRESENTING_NAME,
                                                     PR_RCVD_REPRESENTING_ENTRYID,
                                                     PR_RCVD_REPRESENTING_ADDRTYPE,
                                                     PR_RCVD_REPRESENTING_EMAIL_ADDRESS,
                                                     PR_RCVD_REPRESENTING_SEARCH_KEY,
                                                     PR_READ_RECEIPT_ENTRYID,
                                                     PR_READ_RECEIPT_REQUESTED,
                                                     PR_READ_RECEIPT_SEARCH_KEY,
                                                     PR_RECEIVED_BY_NAME,
                                                     PR_RECEIVED_BY_ENTRYID,
                                                     PR_RECEIVED_BY_ADDRTYPE,
                                                     PR_RECEIVED_BY_EMAIL_ADDRESS,
                                                     PR_RECEIVED_BY_SEARCH_KEY,
                                                     PR_REPLY_RECIPIENT_ENTRIES,
                                                     PR_REPLY_RECIPIENT_NAMES,
                                                     PR_REPORT_ENTRYID,
                                                     PR_SENDER_NAME,
                                                     PR_SENDER_ENTRYID,
                                                     PR_SENDER_ADDRTYPE,
                                                     PR_SENDER_EMAIL_ADDRESS,
                                                     PR_SENDER_SEARCH_KEY,
                                                     PR_SENT_REPRESENTING_NAME,
                                                     PR_SENT_REPRESENTING_ENTRYID,
                                                     PR_SENTMAIL_ENTRYID,
                                                     PR_SUBJECT_PREFIX,
                                                     PR_SUBJECT,
                                                     PR_MESSAGE_ATTACHMENTS,
                                                     PR_MESSAGE_RECIPIENTS}};

static void set_prop(void *object, SPropValue value)
{
    IMAPIProp *prop = object;

    ok_hr(prop->lpVtbl->SetProps(prop, 1, &value, NULL), S_OK);
}

static SPropValue *prop_of(void *object, ULONG tag)
{
    SPropValue *value = NULL;

    ok_hr(HrGetOneProp((IMAPIProp *)object, tag, &value), S_OK);
    return value;
}

static void expect_none(void *object, ULONG tag)
{
    SPropValue *value = NULL;

    ok_hr(HrGetOneProp((IMAPIProp *)object, tag, &value), MAPI_E_NOT_FOUND);
    MAPIFreeBuffer(value);
}

static void add(IMessage *message, const char *name, LONG type)
{
    SizedADRLIST(1, list) = {1, {{0}}};
    SPropValue props[] = {
        {.ulPropTag = PR_DISPLAY_NAME_A, .Value.lpszA = (char *)name},
        {.ulPropTag = PR_RECIPIENT_TYPE, .Value.l = type},
        {.ulPropTag = PR_SEARCH_KEY, .Value.bin = {(ULONG)strlen(name) + 1, (BYTE *)name}},
    };

    list.aEntries[0].cValues = 3;
    list.aEntries[0].rgPropVals = props;
    ok_hr(message->lpVtbl->ModifyRecipients(message, MODRECIP_ADD, (ADRLIST *)&list), S_OK);
}

/* Mail that Zoe sent to Ann (to, that's us), Bob (to), Cid (cc), Dee (bcc), with a file and a
 * request for a receipt. */
static void begin(void)
{
    static const char me[] = "Ann";
    SPropValue index = {.ulPropTag = PR_CONVERSATION_INDEX};
    IAttach *attach = NULL;
    ULONG num;

    begin_in_inbox();
    ok_hr(o.inbox->lpVtbl->CreateMessage(o.inbox, NULL, 0, &o.mail), S_OK);
    set_text(o.mail, PR_MESSAGE_CLASS_A, "IPM.Note");
    set_text(o.mail, PR_SUBJECT_A, "RE: our house");
    set_text(o.mail, PR_CONVERSATION_TOPIC_A, "our house");
    set_text(o.mail, PR_SENDER_NAME_A, "Zoe");
    set_text(o.mail, PR_SENT_REPRESENTING_NAME_A, "Zoe");
    set_text(o.mail, PR_RCVD_REPRESENTING_NAME_A, "Ann");
    set_prop(o.mail, (SPropValue){.ulPropTag = PR_READ_RECEIPT_REQUESTED, .Value.b = TRUE});
    set_prop(o.mail, (SPropValue){.ulPropTag = PR_RECEIVED_BY_SEARCH_KEY,
                                  .Value.bin = {sizeof(me), (BYTE *)me}});
    write_stream(o.mail, PR_BODY_A, "Is it built?");
    ok_hr(ScCreateConversationIndex(0, NULL, &index.Value.bin.cb, &index.Value.bin.lpb), S_OK);
    set_prop(o.mail, index);
    MAPIFreeBuffer(index.Value.bin.lpb);
    add(o.mail, "Ann", MAPI_TO);
    add(o.mail, "Bob", MAPI_TO);
    add(o.mail, "Cid", MAPI_CC);
    add(o.mail, "Dee", MAPI_BCC);
    ok_hr(o.mail->lpVtbl->CreateAttach(o.mail, NULL, 0, &num, &attach), S_OK);
    set_text(attach, PR_ATTACH_FILENAME_A, "plan.txt");
    write_stream(attach, PR_ATTACH_DATA_BIN, "four walls");
    ok_hr(attach->lpVtbl->SaveChanges(attach, 0), S_OK);
    attach->lpVtbl->Release(attach);
    ok_hr(o.mail->lpVtbl->SaveChanges(o.mail, KEEP_OPEN_READWRITE), S_OK);
}

/* Steps 3 to 9 of Sending a Reply: n of left_behind are excluded. */
static IMessage *answer(const char *prefix, ULONG n)
{
    SPropValue *index = prop_of(o.mail, PR_CONVERSATION_INDEX),
               *normalized = prop_of(o.mail, PR_NORMALIZED_SUBJECT_A),
               *us = prop_of(o.mail, PR_RCVD_REPRESENTING_NAME_A),
               child = {.ulPropTag = PR_CONVERSATION_INDEX};
    SizedSPropTagArray(33, excluded);
    SPropProblemArray *problems = NULL;
    IMessage *made = NULL;
    char subject[64];

    memcpy(&excluded, &left_behind, sizeof(excluded));
    excluded.cValues = n;
    /* a forward has the attachments */
    if (n == 32) excluded.aulPropTag[31] = PR_MESSAGE_RECIPIENTS;
    ok_hr(o.inbox->lpVtbl->CreateMessage(o.inbox, NULL, 0, &made), S_OK);
    ok_hr(o.mail->lpVtbl->CopyTo(o.mail, 0, NULL, (SPropTagArray *)&excluded, 0, NULL,
                                 &IID_IMessage, made, 0, &problems),
          S_OK);
    for (ULONG i = 0; problems && i < problems->cProblem; i++) /* 6.1-45 */
        ok(problems->aProblem[i].scode == MAPI_E_COMPUTED, "%#lx: %#lx\n",
           problems->aProblem[i].ulPropTag, problems->aProblem[i].scode);
    MAPIFreeBuffer(problems);
    ok_hr(ScCreateConversationIndex(index->Value.bin.cb, index->Value.bin.lpb, &child.Value.bin.cb,
                                    &child.Value.bin.lpb),
          S_OK);
    set_prop(made, child);
    /* 6.7-43 */
    ok(child.Value.bin.cb == 27 && !memcmp(child.Value.bin.lpb, index->Value.bin.lpb, 22),
       "another conversation\n");
    MAPIFreeBuffer(child.Value.bin.lpb);
    snprintf(subject, sizeof(subject), "%s%s", prefix, normalized->Value.lpszA);
    set_text(made, PR_SUBJECT_A, subject);
    set_text(made, PR_SENT_REPRESENTING_NAME_A, us->Value.lpszA);
    MAPIFreeBuffer(us);
    MAPIFreeBuffer(normalized);
    MAPIFreeBuffer(index);
    return made;
}

static void expect_answer(IMessage *made, const char *subject, const char *prefix)
{
    static const ULONG gone[] = {PR_RCVD_REPRESENTING_NAME_A, PR_RECEIVED_BY_SEARCH_KEY,
                                 PR_READ_RECEIPT_REQUESTED, PR_SENDER_NAME_A,
                                 PR_MESSAGE_DELIVERY_TIME};

    ok_hr(made->lpVtbl->SaveChanges(made, KEEP_OPEN_READWRITE), S_OK);
    expect_text(made, PR_SUBJECT_A, subject);
    expect_text(made, PR_SUBJECT_PREFIX_A, prefix);
    expect_text(made, PR_NORMALIZED_SUBJECT_A, "our house");
    expect_text(made, PR_CONVERSATION_TOPIC_A, "our house"); /* 6.7-43 */
    expect_text(made, PR_SENT_REPRESENTING_NAME_A, "Ann");
    expect_text(made, PR_MESSAGE_CLASS_A, "IPM.Note");
    expect_stream(made, PR_BODY_A, "Is it built?");
    for (size_t i = 0; i < sizeof(gone) / sizeof(gone[0]); i++) /* 6.7-39 */
        expect_none(made, gone[i]);
    ok(get_long(made, PR_MESSAGE_FLAGS) & MSGFLAG_UNSENT, "it isn't to be sent\n");
}

/* 6.7-37 6.7-39 6.7-43 */
static void a_reply_goes_back_without_files(void)
{
    IMessage *made;

    begin();
    made = answer("RE: ", 33);
    add(made, "Zoe", MAPI_TO); /* PR_SENT_REPRESENTING of the mail */
    expect_answer(made, "RE: our house", "RE: ");
    expect_text(made, PR_DISPLAY_TO_A, "Zoe");
    expect_text(made, PR_DISPLAY_CC_A, "");
    ok(!get_long(made, PR_HASATTACH), "the file came too\n");
    made->lpVtbl->Release(made);
    end();
}

/* 6.7-38 */
static void a_reply_to_all_leaves_us_and_the_blind_out(void)
{
    SizedSPropTagArray(4, columns) = {
        4, {PR_RECIPIENT_TYPE, PR_SEARCH_KEY, PR_DISPLAY_NAME_A, PR_ROWID}};
    SPropValue *us;
    IMAPITable *table = NULL;
    SRowSet *rows = NULL;
    IMessage *made;

    begin();
    us = prop_of(o.mail, PR_RECEIVED_BY_SEARCH_KEY);
    made = answer("RE: ", 33);
    ok_hr(o.mail->lpVtbl->GetRecipientTable(o.mail, 0, &table), S_OK);
    ok_hr(HrQueryAllRows(table, (SPropTagArray *)&columns, NULL, NULL, 0, &rows), S_OK);
    ok(rows && rows->cRows == 4, "%lu recipients\n", rows ? rows->cRows : 0);
    for (ULONG i = 0; rows && i < rows->cRows; i++) {
        SRow *row = &rows->aRow[i];
        bool is_us = row->lpProps[1].Value.bin.cb == us->Value.bin.cb &&
                     !memcmp(row->lpProps[1].Value.bin.lpb, us->Value.bin.lpb, us->Value.bin.cb);

        if (row->lpProps[0].Value.l == MAPI_BCC || is_us) { /* step 12.5 */
            MAPIFreeBuffer(row->lpProps);
            row->lpProps = NULL;
            row->cValues = 0;
        } else {
            row->cValues = 3; /* 6.7-20: without PR_ROWID */
        }
    }
    /* 6.7-22: empty entries are passed over */
    ok_hr(made->lpVtbl->ModifyRecipients(made, 0, (ADRLIST *)rows), S_OK);
    FreeProws(rows);
    table->lpVtbl->Release(table);
    add(made, "Zoe", MAPI_TO);
    expect_answer(made, "RE: our house", "RE: ");
    expect_text(made, PR_DISPLAY_TO_A, "Bob; Zoe");
    expect_text(made, PR_DISPLAY_CC_A, "Cid");
    expect_text(made, PR_DISPLAY_BCC_A, "");
    MAPIFreeBuffer(us);
    made->lpVtbl->Release(made);
    end();
}

/* 6.7-40 */
static void a_forward_has_the_files(void)
{
    IMessage *made;
    IAttach *attach = NULL;

    begin();
    made = answer("FW: ", 32);
    add(made, "Eve", MAPI_TO);
    expect_answer(made, "FW: our house", "FW: ");
    expect_text(made, PR_DISPLAY_TO_A, "Eve");
    ok(get_long(made, PR_HASATTACH), "the file stayed behind\n");
    ok_hr(made->lpVtbl->OpenAttach(made, 0, NULL, 0, &attach), S_OK);
    if (attach) {
        expect_text(attach, PR_ATTACH_FILENAME_A, "plan.txt");
        expect_stream(attach, PR_ATTACH_DATA_BIN, "four walls");
        attach->lpVtbl->Release(attach);
    }
    made->lpVtbl->Release(made);
    end();
}

/* 6.7-41 6.7-36: Bob's failed */
static void a_resend_says_who_has_it_already(void)
{
    SizedSPropTagArray(4, excluded) = {
        4, {PR_MESSAGE_RECIPIENTS, PR_SENDER_NAME, PR_SENT_REPRESENTING_NAME, PR_MESSAGE_FLAGS}};
    SizedSPropTagArray(2, columns) = {2, {PR_DISPLAY_NAME_A, PR_RECIPIENT_TYPE}};
    static const ULONG types[] = {MAPI_TO | MAPI_SUBMITTED, MAPI_TO | MAPI_SUBMITTED,
                                  MAPI_CC | MAPI_SUBMITTED, MAPI_P1};
    SPropValue *id;
    IMAPITable *table = NULL;
    SRowSet *rows = NULL;
    IMessage *made = NULL;

    begin();
    id = prop_of(o.mail, PR_ENTRYID);
    ok_hr(o.inbox->lpVtbl->CreateMessage(o.inbox, NULL, 0, &made), S_OK);
    ok_hr(o.mail->lpVtbl->CopyTo(o.mail, 0, NULL, (SPropTagArray *)&excluded, 0, NULL,
                                 &IID_IMessage, made, 0, NULL),
          S_OK);
    set_prop(made, (SPropValue){.ulPropTag = PR_MESSAGE_FLAGS,
                                .Value.l = MSGFLAG_UNSENT | MSGFLAG_RESEND});
    id->ulPropTag = PR_ORIGINAL_ENTRYID;
    set_prop(made, *id);
    MAPIFreeBuffer(id);
    add(made, "Ann", (LONG)types[0]);
    add(made, "Bob", (LONG)types[1]);
    add(made, "Cid", (LONG)types[2]);
    add(made, "Bob", (LONG)types[3]);
    ok_hr(made->lpVtbl->SaveChanges(made, KEEP_OPEN_READWRITE), S_OK);
    ok((get_long(made, PR_MESSAGE_FLAGS) & (MSGFLAG_RESEND | MSGFLAG_UNSENT)) ==
           (MSGFLAG_RESEND | MSGFLAG_UNSENT),
       "flags %#lx\n", get_long(made, PR_MESSAGE_FLAGS));
    expect_text(made, PR_MESSAGE_CLASS_A, "IPM.Note");
    expect_text(made, PR_SUBJECT_A, "RE: our house");
    ok(get_long(made, PR_HASATTACH), "the file stayed behind\n");
    expect_none(made, PR_SENDER_NAME_A);
    ok_hr(made->lpVtbl->GetRecipientTable(made, 0, &table), S_OK);
    ok_hr(HrQueryAllRows(table, (SPropTagArray *)&columns, NULL, NULL, 0, &rows), S_OK);
    ok(rows && rows->cRows == 4, "%lu recipients\n", rows ? rows->cRows : 0);
    for (ULONG i = 0; rows && i < rows->cRows; i++)
        ok((ULONG)rows->aRow[i].lpProps[1].Value.l == types[i], "recipient %lu: %#lx\n", i,
           rows->aRow[i].lpProps[1].Value.l);
    FreeProws(rows);
    table->lpVtbl->Release(table);
    made->lpVtbl->Release(made);
    end();
}

START_TEST(answers)
{
    GetTempPathA(sizeof(path) - 32, path);
    strcat(path, "omstore-answers.omstore");
    RUN(a_reply_goes_back_without_files);
    RUN(a_reply_to_all_leaves_us_and_the_blind_out);
    RUN(a_forward_has_the_files);
    RUN(a_resend_says_who_has_it_already);
}
