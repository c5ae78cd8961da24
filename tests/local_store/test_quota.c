/*
 * test_quota.c - how large a store is, and how large it may become
 */
#include "local_store/submit_fixture.h"
#include <string.h>
#include "edkmdb.h"
#include "edktags.h"
#include "local_store/folder.h"
#include "omlocal.h"

#define DATA_TAG PROP_TAG(PT_BINARY, 0x6801)

static struct db *db_of(struct fixture *f)
{
    IMAPIFolder *root = open_root(f);
    struct db *db = folder_from_iface(root)->store->file->db;

    root->lpVtbl->Release(root);
    return db;
}

static int64_t size_of(struct fixture *f)
{
    SPropValue *value = get_prop(f->store, PR_MESSAGE_SIZE_EXTENDED);
    int64_t size = value->Value.li.QuadPart;

    FREE(value);
    return size;
}

/* What it says is what there is. */
static int64_t expect_size(struct fixture *f)
{
    int64_t size = size_of(f), counted;
    struct db *db = db_of(f);

    db_lock(db);
    ok_hr(db_int(db, &counted, "SELECT sum(size) FROM messages WHERE folder IS NOT NULL", ""));
    db_unlock(db);
    assert_int_equal(size, counted);
    assert_int_equal(get_long(f->store, PR_MESSAGE_SIZE), size);
    return size;
}

static HRESULT set_bytes(void *object, size_t n)
{
    static BYTE bytes[1000000];
    SPropValue value = {.ulPropTag = DATA_TAG, .Value.bin = {(ULONG)n, bytes}};
    IMAPIProp *prop = object;

    assert_true(n <= sizeof(bytes));
    return prop->lpVtbl->SetProps(prop, 1, &value, NULL);
}

static HRESULT save(IMessage *message)
{
    return message->lpVtbl->SaveChanges(message, KEEP_OPEN_READWRITE);
}

/* A message in the folder, not saved, and its entry ID. */
static IMessage *message_of(IMAPIFolder *folder, size_t bytes, BYTE *id)
{
    IMessage *message;
    SPropValue *entry;

    ok_hr(folder->lpVtbl->CreateMessage(folder, NULL, 0, &message));
    ok_hr(set_bytes(message, bytes));
    entry = id_of(message);
    if (id) memcpy(id, entry->Value.bin.lpb, 48);
    FREE(entry);
    return message;
}

static void add_message(IMAPIFolder *folder, size_t bytes, BYTE *id)
{
    IMessage *message = message_of(folder, bytes, id);

    ok_hr(save(message));
    message->lpVtbl->Release(message);
}

static HRESULT copy_one(IMAPIFolder *from, IMAPIFolder *to, BYTE *id, ULONG flags)
{
    SBinary bin = {48, id};
    ENTRYLIST list = {1, &bin};

    return from->lpVtbl->CopyMessages(from, &list, NULL, to, 0, NULL, flags);
}

static HRESULT delete_one(IMAPIFolder *from, BYTE *id)
{
    SBinary bin = {48, id};
    ENTRYLIST list = {1, &bin};

    return from->lpVtbl->DeleteMessages(from, &list, 0, NULL, 0);
}

static void expect_findings(struct fixture *f, ULONG flags, ULONG expected, ULONG mended)
{
    IOMStoreMaintenance *it;
    ULONG found, repaired;

    ok_hr(f->store->lpVtbl->QueryInterface(f->store, &IID_IOMStoreMaintenance, (void **)&it));
    ok_hr(it->lpVtbl->Check(it, flags, NULL, NULL, &found, &repaired));
    it->lpVtbl->Release(it);
    assert_int_equal(found, expected);
    assert_int_equal(repaired, mended);
}

/* The limit is as much as there is, in whole KB, and no more than spare bytes (below 1,024) beyond
 * that. */
static void fill_up(struct fixture *f, IMAPIFolder *folder, ULONG tag)
{
    IMessage *message = message_of(folder, 10, NULL);
    int64_t size;

    ok_hr(save(message));
    size = expect_size(f);
    ok_hr(set_bytes(message, 10 + (size_t)(1024 - size % 1024)));
    ok_hr(save(message));
    message->lpVtbl->Release(message);
    size = expect_size(f);
    assert_int_equal(size % 1024, 0);
    ok_hr(set_long(f->store, tag, (LONG)(size / 1024)));
}

