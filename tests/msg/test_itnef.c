/*
 * test_itnef.c - OpenTnefStream and ITnef's methods: arguments, what is selected, components, tags,
 * the code page
 */
#include "msg/tnef_fixture.h"
#include <string.h>
#include "fakes/drip_stream.h"
#include "base/fault.h"
#include "msg/from_tnef.h"
#include "prop/pval.h"

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
    assert_int_equal(OpenTnefStream(NULL, stream, (LPTSTR) "n", TNEF_ENCODE, message, 1, NULL),
                     MAPI_E_INVALID_PARAMETER);
    assert_int_equal(OpenTnefStream(NULL, NULL, (LPTSTR) "n", TNEF_ENCODE, message, 1, &tnef),
                     MAPI_E_INVALID_PARAMETER);
    assert_null(tnef);
    assert_int_equal(OpenTnefStream(NULL, stream, (LPTSTR) "n", TNEF_ENCODE, NULL, 1, &tnef),
                     MAPI_E_INVALID_PARAMETER);
    /* 11.10-04 */
    assert_int_equal(OpenTnefStream(NULL, stream, (LPTSTR) "n", TNEF_ENCODE, message, 0, &tnef),
                     MAPI_E_INVALID_PARAMETER);
    /* 11.10-03 */
    assert_int_equal(OpenTnefStream(NULL, stream, NULL, TNEF_ENCODE, message, 1, &tnef),
                     MAPI_E_INVALID_PARAMETER);
    for (size_t i = 0; i < 4; i++)
        assert_int_equal(
            OpenTnefStream(NULL, stream, (LPTSTR)bad[i], TNEF_ENCODE, message, 1, &tnef),
            MAPI_E_INVALID_PARAMETER);
    assert_int_equal(OpenTnefStream(NULL, stream, (LPTSTR)name, TNEF_ENCODE, message, 1, &tnef),
                     MAPI_E_INVALID_PARAMETER);
    /* 11.10-01 */
    assert_int_equal(OpenTnefStream(NULL, stream, (LPTSTR) "n", 0x100, message, 1, &tnef),
                     MAPI_E_UNKNOWN_FLAGS);
    assert_int_equal(OpenTnefStream(NULL, stream, (LPTSTR) "n",
                                    TNEF_ENCODE | TNEF_PURE | TNEF_BEST_DATA, message, 1, &tnef),
                     MAPI_E_INVALID_PARAMETER);
    /* 11.10-05 */
    assert_int_equal(
        OpenTnefStreamEx(NULL, stream, (LPTSTR) "n", TNEF_ENCODE, message, 1, NULL, &tnef),
        MAPI_E_INVALID_PARAMETER);
    /* 11.10-02 */
    ok_hr(OpenTnefStreamEx(stream, stream, NULL, TNEF_DECODE, message, 0, NULL, &tnef));
    /* 11.10-08 */
    assert_int_equal(tnef->lpVtbl->AddProps(tnef, TNEF_PROP_EXCLUDE, 0, NULL, NULL),
                     MAPI_E_NO_SUPPORT);
    assert_int_equal(tnef->lpVtbl->SetProps(tnef, 0, 0, 0, NULL), MAPI_E_NO_SUPPORT);
    assert_int_equal(tnef->lpVtbl->EncodeRecips(tnef, 0, NULL), MAPI_E_NO_SUPPORT);
    assert_int_equal(
        tnef->lpVtbl->FinishComponent(tnef, TNEF_COMPONENT_MESSAGE, 0, NULL, NULL, NULL, NULL),
        MAPI_E_NO_SUPPORT);
    assert_int_equal(tnef->lpVtbl->ExtractProps(tnef, 0, NULL, NULL), MAPI_E_INVALID_PARAMETER);
    assert_int_equal(tnef->lpVtbl->ExtractProps(tnef, TNEF_PROP_INCLUDE, NULL, NULL),
                     MAPI_E_INVALID_PARAMETER);
    assert_int_equal(tnef->lpVtbl->ExtractProps(tnef, 0x100, NULL, NULL), MAPI_E_UNKNOWN_FLAGS);
    /* 11.10-17: it is empty */
    assert_int_equal(tnef->lpVtbl->ExtractProps(tnef, TNEF_PROP_EXCLUDE, NULL, NULL),
                     MAPI_E_CORRUPT_DATA);
    assert_int_equal(tnef->lpVtbl->Finish(tnef, 1, NULL, NULL), MAPI_E_UNKNOWN_FLAGS);
    assert_int_equal(tnef->lpVtbl->Release(tnef), 0);
    tnef = open_tnef(stream, TNEF_ENCODE, message);
    assert_int_equal(tnef->lpVtbl->ExtractProps(tnef, TNEF_PROP_EXCLUDE, NULL, NULL),
                     MAPI_E_NO_SUPPORT);
    assert_int_equal(tnef->lpVtbl->AddProps(tnef, TNEF_PROP_INCLUDE, 0, NULL, NULL),
                     MAPI_E_INVALID_PARAMETER);
    /* 11.10-10 */
    assert_int_equal(tnef->lpVtbl->AddProps(tnef, 0x100, 0, NULL, NULL), MAPI_E_UNKNOWN_FLAGS);
    assert_int_equal(tnef->lpVtbl->AddProps(tnef, TNEF_PROP_CONTAINED_TNEF, 0, NULL, NULL),
                     MAPI_E_INVALID_PARAMETER);
    assert_int_equal(tnef->lpVtbl->SetProps(tnef, 0, 0, 0, NULL), MAPI_E_INVALID_PARAMETER);
    assert_int_equal(tnef->lpVtbl->SetProps(tnef, TNEF_PROP_INCLUDE, 0, 0, NULL),
                     MAPI_E_UNKNOWN_FLAGS);
    assert_int_equal(tnef->lpVtbl->EncodeRecips(tnef, 1, NULL), MAPI_E_UNKNOWN_FLAGS);
    /* 11.10-15 */
    assert_int_equal(
        tnef->lpVtbl->FinishComponent(tnef, TNEF_COMPONENT_MESSAGE, 0, NULL, NULL, NULL, NULL),
        MAPI_E_NO_SUPPORT);
    tnef->lpVtbl->Release(tnef);
    tnef = open_tnef(stream, TNEF_ENCODE | TNEF_COMPONENT_ENCODING, message);
    assert_int_equal(
        tnef->lpVtbl->FinishComponent(tnef, TNEF_COMPONENT_MESSAGE, 1, NULL, NULL, NULL, NULL),
        MAPI_E_INVALID_PARAMETER);
    assert_int_equal(tnef->lpVtbl->FinishComponent(tnef, 0, 0, NULL, NULL, NULL, NULL),
                     MAPI_E_INVALID_PARAMETER);
    assert_int_equal(tnef->lpVtbl->FinishComponent(tnef, 0x3000, 0, NULL, NULL, NULL, NULL),
                     MAPI_E_INVALID_PARAMETER);
    assert_int_equal(
        tnef->lpVtbl->FinishComponent(tnef, TNEF_COMPONENT_ATTACHMENT, 5, NULL, NULL, NULL, NULL),
        MAPI_E_NOT_FOUND);
    tnef->lpVtbl->Release(tnef);
    stream->lpVtbl->Release(stream);
    message->lpVtbl->Release(message);
}

