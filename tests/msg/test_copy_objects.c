/*
 * test_copy_objects.c - MAPI's CopyTo and CopyProps from messages and attachments of a store to
 * those of another, and to others'
 */
#include "local_store/fixture.h"
#include <string.h>
#include "fakes/foreign.h"
#include "fakes/indicator.h"
#include "local_store/kill_mail.h"
#include "mapiguid.h"
#include "msg/copy.h"
#include "prop/prop_data.h"
#include "prop/ptag.h"

enum { NUMBER = 7, REVISION = 11 }; /* three recipients, two files, a message in a message */

struct pair {
    struct fixture *f, *g;
    IMAPIFolder *from_box, *to_box;
    IMessage *from, *to; /* from is saved and full; to is new in another store */
};

static int setup(void **state)
{
    struct pair *p = calloc(1, sizeof(*p));
    void *fixture = NULL;

    store_setup(&fixture);
    p->f = fixture;
    p->g = second_store(p->f);
    p->from_box = open_inbox(p->f);
    p->to_box = open_inbox(p->g);
    ok_hr(p->from_box->lpVtbl->CreateMessage(p->from_box, NULL, 0, &p->from));
    ok_hr(kill_mail_put(p->from, NUMBER, REVISION));
    ok_hr(p->from->lpVtbl->SaveChanges(p->from, KEEP_OPEN_READWRITE));
    ok_hr(p->to_box->lpVtbl->CreateMessage(p->to_box, NULL, 0, &p->to));
    *state = p;
    return 0;
}

static int teardown(void **state)
{
    struct pair *p = *state;
    void *fixture = p->f;

    p->to->lpVtbl->Release(p->to);
    p->from->lpVtbl->Release(p->from);
    p->to_box->lpVtbl->Release(p->to_box);
    p->from_box->lpVtbl->Release(p->from_box);
    drop_second_store(p->g);
    free(p);
    return store_teardown(&fixture);
}

#define TAGS(n, ...) ((SPropTagArray *)&(struct { ULONG count; ULONG tags[n]; }){n, {__VA_ARGS__}})

static HRESULT copy_all(struct pair *p, ULONG flags, SPropProblemArray **problems)
{
    return p->from->lpVtbl->CopyTo(p->from, 0, NULL, NULL, 0, NULL, &IID_IMessage, p->to, flags,
                                   problems);
}

static void assert_whole(IMessage *message)
{
    const char *fault = kill_mail_fault(message, NUMBER, REVISION);

    if (fault) fail_msg("%s", fault);
}

static ULONG table_rows(IMAPITable *table)
{
    ULONG n;

    ok_hr(table->lpVtbl->GetRowCount(table, 0, &n));
    table->lpVtbl->Release(table);
    return n;
}

static ULONG recipients(IMessage *message)
{
    IMAPITable *table;

    ok_hr(message->lpVtbl->GetRecipientTable(message, 0, &table));
    return table_rows(table);
}

static void save(IMessage *message)
{
    ok_hr(message->lpVtbl->SaveChanges(message, KEEP_OPEN_READWRITE));
}

/* Those that are saved with the message (6.7-14). */
static ULONG attachments(IMessage *message)
{
    IMAPITable *table;

    ok_hr(message->lpVtbl->GetAttachmentTable(message, 0, &table));
    return table_rows(table);
}

static bool has(void *object, ULONG tag)
{
    IMAPIProp *prop = object;
    SPropTagArray *list;
    bool there;

    ok_hr(prop->lpVtbl->GetPropList(prop, MAPI_UNICODE, &list));
    there = ptag_has_id(list, tag);
    FREE(list);
    return there;
}

/* The scode told for a tag; S_OK: none. */
static SCODE told(const SPropProblemArray *problems, ULONG tag, ULONG *index)
{
    for (ULONG i = 0; problems && i < problems->cProblem; i++)
        if (problems->aProblem[i].ulPropTag == tag) {
            if (index) *index = problems->aProblem[i].ulIndex;
            return problems->aProblem[i].scode;
        }
    return S_OK;
}

/* 6.1-42 6.1-43 6.1-45 6.1-46 5.13-05: every part, named properties by their names, messages in
 * messages */