/* ---- the size ---- */

static void a_store_tells_how_large_it_is(void **state)
{
    struct fixture *f = *state;
    IMAPIFolder *inbox = open_inbox(f), *work = make_folder(inbox, L"Work", 0);
    IMessage *message;
    BYTE one[48], two[48];
    int64_t size;

    assert_int_equal(expect_size(f), 0);
    message = message_of(inbox, 5000, one);
    assert_int_equal(expect_size(f), 0);
    ok_hr(save(message));
    size = expect_size(f);
    assert_true(size > 5000 && size < 5500);
    assert_int_equal(get_long(message, PR_MESSAGE_SIZE), size);
    ok_hr(set_bytes(message, 100));
    ok_hr(save(message));
    assert_true(expect_size(f) < 600);
    message->lpVtbl->Release(message);
    add_message(work, 300000, two); /* long content */
    assert_true(expect_size(f) > 300000);
    size = size_of(f);
    ok_hr(copy_one(work, inbox, two, 0));
    assert_true(expect_size(f) > size + 300000);
    size = size_of(f);
    ok_hr(copy_one(work, inbox, two, MESSAGE_MOVE));
    assert_int_equal(expect_size(f), size);
    store_reopen(f);
    assert_int_equal(expect_size(f), size);
    inbox->lpVtbl->Release(inbox);
    work->lpVtbl->Release(work);
    inbox = open_inbox(f);
    ok_hr(inbox->lpVtbl->EmptyFolder(inbox, 0, NULL, 0));
    assert_int_equal(expect_size(f), 0);
    assert_int_equal(set_long(f->store, PR_MESSAGE_SIZE, 1), MAPI_E_COMPUTED);
    inbox->lpVtbl->Release(inbox);
}

/* Saved by either, deleted by either, refused now and then: both tell the same. */
static void two_programs_see_one_size(void **state)
{
    struct fixture *f[2] = {*state, store_join(*state)};
    IMAPIFolder *inbox[2] = {open_inbox(f[0]), open_inbox(f[1])};
    BYTE ids[64][48];
    uint32_t seed = 11;
    int n = 0, refused = 0;

    ok_hr(set_long(f[1]->store, PR_PROHIBIT_RECEIVE_QUOTA, 40));
    for (int i = 0; i < 400; i++) {
        const int who = (seed = seed * 1103515245 + 12345) >> 16 & 1, what = seed >> 20 & 3;

        if (what && n < 64) {
            IMessage *message = message_of(inbox[who], seed >> 21, ids[n]);
            const int64_t before = size_of(f[!who]);
            HRESULT hr = save(message);

            if (hr == S_OK)
                n++;
            else
                refused++;
            if (hr != S_OK && hr != MAPI_E_STORE_FULL) fail_msg("%08x", (unsigned)hr);
            if (hr == S_OK) assert_true(size_of(f[!who]) <= 40 * 1024);
            if (hr != S_OK) assert_true(before + (seed >> 21) + 500 > 40 * 1024);
            message->lpVtbl->Release(message);
        } else if (n) {
            ok_hr(delete_one(inbox[who], ids[--n]));
        }
        assert_int_equal(expect_size(f[0]), expect_size(f[1]));
    }
    assert_true(refused > 20 && n > 5);
    for (int i = 0; i < 2; i++)
        inbox[i]->lpVtbl->Release(inbox[i]);
    store_part(f[1]);
}

/* ---- the limit ---- */

