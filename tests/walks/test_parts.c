/*
 * test_parts.c - a shared session of several processes, each of which is a part of its own on the
 * roll; what is on the roll is other processes' doing
 */
#include "walks/forced_fixture.h"
#include "notify/wire.h"
#include "notify/wire_board.h"
#include "session/ear.h"
#include "session/roll.h"
#include "sys/shared.h"

/* ---- a session of several processes, each of which is a part of its own on the roll ---- */

/* What another process says: the news, or (news lost) only that there is something to look at. */
static void say_over(struct roll_part *part, bool lost)
{
    struct sys_shared *shared;
    struct wire *other;
    BYTE key[] = {'x'};

    if (!lost) {
        ear_tell_others(part);
        return;
    }
    roll_end_others(part);
    assert_hr(sys_shared_open(L"News.2", sizeof(struct board), &shared), S_OK);
    atomic_inc(&((struct board *)sys_shared_memory(shared))->missed);
    sys_shared_close(shared);
    assert_hr(wire_open(L"News.2", &(struct wire_ears){NULL, NULL}, NULL, &other), S_OK);
    wire_tell(other, key, sizeof(key), fnevExtended, key, sizeof(key));
    wire_close(other);
}

/* 4.13-05: two parts in one process, and one elsewhere; whoever says it, the others end */
static void each_part_ends_with_the_session(void **state)
{
    (void)state;
    for (int who = 0; who < 3; who++) {
        IMAPISession *one, *two, *private = logon();
        struct roll_part *elsewhere;

        assert_hr(roll_begin(L"Ann", &elsewhere), S_OK);
        assert_hr(logon_flags(NULL, MAPI_EXTENDED, &one), S_OK);
        assert_hr(logon_flags(NULL, MAPI_EXTENDED, &two), S_OK);
        assert_true(roll_has_others(elsewhere));
        if (who == 0) end_for_all(one);
        else say_over(elsewhere, who == 2);
        assert_int_equal(roll_is_over(elsewhere), who == 0);
        until_over(one);
        until_over(two);
        assert_hr(look(private), S_OK);
        one->lpVtbl->Release(one);
        two->lpVtbl->Release(two);
        assert_false(roll_has_others(elsewhere));
        assert_hr(logon_flags(NULL, MAPI_EXTENDED, &one), MAPI_E_LOGON_FAILED); /* to nothing */
        roll_free(elsewhere);
        log_off(private);
    }
}

/* The provider of one part takes its time: who hears other processes goes on, and ends the others.
 */
static void a_part_that_hangs_holds_no_other_up(void **state)
{
    IMAPISession *one, *two;
    struct roll_part *elsewhere;
    IMsgStore *store;

    (void)state;
    assert_hr(sys_event_create(false, &arrived), S_OK);
    assert_hr(sys_event_create(false, &go_on), S_OK);
    assert_hr(roll_begin(L"Ann", &elsewhere), S_OK);
    assert_hr(logon_flags(NULL, MAPI_EXTENDED, &one), S_OK);
    assert_hr(logon_flags(NULL, MAPI_EXTENDED, &two), S_OK);
    store = open_store(one, MDB_NO_MAIL, S_OK);
    trouble(REC_HOOKED, REC_EACH, hang);
    say_over(elsewhere, true);
    assert_true(sys_event_wait(arrived, MOST_MSEC));
    until_over_by_itself(two);
    assert_true(hub_settle());
    trouble(REC_WELL, 0, NULL);
    sys_event_set(go_on);
    until_over(one);
    store->lpVtbl->Release(store);
    one->lpVtbl->Release(one);
    two->lpVtbl->Release(two);
    roll_free(elsewhere);
    sys_event_destroy(arrived);
    sys_event_destroy(go_on);
}

/* Every allocation of a logon that joins from elsewhere fails once. */
static void without_memory_nobody_joins(void **state)
{
    struct roll_part *elsewhere;
    IMAPISession *session = NULL;
    HRESULT hr;

    (void)state;
    log_off(logon());
    assert_hr(roll_begin(L"Ann", &elsewhere), S_OK);
    for (int n = 0; !session; n++) {
        long roots = mem_roots_alive(), objects = com_objects_alive();

        fault_alloc_after(n);
        hr = logon_flags(NULL, MAPI_EXTENDED | MAPI_ALLOW_OTHERS, &session);
        fault_alloc_never();
        assert_true(hr == S_OK || hr == MAPI_E_NOT_ENOUGH_MEMORY);
        assert_true(roll_has_others(elsewhere) == (session != NULL));
        if (session) log_off(session);
        assert_int_equal(mem_roots_alive(), roots);
        assert_int_equal(com_objects_alive(), objects);
    }
    roll_free(elsewhere);
}