/* ---- what is selected ---- */

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
    ok_hr(tnef->lpVtbl->AddProps(tnef, TNEF_PROP_EXCLUDE | TNEF_PROP_MESSAGE_ONLY, 0, NULL,
                                 (SPropTagArray *)&some));
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
    ok_hr(tnef->lpVtbl->AddProps(tnef, TNEF_PROP_CONTAINED | TNEF_PROP_EXCLUDE, 0, NULL,
                                 (SPropTagArray *)&no_data));
    ok_hr(tnef->lpVtbl->SetProps(tnef, TNEF_PROP_CONTAINED, 0, 1, &name));
    ok_hr(tnef->lpVtbl->AddProps(tnef, TNEF_PROP_CONTAINED, 1, data, NULL)); /* 11.10-11 */
    ok_hr(tnef->lpVtbl->Finish(tnef, 0, NULL, NULL));
    tnef->lpVtbl->Release(tnef);
    assert_int_equal(data->lpVtbl->Release(data), 0);
    again = decoded(*state, stream);
    assert_int_equal(rows_in(again, false), 3);
    ok_hr(again->lpVtbl->OpenAttach(again, 0, NULL, 0, &attach));
    assert_text(attach, PR_ATTACH_TRANSPORT_NAME_W, L"ATT1.DAT");
    assert_int_equal(attach->lpVtbl->OpenProperty(attach, PR_ATTACH_DATA_BIN, &IID_IStream, 0, 0,
                                                  (IUnknown **)&none),
                     MAPI_E_NOT_FOUND);
    attach->lpVtbl->Release(attach);
    ok_hr(again->lpVtbl->OpenAttach(again, 1, NULL, 0, &attach));
    ok_hr(attach->lpVtbl->OpenProperty(attach, PR_ATTACH_DATA_BIN, &IID_IStream, 0, 0,
                                       (IUnknown **)&none));
    other = bytes_of(none);
    assert_string_equal(other.bytes, "replaced");
    mail_drop(&other);
    none->lpVtbl->Release(none);
    attach->lpVtbl->Release(attach);
    again->lpVtbl->Release(again);
    stream->lpVtbl->Release(stream);
    message->lpVtbl->Release(message);
}