static void what_would_pass_the_limit_is_refused_and_loses_nothing(void **state)
{
    struct fixture *f = *state;
    IMAPIFolder *inbox = open_inbox(f), *work = make_folder(inbox, L"Work", 0);
    IMessage *fresh, *changed;
    BYTE id[48], other[48];
    SPropValue *folder_id;
    IAttach *attach;
    int64_t size;
    ULONG num;
    int notes;

    add_message(work, 3000, id);
    fill_up(f, inbox, PR_PROHIBIT_RECEIVE_QUOTA);
    size = size_of(f);
    notes = f->support.notes;

    fresh = message_of(inbox, 0, other);
    assert_int_equal(save(fresh), MAPI_E_STORE_FULL);
    assert_int_equal(save(fresh), MAPI_E_STORE_FULL);
    changed = open_message(f, id, MAPI_MODIFY);
    ok_hr(set_bytes(changed, 3001));
    assert_int_equal(save(changed), MAPI_E_STORE_FULL);
    ok_hr(set_bytes(changed, 3000));
    ok_hr(changed->lpVtbl->CreateAttach(changed, NULL, 0, &num, &attach));
    ok_hr(attach->lpVtbl->SaveChanges(attach, KEEP_OPEN_READWRITE));
    assert_int_equal(save(changed), MAPI_E_STORE_FULL);
    assert_int_equal(copy_one(work, inbox, id, 0), MAPI_E_STORE_FULL);
    folder_id = id_of(work);
    assert_int_equal(inbox->lpVtbl->CopyFolder(inbox, EID(folder_id), NULL, inbox, (LPTSTR)L"Copy",
                                               0, NULL, MAPI_UNICODE),
                     MAPI_E_STORE_FULL);
    FREE(folder_id);
    assert_int_equal(f->support.notes, notes); /* nothing is told of it */
    assert_int_equal(expect_size(f), size);
    assert_int_equal(get_long(inbox, PR_CONTENT_COUNT), 1);
    assert_int_equal(get_long(work, PR_CONTENT_COUNT), 1);
    expect_findings(f, 0, 0, 0);

    /* the same objects go on */
    ok_hr(set_long(f->store, PR_PROHIBIT_RECEIVE_QUOTA, (LONG)(size / 1024 + 10)));
    ok_hr(save(fresh));
    ok_hr(save(changed));
    ok_hr(copy_one(work, inbox, id, 0));
    assert_int_equal(get_long(inbox, PR_CONTENT_COUNT), 3);
    assert_true(expect_size(f) > size);
    attach->lpVtbl->Release(attach);
    changed->lpVtbl->Release(changed);
    fresh->lpVtbl->Release(fresh);
    changed = open_message(f, other, 0);
    changed->lpVtbl->Release(changed);
    expect_findings(f, 0, 0, 0);
    work->lpVtbl->Release(work);
    inbox->lpVtbl->Release(inbox);
}

static void what_makes_the_store_no_larger_goes_on(void **state)
{
    struct fixture *f = *state;
    IMAPIFolder *inbox = open_inbox(f), *work = make_folder(inbox, L"Work", 0), *made;
    IMessage *message;
    BYTE id[48];

    add_message(inbox, 3000, id);
    ok_hr(set_long(f->store, PR_PROHIBIT_RECEIVE_QUOTA, 1)); /* it is beyond that already */
    message = open_message(f, id, MAPI_MODIFY);
    ok_hr(message->lpVtbl->SetReadFlag(message, 0));
    ok_hr(set_bytes(message, 3000));
    ok_hr(set_long(message, PR_IMPORTANCE, get_long(message, PR_IMPORTANCE)));
    ok_hr(save(message)); /* the same size */
    ok_hr(set_bytes(message, 2000));
    ok_hr(save(message));
    ok_hr(set_bytes(message, 2001));
    assert_int_equal(save(message), MAPI_E_STORE_FULL);
    message->lpVtbl->Release(message);
    ok_hr(copy_one(inbox, work, id, MESSAGE_MOVE));
    made = make_folder(inbox, L"Another", 0);
    ok_hr(set_text(made, PR_COMMENT_W, L"new"));
    made->lpVtbl->Release(made);
    ok_hr(set_long(f->store, PR_RETENTION_AGE_LIMIT, 100000));
    ok_hr(delete_one(work, id)); /* kept: that it counts until it is gone is no growth */
    assert_true(expect_size(f) > 2000);
    ok_hr(copy_one(work, inbox, id, MESSAGE_MOVE)); /* and back */
    ok_hr(set_long(f->store, PR_RETENTION_AGE_LIMIT, 0));
    ok_hr(delete_one(inbox, id));
    assert_int_equal(expect_size(f), 0);
    add_message(inbox, 100, id);
    expect_findings(f, 0, 0, 0);
    work->lpVtbl->Release(work);
    inbox->lpVtbl->Release(inbox);
}