static void a_message_goes_whole_into_another_store(void **state)
{
    struct pair *p = *state;
    SPropProblemArray *problems = NULL;
    static const GUID set = {1, 2, 3, {4}};
    MAPINAMEID name = {(GUID *)&set, MNID_ID, {.lID = 77}}, *names = &name;
    SPropTagArray *other = NULL;

    /* the number of "revision" over there is this one's */
    ok_hr(p->to->lpVtbl->GetIDsFromNames(p->to, 1, &names, MAPI_CREATE, &other));
    FREE(other);
    ok_hr(copy_all(p, 0, &problems));
    save(p->to);
    assert_whole(p->to);
    assert_whole(p->from);
    assert_int_equal(told(problems, PR_ENTRYID, NULL), MAPI_E_COMPUTED);
    for (ULONG i = 0; i < problems->cProblem; i++)
        assert_int_equal(problems->aProblem[i].scode, MAPI_E_COMPUTED);
    FREE(problems);
}

/* Every property that is told of the source, and isn't computed, is the destination's too. */
static void nothing_is_left_out(void **state)
{
    struct pair *p = *state;
    SPropProblemArray *problems = NULL;
    SPropTagArray *list;

    ok_hr(set_text(p->from, PR_SUBJECT_W, L"Re: left out"));
    ok_hr(set_text(p->from, PR_INTERNET_MESSAGE_ID_W, L"<a@b>"));
    ok_hr(set_long(p->from, PR_IMPORTANCE, 2));
    save(p->from);
    ok_hr(copy_all(p, 0, &problems));
    save(p->to);
    ok_hr(p->from->lpVtbl->GetPropList(p->from, MAPI_UNICODE, &list));
    for (ULONG i = 0; i < list->cValues; i++) {
        ULONG tag = list->aulPropTag[i];
        SPropValue *a, *b;

        if (PROP_TYPE(tag) == PT_OBJECT || PROP_ID(tag) >= 0x8000 || told(problems, tag, NULL))
            continue;
        if (tag == PR_LAST_MODIFICATION_TIME || tag == PR_HTML || tag == PR_BODY_W ||
            tag == PR_RTF_COMPRESSED)
            continue;
        a = get_prop(p->from, tag);
        b = get_prop(p->to, tag);
        if (PROP_TYPE(tag) == PT_UNICODE)
            assert_int_equal(wide_cmp(a->Value.lpszW, b->Value.lpszW), 0);
        if (PROP_TYPE(tag) == PT_LONG && a->Value.l != b->Value.l)
            fail_msg("%08x: %x, %x", tag, (unsigned)a->Value.l, (unsigned)b->Value.l);
        if (PROP_TYPE(tag) == PT_BINARY) {
            assert_int_equal(a->Value.bin.cb, b->Value.bin.cb);
            assert_memory_equal(a->Value.bin.lpb, b->Value.bin.lpb, a->Value.bin.cb);
        }
        FREE(a);
        FREE(b);
    }
    FREE(list);
    FREE(problems);
    assert_text(p->to, PR_NORMALIZED_SUBJECT_W, L"left out");
}

/* 6.1-38 5.13-04: by ID, whatever the type says; a list of none is no list */
static void excluded_properties_stay_behind(void **state)
{
    struct pair *p = *state;
    SPropTagArray *by_id =
        TAGS(2, PROP_TAG(PT_LONG, PROP_ID(PR_SUBJECT)), PROP_TAG(PT_NULL, PROP_ID(NUMBER_TAG)));
    SPropTagArray *none = TAGS(1, PR_SUBJECT_W);

    none->cValues = 0;
    assert_int_equal(
        p->from->lpVtbl->CopyTo(p->from, 0, NULL, none, 0, NULL, &IID_IMessage, p->to, 0, NULL),
        MAPI_E_INVALID_PARAMETER);
    ok_hr(p->from->lpVtbl->CopyTo(p->from, 0, NULL, by_id, 0, NULL, &IID_IMessage, p->to, 0, NULL));
    assert_false(has(p->to, PR_SUBJECT_W));
    assert_false(has(p->to, NUMBER_TAG));
    assert_int_equal(get_long(p->to, REVISION_TAG), get_long(p->from, REVISION_TAG));
    assert_int_equal(recipients(p->to), recipients(p->from));
    save(p->to);
    assert_int_equal(attachments(p->to), attachments(p->from));
}

/* 6.1-43: each kind of sub-object stays when its property is excluded, and comes alone when it
 * alone is included */