/* A guest that lets others in, too, is told like any other; so is its host. */
static void a_guest_that_allows_others_is_told(void **state)
{
    struct counting_sink told = counting_sink();
    struct roll_part *elsewhere;
    IMAPISession *guest, *member;

    (void)state;
    assert_hr(roll_begin(L"Ann", &elsewhere), S_OK);
    assert_hr(logon_flags(NULL, MAPI_ALLOW_OTHERS, &guest), S_OK);
    assert_hr(logon_flags(NULL, 0, &member), S_OK);
    advise(guest, &told);
    say_over(elsewhere, false);
    until_over(guest);
    until_over(member);
    assert_int_equal(told.events, fnevCriticalError | fnevExtended);
    assert_hr(told.error, MAPI_E_END_OF_SESSION);
    guest->lpVtbl->Release(guest);
    member->lpVtbl->Release(member);
    roll_free(elsewhere);
    assert_int_equal(told.refs, 1);
}

/* 4.13-05, 4.13-09: two shared sessions on one profile have nothing to do with each other */
static void two_shared_sessions_on_one_profile_are_two(void **state)
{
    const ULONG flags = MAPI_ALLOW_OTHERS | MAPI_NEW_SESSION;
    struct roll_part *of_first, *third, *of_witness;
    IMAPISession *first, *second, *witness;
    WCHAR *name;

    (void)state;
    assert_hr(logon_flags("Ann", flags, &first), S_OK);
    assert_hr(roll_join(true, &of_first, &name), S_OK); /* elsewhere; the oldest one */
    mem_free(name);
    assert_hr(logon_flags("Ann", flags, &second), S_OK);
    assert_hr(roll_begin(L"Ann", &third), S_OK);
    end_for_all(first);
    assert_true(roll_is_over(of_first));
    assert_false(roll_is_over(third));
    assert_hr(look(second), S_OK);
    log_off(second);

    /* what goes on looks, and finds that it isn't meant: it has when a later word was heeded */
    assert_hr(logon_flags("Ann", flags, &witness), S_OK);
    roll_free(third);
    assert_hr(roll_join(true, &of_witness, &name), S_OK);
    mem_free(name);
    assert_hr(roll_begin(L"Ann", &third), S_OK);
    assert_hr(logon_flags("Ann", flags, &second), S_OK);
    say_over(third, false);
    say_over(of_first, true);
    say_over(of_witness, true);
    until_over_by_itself(witness);
    assert_hr(look(second), S_OK);
    log_off(second);
    first->lpVtbl->Release(first);
    witness->lpVtbl->Release(witness);
    roll_free(of_first);
    roll_free(of_witness);
    roll_free(third);
}

/* 4.13-06: a guest whose host has gone shares with nobody; a host whose guest has, either */
static void who_is_left_alone_is_not_asked(void **state)
{
    struct sys_ask_user user = {0};
    struct roll_part *elsewhere;
    IMAPISession *session;
    WCHAR *name;

    (void)state;
    assert_hr(roll_begin(L"Ann", &elsewhere), S_OK);
    assert_hr(logon_flags(NULL, MAPI_EXTENDED, &session), S_OK);
    assert_hr(ask(session, &user, MAPI_LOGOFF_SHARED | MAPI_LOGOFF_UI), MAPI_E_USER_CANCEL);
    assert_int_equal(user.asked, 1);
    roll_free(elsewhere);
    assert_hr(ask(session, &user, MAPI_LOGOFF_SHARED | MAPI_LOGOFF_UI), S_OK);
    session->lpVtbl->Release(session);

    assert_hr(logon_flags("Ann", MAPI_ALLOW_OTHERS | MAPI_NEW_SESSION, &session), S_OK);
    assert_hr(roll_join(false, &elsewhere, &name), S_OK);
    mem_free(name);
    assert_hr(ask(session, &user, MAPI_LOGOFF_SHARED | MAPI_LOGOFF_UI), MAPI_E_USER_CANCEL);
    roll_free(elsewhere);
    assert_hr(ask(session, &user, MAPI_LOGOFF_SHARED | MAPI_LOGOFF_UI), S_OK);
    session->lpVtbl->Release(session);
    assert_int_equal(user.asked, 2);
}

/* 3.2-08, 3.2-13: who joins from elsewhere finds the oldest session that is alive and open */
static void the_oldest_live_session_is_joined(void **state)
{
    struct roll_part *oldest, *younger, *guest;
    IMAPISession *session;
    WCHAR *name;

    (void)state;
    profile_unref(made(L"Bob"));
    assert_hr(roll_join(true, &guest, &name), MAPI_E_NOT_FOUND);
    assert_hr(roll_begin(L"Bob", &oldest), S_OK);
    assert_hr(roll_begin(L"Ann", &younger), S_OK);
    assert_hr(roll_join(true, &guest, &name), S_OK);
    assert_memory_equal(roll_session(guest), roll_session(oldest), sizeof(MAPIUID));
    assert_true(!memcmp(name, L"Bob", sizeof(L"Bob")));
    mem_free(name);
    roll_free(oldest); /* its guest lets others in, and is as old */
    assert_hr(roll_join(false, &oldest, &name), S_OK);
    assert_memory_equal(roll_session(guest), roll_session(oldest), sizeof(MAPIUID));
    mem_free(name);
    roll_free(guest);
    assert_hr(logon_flags("Bob", MAPI_EXTENDED, &session), S_OK); /* on Ann: the name is ignored */
    assert_true(roll_has_others(younger));
    log_off(session);
    assert_false(roll_has_others(younger));
    roll_free(oldest);
    roll_free(younger);
}