static void a_limit_is_a_number_of_kilobytes_or_none(void **state)
{
    SizedSPropTagArray(1, tag) = {1, {PR_PROHIBIT_RECEIVE_QUOTA}};
    struct fixture *f = *state;
    IMAPIFolder *inbox = open_inbox(f);
    IMessage *message = message_of(inbox, 900, NULL);

    ok_hr(set_long(f->store, PR_PROHIBIT_RECEIVE_QUOTA, 0)); /* nothing at all */
    assert_int_equal(save(message), MAPI_E_STORE_FULL);
    ok_hr(set_long(f->store, PR_PROHIBIT_RECEIVE_QUOTA, 2));
    ok_hr(save(message));
    ok_hr(set_bytes(message, 2000));
    assert_int_equal(save(message), MAPI_E_STORE_FULL);
    ok_hr(set_long(f->store, PR_PROHIBIT_RECEIVE_QUOTA, (LONG)0x80000000)); /* two terabytes */
    ok_hr(save(message));
    ok_hr(set_long(f->store, PR_PROHIBIT_RECEIVE_QUOTA, 1));
    ok_hr(set_bytes(message, 3000));
    assert_int_equal(save(message), MAPI_E_STORE_FULL);
    ok_hr(set_long(f->store, PR_PROHIBIT_RECEIVE_QUOTA, (LONG)MDB_QUOTA_NOQUOTA));
    ok_hr(save(message));
    ok_hr(set_long(f->store, PR_PROHIBIT_RECEIVE_QUOTA, 1));
    ok_hr(f->store->lpVtbl->DeleteProps(f->store, (SPropTagArray *)&tag, NULL));
    ok_hr(set_bytes(message, 4000));
    ok_hr(save(message));
    assert_int_equal(
        set_text(f->store, CHANGE_PROP_TYPE(PR_PROHIBIT_RECEIVE_QUOTA, PT_UNICODE), L"1"),
        MAPI_E_INVALID_TYPE);
    message->lpVtbl->Release(message);
    inbox->lpVtbl->Release(inbox);
}

static void the_limits_have_other_names_too(void **state)
{
    struct fixture *f = *state;

    assert_int_equal(get_error(f->store, PR_QUOTA_RECEIVE), MAPI_E_NOT_FOUND);
    ok_hr(set_long(f->store, PR_STORAGE_QUOTA_LIMIT, 11));
    ok_hr(set_long(f->store, PR_PROHIBIT_SEND_QUOTA, 12));
    ok_hr(set_long(f->store, PR_PROHIBIT_RECEIVE_QUOTA, 13));
    store_reopen(f);
    assert_int_equal(get_long(f->store, PR_STORAGE_QUOTA_LIMIT), 11);
    assert_int_equal(get_long(f->store, PR_QUOTA_WARNING), 11);
    assert_int_equal(get_long(f->store, PR_QUOTA_SEND), 12);
    assert_int_equal(get_long(f->store, PR_QUOTA_RECEIVE), 13);
    assert_int_equal(set_long(f->store, PR_QUOTA_RECEIVE, 1), MAPI_E_COMPUTED);
}

/* PR_STORAGE_QUOTA_LIMIT warns, and is not asked when something is stored. */
static void beyond_the_first_limit_is_a_warning_only(void **state)
{
    struct fixture *f = *state;
    IMAPIFolder *inbox = open_inbox(f);

    ok_hr(set_long(f->store, PR_STORAGE_QUOTA_LIMIT, 0));
    add_message(inbox, 100, NULL);
    inbox->lpVtbl->Release(inbox);
}

static void every_program_respects_the_limit_at_once(void **state)
{
    struct fixture *f = *state, *other = store_join(f);
    IMAPIFolder *inbox = open_inbox(f), *there = open_inbox(other);
    IMessage *message = message_of(there, 3000, NULL);

    ok_hr(set_long(f->store, PR_PROHIBIT_RECEIVE_QUOTA, 2));
    assert_int_equal(save(message), MAPI_E_STORE_FULL);
    ok_hr(set_long(f->store, PR_PROHIBIT_RECEIVE_QUOTA, 5));
    add_message(inbox, 2000, NULL); /* what one stores the other has no room for */
    assert_int_equal(save(message), MAPI_E_STORE_FULL);
    ok_hr(inbox->lpVtbl->EmptyFolder(inbox, 0, NULL, 0));
    ok_hr(save(message));
    message->lpVtbl->Release(message);
    inbox->lpVtbl->Release(inbox);
    there->lpVtbl->Release(there);
    store_part(other);
}