static void parts_are_named_by_their_properties(void **state)
{
    struct pair *p = *state;
    SPropTagArray *r = TAGS(1, PR_MESSAGE_RECIPIENTS), *a = TAGS(1, PR_MESSAGE_ATTACHMENTS),
                  *both = TAGS(2, PR_MESSAGE_RECIPIENTS, PR_MESSAGE_ATTACHMENTS);

    ok_hr(p->from->lpVtbl->CopyTo(p->from, 0, NULL, both, 0, NULL, &IID_IMessage, p->to, 0, NULL));
    save(p->to);
    assert_int_equal(recipients(p->to), 0);
    assert_int_equal(attachments(p->to), 0);
    ok_hr(p->from->lpVtbl->CopyProps(p->from, r, 0, NULL, &IID_IMessage, p->to, 0, NULL));
    save(p->to);
    assert_int_equal(recipients(p->to), recipients(p->from));
    assert_int_equal(attachments(p->to), 0);
    ok_hr(p->from->lpVtbl->CopyTo(p->from, 0, NULL, r, 0, NULL, &IID_IMessage, p->to, 0, NULL));
    save(p->to);
    assert_int_equal(attachments(p->to), attachments(p->from));
    ok_hr(p->from->lpVtbl->CopyProps(p->from, a, 0, NULL, &IID_IMessage, p->to, 0, NULL));
    save(p->to);
    assert_whole(p->to);
}

/* 6.1-38 6.1-39: an interface and what derives from it; who excludes all is told so; who excludes
 * unknown ones isn't */
static void excluded_interfaces_stay_behind(void **state)
{
    static const struct {
        const IID *iid;
        HRESULT hr;
        bool recipients, attachments;
    } cases[] = {
        {&IID_IMAPIProp, MAPI_E_INTERFACE_NOT_SUPPORTED, false, false},
        {&IID_IUnknown, MAPI_E_INTERFACE_NOT_SUPPORTED, false, false},
        {&IID_IMessage, S_OK, false, false},
        {&IID_IAttachment, S_OK, true, false},
        {&IID_IMAPIFolder, S_OK, true, true},
        {&IID_IMAPITable, S_OK, true, true},
    };
    struct pair *p = *state;

    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        IMessage *to;

        ok_hr(p->to_box->lpVtbl->CreateMessage(p->to_box, NULL, 0, &to));
        assert_int_equal(p->from->lpVtbl->CopyTo(p->from, 1, cases[i].iid, NULL, 0, NULL,
                                                 &IID_IMessage, to, 0, NULL),
                         cases[i].hr);
        assert_int_equal(has(to, PR_SUBJECT_W), cases[i].hr == S_OK);
        save(to);
        assert_int_equal(recipients(to), cases[i].recipients ? recipients(p->from) : 0);
        assert_int_equal(attachments(to), cases[i].attachments ? attachments(p->from) : 0);
        to->lpVtbl->Release(to);
    }
    assert_int_equal(
        p->from->lpVtbl->CopyTo(p->from, 1, NULL, NULL, 0, NULL, &IID_IMessage, p->to, 0, NULL),
        MAPI_E_INVALID_PARAMETER);
}

/* 6.1-39 5.13-03: what the two objects must be */
static void each_object_is_what_its_interface_says(void **state)
{
    struct pair *p = *state;
    SPropTagArray *subject = TAGS(1, PR_SUBJECT_W), *null = TAGS(2, PR_SUBJECT_W, PR_NULL);
    IStream *stream;

    ok_hr(p->from->lpVtbl->OpenProperty(p->from, PR_HTML, &IID_IStream, STGM_READ, 0,
                                        (IUnknown **)&stream));
    assert_int_equal(p->from->lpVtbl->CopyTo(p->from, 0, NULL, NULL, 0, NULL, NULL, p->to, 0, NULL),
                     MAPI_E_INVALID_PARAMETER);
    assert_int_equal(
        p->from->lpVtbl->CopyTo(p->from, 0, NULL, NULL, 0, NULL, &IID_IMessage, NULL, 0, NULL),
        MAPI_E_INVALID_PARAMETER);
    assert_int_equal(
        p->from->lpVtbl->CopyTo(p->from, 0, NULL, NULL, 0, NULL, &IID_IStream, p->to, 0, NULL),
        MAPI_E_INTERFACE_NOT_SUPPORTED);
    assert_int_equal(
        p->from->lpVtbl->CopyTo(p->from, 0, NULL, NULL, 0, NULL, &IID_IStream, stream, 0, NULL),
        MAPI_E_INTERFACE_NOT_SUPPORTED);
    assert_int_equal(
        p->from->lpVtbl->CopyTo(p->from, 0, NULL, NULL, 0, NULL, &IID_IMAPIFolder, p->to, 0, NULL),
        MAPI_E_INTERFACE_NOT_SUPPORTED);
    assert_int_equal(
        copy_to(&IID_IMAPIFolder, p->from, 0, NULL, NULL, NULL, &IID_IMessage, p->to, 0, NULL),
        MAPI_E_INTERFACE_NOT_SUPPORTED);
    assert_int_equal(copy_to(NULL, p->from, 0, NULL, NULL, NULL, &IID_IMessage, p->to, 0, NULL),
                     MAPI_E_INVALID_PARAMETER);
    assert_int_equal(
        p->from->lpVtbl->CopyProps(p->from, subject, 0, NULL, &IID_IStream, p->to, 0, NULL),
        MAPI_E_INTERFACE_NOT_SUPPORTED);
    /* 6.1-44 */
    assert_int_equal(
        p->from->lpVtbl->CopyProps(p->from, null, 0, NULL, &IID_IMessage, p->to, 0, NULL),
        MAPI_E_INVALID_PARAMETER);
    assert_int_equal(
        p->from->lpVtbl->CopyProps(p->from, NULL, 0, NULL, &IID_IMessage, p->to, 0, NULL),
        MAPI_E_INVALID_PARAMETER);
    /* 6.1-40 */
    assert_int_equal(
        p->from->lpVtbl->CopyTo(p->from, 0, NULL, NULL, 0, NULL, &IID_IMessage, p->from, 0, NULL),
        MAPI_E_NO_ACCESS);
    assert_int_equal(
        p->from->lpVtbl->CopyProps(p->from, subject, 0, NULL, &IID_IMessage, p->from, 0, NULL),
        MAPI_E_NO_ACCESS);
    assert_int_equal(copy_all(p, 0x100, NULL), MAPI_E_UNKNOWN_FLAGS);
    assert_false(has(p->to, PR_SUBJECT_W));
    ok_hr(p->from->lpVtbl->CopyProps(p->from, subject, 0, NULL, &IID_IMAPIProp, p->to, 0, NULL));
    assert_true(has(p->to, PR_SUBJECT_W));
    assert_int_equal(recipients(p->to), 0);
    stream->lpVtbl->Release(stream);
}