/* What came as an attachment of its own is found by its transport name, and gets its other
 * properties. */
static void come_together(struct fixture *f, ULONG way, ULONG before)
{
    static const BYTE large[30000] = {1};
    SizedSPropTagArray(1, no_data) = {1, {PR_ATTACH_DATA_BIN}};
    IMessage *message = new_message(f), *again = new_message(f);
    SPropValue values[] = {pval_text(PR_ATTACH_TRANSPORT_NAME_W, L"part1"),
                           pval_binary(PROP_TAG(PT_BINARY, 0x6801), sizeof(large), large)};
    IStream *stream = empty_stream();
    ITnef *tnef;
    IAttach *attach;
    ULONG number, other;

    attach = attach_file(message, L"one.txt", "contents", &number);
    ok_hr(attach->lpVtbl->SetProps(attach, 2, values, NULL));
    ok_hr(attach->lpVtbl->SaveChanges(attach, 0));
    attach->lpVtbl->Release(attach);
    /* before, the table doesn't have it */
    ok_hr(message->lpVtbl->SaveChanges(message, KEEP_OPEN_READWRITE));
    tnef = open_tnef(stream, TNEF_ENCODE | way, message);
    ok_hr(tnef->lpVtbl->AddProps(tnef, TNEF_PROP_EXCLUDE, 0, NULL, (SPropTagArray *)&no_data));
    ok_hr(tnef->lpVtbl->Finish(tnef, 0, NULL, NULL));
    tnef->lpVtbl->Release(tnef);
    for (ULONG i = 0; i < before; i++) {
        attach = attach_file(again, L"gone", "gone", &other);
        attach->lpVtbl->Release(attach);
    }
    ok_hr(again->lpVtbl->CreateAttach(again, NULL, 0, &number, &attach));
    ok_hr(attach->lpVtbl->SetProps(attach, 1, values, NULL));
    ok_hr(attach->lpVtbl->SaveChanges(attach, 0));
    attach->lpVtbl->Release(attach);
    for (ULONG i = 0; i < before; i++)
        ok_hr(again->lpVtbl->DeleteAttach(again, i, 0, NULL, 0));
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

static void attachments_sent_apart_come_together(void **state)
{
    come_together(*state, 0, 0);
    come_together(*state, TNEF_PURE, 0); /* its name stands among properties, one of them large */
    come_together(*state, 0, 2);         /* numbers begin with a gap */
}

/* 11.10-18 */
static HRESULT no_access(void *context, size_t place)
{
    (void)context;
    (void)place;
    return MAPI_E_NO_ACCESS;
}

static void what_could_not_be_encoded_names_its_attachment(void **state)
{
    struct drip_stream config = {.reading = no_access};
    IMessage *message = full_message(*state);
    IStream *stream = empty_stream(), *data = drip_stream_create(&config);
    ITnef *tnef = open_tnef(stream, TNEF_ENCODE | TNEF_PURE, message);
    STnefProblemArray *problems = NULL;

    ok_hr(tnef->lpVtbl->AddProps(tnef, TNEF_PROP_EXCLUDE, 0, NULL, NULL));
    ok_hr(tnef->lpVtbl->AddProps(tnef, TNEF_PROP_CONTAINED, 1, data, NULL));
    ok_hr(tnef->lpVtbl->Finish(tnef, 0, NULL, &problems));
    assert_non_null(problems);
    assert_int_equal(problems->cProblem, 1);
    assert_int_equal(problems->aProblem[0].ulComponent, 1);
    assert_int_equal(problems->aProblem[0].scode, MAPI_E_NO_ACCESS);
    FREE(problems);
    tnef->lpVtbl->Release(tnef);
    data->lpVtbl->Release(data);
    stream->lpVtbl->Release(stream);
    message->lpVtbl->Release(message);
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

    ok_hr(tnef->lpVtbl->FinishComponent(tnef, TNEF_COMPONENT_MESSAGE, 0, (SPropTagArray *)&custom,
                                        &low, (SPropTagArray *)&subject, &problems)); /* 11.10-15 */
    assert_null(problems);
    ok_hr(tnef->lpVtbl->FinishComponent(tnef, TNEF_COMPONENT_ATTACHMENT, 1, NULL, NULL,
                                        (SPropTagArray *)&of_attachment, NULL));
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

    /* 11.10-16 */
    ok_hr(tnef->lpVtbl->ExtractProps(tnef, TNEF_PROP_INCLUDE, (SPropTagArray *)&subject, NULL));
    assert_text(again, PR_SUBJECT_W, L"Gr\xfc\xdf" L"e");
    assert_int_equal(get_error(again, PR_BODY_W), MAPI_E_NOT_FOUND);
    assert_int_equal(rows_in(again, false) + rows_in(again, true), 0);
    ok_hr(tnef->lpVtbl->ExtractProps(tnef, TNEF_PROP_INCLUDE, (SPropTagArray *)&attachments, NULL));
    /* the same attachments */
    ok_hr(tnef->lpVtbl->ExtractProps(tnef, TNEF_PROP_EXCLUDE, NULL, NULL));
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

/* Attachments that aren't saved with their message yet can be opened. */
static ULONG rows_made(IMessage *message)
{
    ULONG n = 0;
    IAttach *attach;

    while (message->lpVtbl->OpenAttach(message, n, NULL, 0, &attach) == S_OK) {
        attach->lpVtbl->Release(attach);
        n++;
    }
    return n;
}

/* Few of a stream's attachments may be made by one run, and others by the next. */
static void each_run_knows_which_attachment_is_which(void **state)
{
    SizedSPropTagArray(1, long_name) = {1, {PR_ATTACH_LONG_FILENAME_W}};
    SizedSPropTagArray(1, data) = {1, {PR_ATTACH_DATA_BIN}};
    IMessage *message = new_message(*state), *again = new_message(*state);
    IAttach *attach;
    IStream *stream, *body = NULL;
    struct mail text;
    ULONG number;
    ITnef *tnef;

    attach = attach_file(message, L"one.txt", "contents of one", &number);
    ok_hr(attach->lpVtbl->DeleteProps(attach, (SPropTagArray *)&long_name, NULL));
    ok_hr(attach->lpVtbl->SaveChanges(attach, 0));
    attach->lpVtbl->Release(attach);
    attach = attach_file(message, L"two.txt", "contents of two", &number);
    ok_hr(set_long(attach, PR_RENDERING_POSITION, 2));
    ok_hr(attach->lpVtbl->SaveChanges(attach, 0));
    attach->lpVtbl->Release(attach);
    ok_hr(message->lpVtbl->SaveChanges(message, KEEP_OPEN_READWRITE));
    stream = encode(message, 0);
    tnef = open_tnef(stream, TNEF_DECODE, again);
    /* 11.10-16 */
    ok_hr(tnef->lpVtbl->ExtractProps(tnef, TNEF_PROP_INCLUDE, (SPropTagArray *)&long_name, NULL));
    assert_int_equal(rows_made(again), 1); /* the other has none */
    ok_hr(tnef->lpVtbl->ExtractProps(tnef, TNEF_PROP_INCLUDE, (SPropTagArray *)&data, NULL));
    assert_int_equal(rows_made(again), 2);
    ok_hr(again->lpVtbl->OpenAttach(again, 0, NULL, 0, &attach));
    assert_text(attach, PR_ATTACH_LONG_FILENAME_W, L"two.txt");
    ok_hr(attach->lpVtbl->OpenProperty(attach, PR_ATTACH_DATA_BIN, &IID_IStream, 0, 0,
                                       (IUnknown **)&body));
    text = bytes_of(body);
    assert_string_equal(text.bytes, "contents of two");
    mail_drop(&text);
    body->lpVtbl->Release(body);
    attach->lpVtbl->Release(attach);
    ok_hr(set_text(again, PR_BODY_W, L"abcdef"));
    ok_hr(tnef->lpVtbl->ExtractProps(tnef, TNEF_PROP_EXCLUDE, NULL, NULL));
    ok_hr(set_text(again, PR_BODY_W, L"abcdef"));
    ok_hr(again->lpVtbl->OpenAttach(again, 0, NULL, 0, &attach));
    assert_text(attach, PR_ATTACH_FILENAME_W, L"two.txt");
    attach->lpVtbl->Release(attach);
    /* 11.10-20: the second's key, whatever its number is */
    ok_hr(tnef->lpVtbl->OpenTaggedBody(tnef, again, 0, &body));
    text = bytes_of(body);
    assert_string_equal(text.bytes, "ab[[ two.txt : 4661 in winmail.dat ]]def");
    mail_drop(&text);
    body->lpVtbl->Release(body);
    tnef->lpVtbl->Release(tnef);
    stream->lpVtbl->Release(stream);
    message->lpVtbl->Release(message);
    again->lpVtbl->Release(again);
}

/* A key belongs to an attachment of the stream also when it wasn't made. */
static void keys_count_what_was_not_made(void **state)
{
    SizedSPropTagArray(1, gone) = {1, {PR_ATTACH_LONG_FILENAME_W}};
    IMessage *message = new_message(*state), *again = new_message(*state);
    IStream *stream, *body = NULL;
    IAttach *attach;
    ULONG number;
    ITnef *tnef;

    attach = attach_file(message, L"one.txt", "contents of one", &number);
    ok_hr(attach->lpVtbl->DeleteProps(attach, (SPropTagArray *)&gone, NULL));
    ok_hr(attach->lpVtbl->SaveChanges(attach, 0));
    attach->lpVtbl->Release(attach);
    attach = attach_file(message, L"two.txt", "contents of two", &number);
    attach->lpVtbl->Release(attach);
    ok_hr(message->lpVtbl->SaveChanges(message, KEEP_OPEN_READWRITE));
    stream = encode(message, 0);
    tnef = open_tnef(stream, TNEF_DECODE, again);
    ok_hr(tnef->lpVtbl->ExtractProps(tnef, TNEF_PROP_INCLUDE, (SPropTagArray *)&gone, NULL));
    ok_hr(tnef->lpVtbl->OpenTaggedBody(tnef, again, MAPI_CREATE | MAPI_MODIFY, &body));
    ok_hr(body->lpVtbl->Write(body, "[[ a : 4660 in b ]] [[ c : 4661 in d ]]", 39, NULL));
    ok_hr(body->lpVtbl->Commit(body, 0));
    assert_text(again, PR_BODY_W, L"[[ a : 4660 in b ]]  "); /* 11.10-21 */
    body->lpVtbl->Release(body);
    tnef->lpVtbl->Release(tnef);
    stream->lpVtbl->Release(stream);
    message->lpVtbl->Release(message);
    again->lpVtbl->Release(again);
}

/* ---- trying again ---- */

struct flaw {
    int reads, fails_at;
};

static HRESULT fail_once(void *context, size_t place)
{
    struct flaw *flaw = context;

    (void)place;
    return flaw->reads++ == flaw->fails_at ? MAPI_E_DISK_ERROR : S_OK;
}

static void what_could_not_be_read_is_read_when_it_can(void **state)
{
    IMessage *message = full_message(*state);
    IStream *stream = encode(message, 0);
    struct mail bytes = bytes_of(stream);

    for (int i = 0; i < 4; i++) {
        struct flaw flaw = {.fails_at = i};
        struct drip_stream config = {bytes.bytes, bytes.count, bytes.count / 4 + 1,
                                     true,        fail_once,   &flaw};
        IStream *drips = drip_stream_create(&config);
        IMessage *again = new_message(*state);
        ITnef *tnef = open_tnef(drips, TNEF_DECODE, again);

        assert_int_equal(tnef->lpVtbl->ExtractProps(tnef, TNEF_PROP_EXCLUDE, NULL, NULL),
                         MAPI_E_DISK_ERROR);
        ok_hr(tnef->lpVtbl->Finish(tnef, 0, NULL, NULL)); /* 11.10-14 */
        ok_hr(again->lpVtbl->SaveChanges(again, KEEP_OPEN_READWRITE));
        assert_int_equal(messages_differ(message, again, "again"), 0);
        tnef->lpVtbl->Release(tnef);
        drips->lpVtbl->Release(drips);
        again->lpVtbl->Release(again);
    }
    mail_drop(&bytes);
    stream->lpVtbl->Release(stream);
    message->lpVtbl->Release(message);
}

/* Half a stream isn't taken for a whole one. */
static void what_could_not_be_written_stays_so(void **state)
{
    IMessage *message = full_message(*state);
    HRESULT hr = E_FAIL, second;

    for (int n = 0; hr != S_OK; n += 1 + n / 60) {
        IStream *stream = empty_stream();
        ITnef *tnef = open_tnef(stream, TNEF_ENCODE, message);

        ok_hr(tnef->lpVtbl->AddProps(tnef, TNEF_PROP_EXCLUDE, 0, NULL, NULL));
        ok_hr(tnef->lpVtbl->EncodeRecips(tnef, 0, NULL));
        fault_alloc_after(n);
        hr = tnef->lpVtbl->Finish(tnef, 0, NULL, NULL);
        fault_alloc_never();
        second = tnef->lpVtbl->Finish(tnef, 0, NULL, NULL);
        if (FAILED(second)) {
            assert_int_equal(second, hr);
        } else { /* nothing had been written yet, or all */
            IMessage *again = decoded(*state, stream);

            assert_int_equal(messages_differ(message, again, "again"), 0);
            again->lpVtbl->Release(again);
        }
        tnef->lpVtbl->Release(tnef);
        stream->lpVtbl->Release(stream);
    }
    message->lpVtbl->Release(message);
}

/* ---- tags ---- */

static void text_has_tags_where_attachments_stand(void **state)
{
    IMessage *message = full_message(*state);
    IStream *stream = empty_stream(), *body = NULL;
    ITnef *tnef = open_tnef(stream, TNEF_ENCODE, message);
    struct mail text;

    /* 11.10-19 */
    assert_int_equal(tnef->lpVtbl->OpenTaggedBody(tnef, message, MAPI_CREATE, &body),
                     MAPI_E_INVALID_PARAMETER);
    assert_int_equal(tnef->lpVtbl->OpenTaggedBody(tnef, NULL, 0, &body), MAPI_E_INVALID_PARAMETER);
    assert_int_equal(tnef->lpVtbl->OpenTaggedBody(tnef, message, 4, &body), MAPI_E_UNKNOWN_FLAGS);
    ok_hr(tnef->lpVtbl->OpenTaggedBody(tnef, message, 0, &body));
    text = bytes_of(body);
    /* 11.10-20, -21 */
    assert_string_equal(
        text.bytes,
        "A file: [[ one.txt : 4660 in winmail.dat ]], and \xe6\x97\xa5\xe6\x9c\xac.\r\n");
    mail_drop(&text);
    body->lpVtbl->Release(body);
    tnef->lpVtbl->Release(tnef);
    stream->lpVtbl->Release(stream);
    message->lpVtbl->Release(message);
}

static void tags_become_places(void **state)
{
    static const char tagged[] =
        "First [[ two.txt : 4661 in winmail.dat ]], [[ a : b ]] [[ c : 9 in d ]], then [[ x : 4660 in y ]]";
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

/* While attachments are made, nobody takes tags apart by their numbers. */
static HRESULT commit_meanwhile(void *context, size_t place)
{
    IStream *body = *(IStream **)context;

    (void)place;
    assert_int_equal(body->lpVtbl->Commit(body, 0), MAPI_E_BUSY);
    return S_OK;
}

static void tags_are_not_taken_while_the_stream_is(void **state)
{
    IMessage *message = full_message(*state), *again = new_message(*state);
    IStream *stream = encode(message, 0), *drips, *body = NULL;
    struct mail bytes = bytes_of(stream);
    struct drip_stream config = {.data = bytes.bytes,
                                 .bytes = bytes.count,
                                 .most = 500,
                                 .seeks = true,
                                 .reading = commit_meanwhile};
    ITnef *tnef;

    config.context = &body;
    drips = drip_stream_create(&config);
    tnef = open_tnef(drips, TNEF_DECODE, again);
    ok_hr(tnef->lpVtbl->OpenTaggedBody(tnef, again, MAPI_CREATE | MAPI_MODIFY, &body));
    ok_hr(body->lpVtbl->Write(body, "see [[ a : 4660 in b ]]", 23, NULL));
    ok_hr(tnef->lpVtbl->ExtractProps(tnef, TNEF_PROP_EXCLUDE, NULL, NULL));
    ok_hr(body->lpVtbl->Commit(body, 0)); /* 11.10-21 */
    assert_text(again, PR_BODY_W, L"see  ");
    body->lpVtbl->Release(body);
    tnef->lpVtbl->Release(tnef);
    drips->lpVtbl->Release(drips);
    stream->lpVtbl->Release(stream);
    mail_drop(&bytes);
    message->lpVtbl->Release(message);
    again->lpVtbl->Release(again);
}

/* ---- code pages ---- */

static void the_code_page_is_told(void **state)
{
    static const char without[] =
        "\x78\x9f\x3e\x22\x01\x00\x01\x06\x90\x08\x00\x04\x00\x00\x00\x00\x00\x01\x00\x01\x00";
    static const char with[] =
        "\x78\x9f\x3e\x22\x01\x00\x01\x07\x90\x06\x00\x08\x00\x00\x00\xa4\x03\x00\x00\x05\x00\x00\x00\xac\x00";
    struct mail none = {(char *)without, sizeof(without) - 1},
                some = {(char *)with, sizeof(with) - 1};
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

#define TEST(name) cmocka_unit_test_setup_teardown(name, store_setup, store_teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(opening_checks_its_arguments),
        TEST(lists_select),
        TEST(a_view_of_recipients_is_encoded),
        TEST(one_attachment_has_its_own_rules),
        TEST(attachments_sent_apart_come_together),
        TEST(what_could_not_be_encoded_names_its_attachment),
        TEST(components_are_written_one_by_one),
        TEST(extracting_goes_on_where_it_began),
        TEST(each_run_knows_which_attachment_is_which),
        TEST(keys_count_what_was_not_made),
        TEST(what_could_not_be_read_is_read_when_it_can),
        TEST(what_could_not_be_written_stays_so),
        TEST(text_has_tags_where_attachments_stand),
        TEST(tags_become_places),
        TEST(tags_are_not_taken_while_the_stream_is),
        TEST(the_code_page_is_told),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