/* What was counted wrongly is counted anew, however full it is. */
static void a_full_store_can_be_mended(void **state)
{
    struct fixture *f = *state;
    IMAPIFolder *inbox = open_inbox(f);
    struct db *db = db_of(f);

    add_message(inbox, 3000, NULL);
    ok_hr(set_long(f->store, PR_PROHIBIT_RECEIVE_QUOTA, 1));
    db_lock(db);
    assert_int_equal(
        sqlite3_exec(db->sql, "UPDATE folders SET bytes=0 WHERE messages=1", NULL, NULL, NULL),
        SQLITE_OK);
    db_unlock(db);
    assert_int_equal(size_of(f), 0);
    expect_findings(f, OM_CHECK_REPAIR, 1, 1);
    assert_true(expect_size(f) > 3000);
    inbox->lpVtbl->Release(inbox);
}

/* Whatever was opened of it before: saved again, and nothing is other, it is as large as before. */
static void the_same_message_has_the_same_size(void **state)
{
    struct submit_fixture *s = *state;
    IMessage *message = compose(s, L"a");
    IMAPITable *table;
    IAttach *attach;
    SPropValue *id;
    BYTE entry[48];
    LONG size;
    ULONG num;

    add_recipient(message, L"J\u00e4n \u0416 with a name", MAPI_CC);
    ok_hr(message->lpVtbl->CreateAttach(message, NULL, 0, &num, &attach));
    ok_hr(set_bytes(attach, 5000));
    ok_hr(attach->lpVtbl->SaveChanges(attach, KEEP_OPEN_READWRITE));
    attach->lpVtbl->Release(attach);
    ok_hr(save(message));
    id = id_of(message);
    memcpy(entry, id->Value.bin.lpb, 48);
    FREE(id);
    size = (LONG)get_long(message, PR_MESSAGE_SIZE);
    for (int i = 0; i < 4; i++) {
        if (i) message = open_message(&s->f, entry, MAPI_MODIFY);
        if (i & 1) {
            ok_hr(message->lpVtbl->GetRecipientTable(message, 0, &table));
            table->lpVtbl->Release(table);
        }
        if (i & 2) {
            ok_hr(message->lpVtbl->OpenAttach(message, 0, NULL, MAPI_MODIFY, &attach));
            ok_hr(set_bytes(attach, 5000));
            ok_hr(attach->lpVtbl->SaveChanges(attach, 0));
            attach->lpVtbl->Release(attach);
        }
        ok_hr(set_text(message, PR_SUBJECT_W, L"b"));
        ok_hr(save(message));
        assert_int_equal(get_long(message, PR_MESSAGE_SIZE), size);
        message->lpVtbl->Release(message);
    }
}

/* ---- the profile ---- */

static void a_profile_gives_its_limits_to_the_store(void **state)
{
    struct fixture *f = *state;

    fake_section_put_number(&f->support.section, PR_PROHIBIT_RECEIVE_QUOTA, 20);
    fake_section_put_number(&f->support.section, PR_STORAGE_QUOTA_LIMIT, 10);
    store_reopen(f);
    assert_null(fake_section_find(&f->support.section, PR_PROHIBIT_RECEIVE_QUOTA)); /* once */
    assert_null(fake_section_find(&f->support.section, PR_STORAGE_QUOTA_LIMIT));
    assert_int_equal(get_long(f->store, PR_PROHIBIT_RECEIVE_QUOTA), 20);
    assert_int_equal(get_long(f->store, PR_STORAGE_QUOTA_LIMIT), 10);
    assert_int_equal(get_error(f->store, PR_PROHIBIT_SEND_QUOTA), MAPI_E_NOT_FOUND);
    ok_hr(set_long(f->store, PR_PROHIBIT_RECEIVE_QUOTA, 30));
    store_reopen(f);
    assert_int_equal(get_long(f->store, PR_PROHIBIT_RECEIVE_QUOTA), 30);
}

/* ---- sending ---- */