/* An object that has nothing but properties, as a client makes it, takes those; a message that is
 * somebody's own takes all. */
static void others_objects_get_what_they_can_hold(void **state)
{
    struct pair *p = *state;
    struct foreign rules = {0};
    SPropProblemArray *problems = NULL;
    IPropData *data;

    ok_hr(prop_data_create(&data));
    ok_hr(p->from->lpVtbl->CopyTo(p->from, 0, NULL, NULL, 0, NULL, &IID_IMAPIProp, data, 0,
                                  &problems));
    assert_text(data, PR_SUBJECT_W, L"m7 r11");
    FREE(problems);
    data->lpVtbl->Release(data);
    foreign_message(p->to, &rules);
    ok_hr(copy_all(p, 0, NULL));
    save(p->to);
    assert_whole(p->to);
    assert_int_equal(rules.calls[FOREIGN_CREATE_ATTACH], 3);
}

/* 6.1-42: what is copied takes the place of what was there, the rest stays */
static void what_was_there_is_overwritten(void **state)
{
    struct pair *p = *state;
    IMessage *bare;

    ok_hr(kill_mail_put(p->to, 3, 13));
    ok_hr(set_text(p->to, PR_INTERNET_MESSAGE_ID_W, L"<kept>"));
    save(p->to);
    ok_hr(copy_all(p, 0, NULL));
    save(p->to);
    assert_whole(p->to);
    assert_text(p->to, PR_INTERNET_MESSAGE_ID_W, L"<kept>");

    /* has no recipients to overwrite with */
    ok_hr(p->from_box->lpVtbl->CreateMessage(p->from_box, NULL, 0, &bare));
    ok_hr(set_text(bare, PR_CONVERSATION_TOPIC_W, L"bare"));
    ok_hr(bare->lpVtbl->SaveChanges(bare, KEEP_OPEN_READWRITE));
    ok_hr(bare->lpVtbl->CopyTo(bare, 0, NULL, NULL, 0, NULL, &IID_IMessage, p->to, 0, NULL));
    save(p->to);
    assert_whole(p->to);
    assert_text(p->to, PR_CONVERSATION_TOPIC_W, L"bare");
    bare->lpVtbl->Release(bare);
}

static HRESULT no_deleting(struct foreign *self, enum foreign_call call, ULONG nth)
{
    (void)self;
    (void)nth;
    return call == FOREIGN_DELETE_PROPS ? MAPI_E_NO_SUPPORT : S_OK;
}