/* It is to be deleted when that session ends, say; who comes meanwhile has one of its own. */
static void a_session_whose_profile_is_gone_is_not_joined(void **state)
{
    struct roll_part *theirs;
    IMAPISession *session;

    (void)state;
    assert_hr(roll_begin(L"Gone", &theirs), S_OK);
    assert_hr(logon_flags("Ann", MAPI_EXTENDED, &session), S_OK);
    assert_false(roll_has_others(theirs));
    log_off(session);
    roll_free(theirs);
}

/* ---- what is on the roll is other processes' doing ---- */

static void fill_roll(int with)
{
    struct sys_shared *shared;

    /* as large as roll.c says: an opening of another size would be another section */
    assert_hr(sys_shared_open(sizeof(void *) == 8 ? L"Sessions.1.64" : L"Sessions.1.32",
                              8 + 128 * 172, &shared),
              S_OK);
    memset(sys_shared_memory(shared), with, 8 + 128 * 172);
    sys_shared_close(shared);
}

/* What a process that died has left: the part's row once more, as another part's. */
static void leave_a_dead_part(void)
{
    struct sys_shared *shared;
    BYTE *rows;

    assert_hr(sys_shared_open(sizeof(void *) == 8 ? L"Sessions.1.64" : L"Sessions.1.32",
                              8 + 128 * 172, &shared),
              S_OK);
    rows = (BYTE *)sys_shared_memory(shared) + 8;
    memcpy(rows + 172, rows, 172);
    rows[172] ^= 1;
    sys_shared_close(shared);
}

static void a_part_that_died_is_nobody(void **state)
{
    struct roll_part *part, *guest;
    WCHAR *name;

    (void)state;
    assert_hr(roll_begin(L"Ann", &part), S_OK);
    leave_a_dead_part();
    assert_false(roll_has_others(part));
    assert_hr(roll_join(true, &guest, &name), S_OK); /* ... and its row is free */
    assert_true(roll_has_others(part));
    mem_free(name);
    roll_free(guest);
    leave_a_dead_part();
    roll_end_others(part);
    assert_hr(roll_join(true, &guest, &name), MAPI_E_NOT_FOUND);
    roll_free(part);
}

static void garbage_on_the_roll_is_nobody(void **state)
{
    IMAPISession *first, *second;
    struct roll_part *part, *guest;
    WCHAR *name;

    (void)state;
    assert_hr(roll_begin(L"Ann", &part), S_OK); /* keeps the memory there */
    for (int with = 0x01; with < 0x100; with += 0x3f) {
        fill_roll(with);
        assert_hr(roll_join(true, &guest, &name), MAPI_E_NOT_FOUND);
        assert_false(roll_has_others(part));
        assert_false(roll_is_over(part));
        share(&first, &second);
        end_for_all(first);
        assert_hr(look(second), MAPI_E_INVALID_OBJECT);
        first->lpVtbl->Release(first);
        second->lpVtbl->Release(second);
    }
    roll_free(part);
}

static void hold_roll(void *context)
{
    struct other_thread *other = context;
    struct sys_shared *shared;

    sys_shared_open(sizeof(void *) == 8 ? L"Sessions.1.64" : L"Sessions.1.32", 8 + 128 * 172,
                    &shared);
    sys_shared_take(shared, MOST_MSEC);
    sys_event_set(other->ready);
    sys_event_wait(other->go, MOST_MSEC);
    sys_shared_drop(shared);
    sys_shared_close(shared);
}

/* A process that somebody stopped while it held the roll: no session is joined from elsewhere, but
 * each goes on. */
static void a_roll_that_cannot_be_had_ends_nothing(void **state)
{
    struct other_thread other = {0};
    IMAPISession *first, *second;

    (void)state;
    assert_hr(sys_event_create(false, &other.ready), S_OK);
    assert_hr(sys_event_create(false, &other.go), S_OK);
    assert_hr(sys_thread_start(hold_roll, &other, &other.thread), S_OK);
    assert_true(sys_event_wait(other.ready, MOST_MSEC));
    share(&first, &second);
    end_for_all(first);
    assert_hr(look(second), MAPI_E_INVALID_OBJECT);
    first->lpVtbl->Release(first);
    second->lpVtbl->Release(second);
    leave_thread(&other);
}

int main(void)
{
#define TEST(t) cmocka_unit_test_setup_teardown(t, setup, teardown)
    const struct CMUnitTest tests[] = {
        TEST(each_part_ends_with_the_session),
        TEST(a_part_that_hangs_holds_no_other_up),
        TEST(without_memory_nobody_joins),
        TEST(a_guest_that_allows_others_is_told),
        TEST(two_shared_sessions_on_one_profile_are_two),
        TEST(who_is_left_alone_is_not_asked),
        TEST(the_oldest_live_session_is_joined),
        TEST(a_session_whose_profile_is_gone_is_not_joined),
        TEST(a_part_that_died_is_nobody),
        TEST(garbage_on_the_roll_is_nobody),
        TEST(a_roll_that_cannot_be_had_ends_nothing),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