static void nothing_is_sent_beyond_the_limit_for_sending(void **state)
{
    struct submit_fixture *s = *state;
    IMessage *message = compose(s, L"a"), *first;
    BYTE id[48];

    submit_one(s, L"f", id);
    ok_hr(set_bytes(message, 3000));
    ok_hr(set_long(s->f.store, PR_PROHIBIT_SEND_QUOTA, 2));
    assert_int_equal(message->lpVtbl->SubmitMessage(message, 0), MAPI_E_STORE_FULL);
    assert_int_equal(s->expanded, 1); /* nobody was asked for it */
    expect_queue(s->f.store, "f");
    ok_hr(save(message)); /* storing is another matter */
    assert_int_equal(message->lpVtbl->SubmitMessage(message, 0), MAPI_E_STORE_FULL);
    assert_int_equal(get_long(message, PR_MESSAGE_FLAGS) & MSGFLAG_SUBMIT, 0);

    ok_hr(open_in(s->spooler, id, MAPI_MODIFY, &first)); /* what waits goes its way */
    ok_hr(first->lpVtbl->SubmitMessage(first, 0));
    first->lpVtbl->Release(first);
    ok_hr(lock_by(s->spooler, id, MSG_LOCKED));
    ok_hr(s->spooler->lpVtbl->FinishedMsg(s->spooler, 0, 48, (ENTRYID *)id));

    ok_hr(set_bytes(message, 10));
    ok_hr(message->lpVtbl->SubmitMessage(message, 0)); /* with less it goes */
    message->lpVtbl->Release(message);
    expect_queue(s->f.store, "a");
}

static void nothing_is_sent_from_a_store_beyond_its_limit(void **state)
{
    struct submit_fixture *s = *state;
    IMessage *message = compose(s, L"a");

    ok_hr(set_bytes(message, 3000));
    ok_hr(save(message));
    ok_hr(set_long(s->f.store, PR_PROHIBIT_RECEIVE_QUOTA, 2));
    assert_int_equal(message->lpVtbl->SubmitMessage(message, 0), MAPI_E_STORE_FULL);
    expect_queue(s->f.store, "");
    ok_hr(set_long(s->f.store, PR_PROHIBIT_RECEIVE_QUOTA, 20));
    ok_hr(message->lpVtbl->SubmitMessage(message, 0));
    message->lpVtbl->Release(message);
    expect_queue(s->f.store, "a");
}

/* What comes in through the spooler's logon as well as what a client makes. */
static void nothing_is_delivered_beyond_the_limit(void **state)
{
    struct submit_fixture *s = *state;
    IMAPIFolder *inbox = open_inbox(&s->f), *there;
    SPropValue *id = id_of(inbox);
    IMessage *message;
    ULONG type;

    ok_hr(set_long(s->f.store, PR_PROHIBIT_RECEIVE_QUOTA, 2));
    ok_hr(s->spooler->lpVtbl->OpenEntry(s->spooler, EID(id), NULL, MAPI_MODIFY, &type,
                                        (IUnknown **)&there));
    FREE(id);
    message = message_of(there, 3000, NULL);
    assert_int_equal(save(message), MAPI_E_STORE_FULL);
    message->lpVtbl->Release(message);
    add_message(there, 300, NULL);
    assert_int_equal(get_long(inbox, PR_CONTENT_COUNT), 1);
    there->lpVtbl->Release(there);
    inbox->lpVtbl->Release(inbox);
}

#define test(name) cmocka_unit_test_setup_teardown(name, store_setup, store_teardown)
#define submit_test(name) cmocka_unit_test_setup_teardown(name, submit_setup, submit_teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
        test(a_store_tells_how_large_it_is),
        test(two_programs_see_one_size),
        test(what_would_pass_the_limit_is_refused_and_loses_nothing),
        test(what_makes_the_store_no_larger_goes_on),
        test(a_limit_is_a_number_of_kilobytes_or_none),
        test(the_limits_have_other_names_too),
        test(beyond_the_first_limit_is_a_warning_only),
        test(every_program_respects_the_limit_at_once),
        test(a_full_store_can_be_mended),
        test(a_profile_gives_its_limits_to_the_store),
        submit_test(the_same_message_has_the_same_size),
        submit_test(nothing_is_sent_beyond_the_limit_for_sending),
        submit_test(nothing_is_sent_from_a_store_beyond_its_limit),
        submit_test(nothing_is_delivered_beyond_the_limit),
    };

    return cmocka_run_group_tests_name("quota", tests, NULL, NULL);
}