/* 6.1-42 6.7-14: attachments take the place of others whether those are saved or not */
static void attachments_are_never_doubled(void **state)
{
    struct pair *p = *state;
    struct foreign rules = {.answer = no_deleting};
    IAttach *attach;
    ULONG number;

    ok_hr(copy_all(p, 0, NULL));
    ok_hr(copy_all(p, 0, NULL)); /* none is saved */
    save(p->to);
    assert_int_equal(attachments(p->to), 3);
    ok_hr(p->to->lpVtbl->CreateAttach(p->to, NULL, 0, &number, &attach)); /* some are */
    ok_hr(attach->lpVtbl->SaveChanges(attach, 0));
    attach->lpVtbl->Release(attach);
    ok_hr(copy_all(p, 0, NULL));
    save(p->to);
    assert_int_equal(attachments(p->to), 3);
    assert_whole(p->to);
    foreign_message(p->to, &rules); /* whose store deletes them by their numbers alone */
    ok_hr(copy_all(p, 0, NULL));
    assert_int_equal(rules.calls[FOREIGN_DELETE_PROPS], 1);
    save(p->to);
    assert_int_equal(attachments(p->to), 3);
    assert_whole(p->to);
}

/* 6.1-41: MAPI_NOREPLACE, 5.13-03: all or nothing, for properties and for parts */
static void nothing_is_replaced_that_must_not_be(void **state)
{
    struct pair *p = *state;
    SPropTagArray *subject = TAGS(1, PR_SUBJECT_W), *number = TAGS(1, NUMBER_TAG),
                  *two = TAGS(2, NUMBER_TAG, PR_SUBJECT_W);
    SPropTagArray *r = TAGS(1, PR_MESSAGE_RECIPIENTS), *a = TAGS(1, PR_MESSAGE_ATTACHMENTS);
    SPropProblemArray *problems = (void *)1;

    ok_hr(set_text(p->to, PR_SUBJECT_W, L"mine"));
    assert_int_equal(copy_all(p, MAPI_NOREPLACE, &problems), MAPI_E_COLLISION);
    assert_null(problems); /* 5.13-05: on S_OK only */
    assert_int_equal(p->from->lpVtbl->CopyProps(p->from, two, 0, NULL, &IID_IMessage, p->to,
                                                MAPI_NOREPLACE, NULL),
                     MAPI_E_COLLISION);
    assert_int_equal(p->from->lpVtbl->CopyProps(p->from, subject, 0, NULL, &IID_IMessage, p->to,
                                                MAPI_NOREPLACE, NULL),
                     MAPI_E_COLLISION);
    assert_text(p->to, PR_SUBJECT_W, L"mine");
    assert_false(has(p->to, NUMBER_TAG));
    assert_int_equal(recipients(p->to), 0);
    ok_hr(p->from->lpVtbl->CopyProps(p->from, number, 0, NULL, &IID_IMessage, p->to, MAPI_NOREPLACE,
                                     NULL));
    assert_int_equal(get_long(p->to, NUMBER_TAG), get_long(p->from, NUMBER_TAG));
    ok_hr(p->from->lpVtbl->CopyProps(p->from, r, 0, NULL, &IID_IMessage, p->to, MAPI_NOREPLACE,
                                     NULL));
    assert_int_equal(
        p->from->lpVtbl->CopyProps(p->from, r, 0, NULL, &IID_IMessage, p->to, MAPI_NOREPLACE, NULL),
        MAPI_E_COLLISION);
    ok_hr(p->from->lpVtbl->CopyProps(p->from, a, 0, NULL, &IID_IMessage, p->to, MAPI_NOREPLACE,
                                     NULL));
    save(p->to);
    assert_int_equal(
        p->from->lpVtbl->CopyProps(p->from, a, 0, NULL, &IID_IMessage, p->to, MAPI_NOREPLACE, NULL),
        MAPI_E_COLLISION);
    assert_int_equal(recipients(p->to), recipients(p->from));
    assert_int_equal(attachments(p->to), attachments(p->from));
}

/* 6.1-41: MAPI_MOVE: what arrived goes, parts too; 6.1-45: what can't go is told and stays */
static void what_is_moved_is_gone(void **state)
{
    struct pair *p = *state;
    SPropProblemArray *problems = NULL;

    ok_hr(copy_all(p, MAPI_MOVE, &problems));
    assert_int_equal(told(problems, PR_ENTRYID, NULL), MAPI_E_COMPUTED);
    FREE(problems);
    assert_true(has(p->from, PR_ENTRYID));
    assert_false(has(p->from, PR_SUBJECT_W));
    assert_false(has(p->from, NUMBER_TAG));
    save(p->from);
    assert_int_equal(recipients(p->from), 0);
    assert_int_equal(attachments(p->from), 0);
    save(p->to);
    assert_whole(p->to);
}

/* What the destination won't take isn't taken from the source either. */
static HRESULT no_attachments(struct foreign *self, enum foreign_call call, ULONG nth)
{
    (void)self;
    return call == FOREIGN_CREATE_ATTACH && nth == 1 ? MAPI_E_TOO_BIG : S_OK;
}

static void a_move_that_fails_takes_no_part_away(void **state)
{
    struct pair *p = *state;
    struct foreign rules = {.answer = no_attachments};

    foreign_message(p->to, &rules);
    assert_int_equal(copy_all(p, MAPI_MOVE, NULL), MAPI_E_TOO_BIG);
    save(p->from);
    assert_int_equal(attachments(p->from), 3);
}

/* 6.1-45: what CopyProps can't do is told by its place in the caller's list */
static void problems_tell_index_and_reason(void **state)
{
    struct pair *p = *state;
    SPropTagArray *list =
        TAGS(5, PR_SUBJECT_W, PR_ENTRYID, PR_SENDER_NAME_W, NUMBER_TAG, PR_MESSAGE_SIZE);
    SPropProblemArray *problems = NULL;
    ULONG index = 99;

    ok_hr(p->from->lpVtbl->CopyProps(p->from, list, 0, NULL, &IID_IMessage, p->to, 0, &problems));
    assert_non_null(problems);
    assert_int_equal(problems->cProblem, 3);
    assert_int_equal(told(problems, PR_ENTRYID, &index), MAPI_E_COMPUTED);
    assert_int_equal(index, 1);
    assert_int_equal(told(problems, PR_SENDER_NAME_W, &index), MAPI_E_NOT_FOUND);
    assert_int_equal(index, 2);
    assert_int_equal(told(problems, PR_MESSAGE_SIZE, &index), MAPI_E_COMPUTED);
    assert_int_equal(index, 4);
    FREE(problems);
    problems = NULL;
    list->cValues = 1;
    ok_hr(p->from->lpVtbl->CopyProps(p->from, list, 0, NULL, &IID_IMessage, p->to, 0, &problems));
    assert_null(problems);
    assert_text(p->to, PR_SUBJECT_W, L"m7 r11");
}

/* ---- attachments ---- */

static void attachments_are_copied_alone(void **state)
{
    struct pair *p = *state;
    SPropTagArray *object = TAGS(1, PR_ATTACH_DATA_OBJ);

    for (ULONG i = 0; i < 3; i++) {
        IAttach *from, *to;
        IMessage *inner = NULL;
        ULONG n, method;

        ok_hr(p->from->lpVtbl->OpenAttach(p->from, i, NULL, MAPI_MODIFY, &from));
        ok_hr(p->to->lpVtbl->CreateAttach(p->to, NULL, 0, &n, &to));
        method = get_long(from, PR_ATTACH_METHOD);
        ok_hr(from->lpVtbl->CopyTo(from, 0, NULL, object, 0, NULL, &IID_IAttachment, to, 0, NULL));
        assert_int_equal(get_long(to, PR_ATTACH_METHOD), method);
        assert_int_equal(to->lpVtbl->OpenProperty(to, PR_ATTACH_DATA_OBJ, &IID_IMessage, 0, 0,
                                                  (IUnknown **)&inner),
                         MAPI_E_NOT_FOUND);
        ok_hr(from->lpVtbl->CopyTo(from, 0, NULL, NULL, 0, NULL, &IID_IAttachment, to,
                                   i == 1 ? MAPI_MOVE : 0, NULL));
        ok_hr(to->lpVtbl->SaveChanges(to, 0));
        to->lpVtbl->Release(to);
        from->lpVtbl->Release(from);
    }
    ok_hr(p->from->lpVtbl->CopyTo(p->from, 0, NULL, TAGS(1, PR_MESSAGE_ATTACHMENTS), 0, NULL,
                                  &IID_IMessage, p->to, 0, NULL));
    save(p->to);
    assert_whole(p->to);
}

/* 6.1-30: where neither gives a storage, by its bytes */
static void an_ole_object_is_copied_by_its_bytes(void **state)
{
    struct pair *p = *state;
    IStream *stream = NULL;
    IAttach *attach;
    char got[8] = "";
    ULONG n;

    ok_hr(p->from->lpVtbl->CreateAttach(p->from, NULL, 0, &n, &attach));
    ok_hr(set_long(attach, PR_ATTACH_METHOD, ATTACH_OLE));
    ok_hr(attach->lpVtbl->OpenProperty(attach, PR_ATTACH_DATA_OBJ, &IID_IStreamDocfile,
                                       STGM_READWRITE, MAPI_CREATE | MAPI_MODIFY,
                                       (IUnknown **)&stream));
    ok_hr(stream->lpVtbl->Write(stream, "docfile", 7, NULL));
    stream->lpVtbl->Release(stream);
    ok_hr(attach->lpVtbl->SaveChanges(attach, 0));
    attach->lpVtbl->Release(attach);
    save(p->from);
    ok_hr(copy_all(p, 0, NULL));
    save(p->to);
    assert_int_equal(attachments(p->to), 4);
    ok_hr(p->to->lpVtbl->OpenAttach(p->to, 3, NULL, 0, &attach));
    assert_int_equal(get_long(attach, PR_ATTACH_METHOD), ATTACH_OLE);
    ok_hr(attach->lpVtbl->OpenProperty(attach, PR_ATTACH_DATA_OBJ, &IID_IStreamDocfile, STGM_READ,
                                       0, (IUnknown **)&stream));
    ok_hr(stream->lpVtbl->Read(stream, got, 7, &n));
    assert_string_equal(got, "docfile");
    stream->lpVtbl->Release(stream);
    attach->lpVtbl->Release(attach);
}

/* ---- messages in messages ---- */

static void put_levels(IMessage *message, int levels)
{
    IMessage *inner = NULL;
    IAttach *attach;
    ULONG n;

    ok_hr(set_long(message, NUMBER_TAG, levels));
    if (!levels) return;
    ok_hr(message->lpVtbl->CreateAttach(message, NULL, 0, &n, &attach));
    ok_hr(set_long(attach, PR_ATTACH_METHOD, ATTACH_EMBEDDED_MSG));
    ok_hr(attach->lpVtbl->OpenProperty(attach, PR_ATTACH_DATA_OBJ, &IID_IMessage, 0,
                                       MAPI_CREATE | MAPI_MODIFY, (IUnknown **)&inner));
    put_levels(inner, levels - 1);
    ok_hr(inner->lpVtbl->SaveChanges(inner, 0));
    inner->lpVtbl->Release(inner);
    ok_hr(attach->lpVtbl->SaveChanges(attach, 0));
    attach->lpVtbl->Release(attach);
}

static int levels_of(IMessage *message)
{
    IMessage *inner = NULL;
    IAttach *attach;
    int levels = 0;

    if (message->lpVtbl->OpenAttach(message, 0, NULL, 0, &attach) == S_OK) {
        ok_hr(attach->lpVtbl->OpenProperty(attach, PR_ATTACH_DATA_OBJ, &IID_IMessage, 0, 0,
                                           (IUnknown **)&inner));
        levels = 1 + levels_of(inner);
        inner->lpVtbl->Release(inner);
        attach->lpVtbl->Release(attach);
    }
    assert_int_equal(get_long(message, NUMBER_TAG), levels);
    return levels;
}

static void messages_are_copied_as_deep_as_they_go(void **state)
{
    struct pair *p = *state;
    IMessage *deep, *to;

    ok_hr(p->from_box->lpVtbl->CreateMessage(p->from_box, NULL, 0, &deep));
    put_levels(deep, 12);
    ok_hr(deep->lpVtbl->SaveChanges(deep, KEEP_OPEN_READWRITE));
    ok_hr(p->to_box->lpVtbl->CreateMessage(p->to_box, NULL, 0, &to));
    ok_hr(deep->lpVtbl->CopyTo(deep, 0, NULL, NULL, 0, NULL, &IID_IMessage, to, 0, NULL));
    ok_hr(to->lpVtbl->SaveChanges(to, KEEP_OPEN_READWRITE));
    assert_int_equal(levels_of(to), 12);
    to->lpVtbl->Release(to);
    deep->lpVtbl->Release(deep);
}

/* 6.1-40: into a message that it holds itself: what was saved is copied, and no more */
static void a_message_into_one_of_its_own_ends(void **state)
{
    struct pair *p = *state;
    IMessage *outer, *inner = NULL;
    IAttach *attach;
    HRESULT hr;

    ok_hr(p->from_box->lpVtbl->CreateMessage(p->from_box, NULL, 0, &outer));
    put_levels(outer, 2);
    ok_hr(outer->lpVtbl->SaveChanges(outer, KEEP_OPEN_READWRITE));
    ok_hr(outer->lpVtbl->OpenAttach(outer, 0, NULL, MAPI_MODIFY, &attach));
    ok_hr(attach->lpVtbl->OpenProperty(attach, PR_ATTACH_DATA_OBJ, &IID_IMessage, 0, MAPI_MODIFY,
                                       (IUnknown **)&inner));
    hr = outer->lpVtbl->CopyTo(outer, 0, NULL, NULL, 0, NULL, &IID_IMessage, inner, 0, NULL);
    assert_true(hr == S_OK || hr == MAPI_E_FOLDER_CYCLE);
    inner->lpVtbl->Release(inner);
    attach->lpVtbl->Release(attach);
    assert_int_equal(levels_of(outer), 2);
    outer->lpVtbl->Release(outer);
}

/* ---- progress ---- */

/* 6.5-28: without the flag nobody is told; with it, each part */
static void copies_show_their_progress_when_asked(void **state)
{
    struct pair *p = *state;
    struct indicator it = new_indicator(MAPI_TOP_LEVEL, 1, 1000);

    ok_hr(p->from->lpVtbl->CopyTo(p->from, 0, NULL, NULL, 0, &it.IMAPIProgress_iface, &IID_IMessage,
                                  p->to, 0, NULL));
    assert_int_equal(it.calls + it.limits, 0);
    ok_hr(p->from->lpVtbl->CopyTo(p->from, 0, NULL, NULL, 0, &it.IMAPIProgress_iface, &IID_IMessage,
                                  p->to, MAPI_DIALOG, NULL));
    assert_int_equal(it.calls, 4); /* its properties, three attachments */
    assert_int_equal(it.value, 1000);
    assert_int_equal(it.count, 4);
    assert_int_equal(it.total, 4);
    assert_false(it.sinks);
    it = new_indicator(0, 300, 500); /* within something larger */
    ok_hr(p->from->lpVtbl->CopyProps(p->from, TAGS(1, PR_SUBJECT_W), 0, &it.IMAPIProgress_iface,
                                     &IID_IMessage, p->to, MAPI_DIALOG, NULL));
    assert_int_equal(it.value, 500);
    assert_int_equal(it.total, 0);
    it = new_indicator(MAPI_TOP_LEVEL, 1, 1000);
    it.cancel_at = 2;
    assert_int_equal(p->from->lpVtbl->CopyTo(p->from, 0, NULL, NULL, 0, &it.IMAPIProgress_iface,
                                             &IID_IMessage, p->to, MAPI_DIALOG, NULL),
                     MAPI_E_USER_CANCEL);
    assert_int_equal(it.calls, 2);
    /* nobody to tell */
    ok_hr(p->from->lpVtbl->CopyTo(p->from, 0, NULL, NULL, 0, NULL, &IID_IMessage, p->to,
                                  MAPI_DIALOG, NULL));
    assert_int_equal(it.refs, 1);
}

/* A message of a store without Unicode is copied, and one is copied into it. */
static void text_comes_in_the_width_that_is_known(void **state)
{
    struct pair *p = *state;
    struct foreign rules = {.ansi = true};
    SPropProblemArray *problems = NULL;

    foreign_message(p->to, &rules);
    ok_hr(copy_all(p, 0, &problems));
    assert_int_equal(told(problems, PR_SUBJECT_W, NULL), S_OK);
    FREE(problems);
    save(p->to);
    assert_whole(p->to);
    problems = NULL;
    rules.ansi = false;
    ok_hr(set_text(p->from, PR_SUBJECT_W, L"other"));
    rules.ansi = true;
    ok_hr(
        p->to->lpVtbl->CopyTo(p->to, 0, NULL, NULL, 0, NULL, &IID_IMessage, p->from, 0, &problems));
    FREE(problems);
    save(p->from);
    assert_whole(p->from);
}

int main(void)
{
#define CASE(name) cmocka_unit_test_setup_teardown(name, setup, teardown)
    const struct CMUnitTest tests[] = {
        CASE(a_message_goes_whole_into_another_store),
        CASE(nothing_is_left_out),
        CASE(excluded_properties_stay_behind),
        CASE(parts_are_named_by_their_properties),
        CASE(excluded_interfaces_stay_behind),
        CASE(each_object_is_what_its_interface_says),
        CASE(others_objects_get_what_they_can_hold),
        CASE(what_was_there_is_overwritten),
        CASE(attachments_are_never_doubled),
        CASE(nothing_is_replaced_that_must_not_be),
        CASE(what_is_moved_is_gone),
        CASE(a_move_that_fails_takes_no_part_away),
        CASE(problems_tell_index_and_reason),
        CASE(attachments_are_copied_alone),
        CASE(an_ole_object_is_copied_by_its_bytes),
        CASE(messages_are_copied_as_deep_as_they_go),
        CASE(a_message_into_one_of_its_own_ends),
        CASE(copies_show_their_progress_when_asked),
        CASE(text_comes_in_the_width_that_is_known),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
