/*
 * test_kept.c - what is open at a provider is closed before its log-off, the last one first
 */
#include "profile/fixture.h"
#include "base/lock.h"
#include "provider/kept.h"
#include "provider/logon.h"
#include "provider/router_own.h"

struct thing {
    struct kept kept; /* the first member */
    char name;
    struct thing *other; /* its end removes this one */
    bool removed;
};

static struct profile *profile;
static struct router *router;
static struct logon logon;
static char ended[16];

static void end_thing(struct kept *kept)
{
    struct thing *thing = (struct thing *)kept;

    assert_false(lock_any_held()); /* the provider is called */
    ended[strlen(ended)] = thing->name;
    assert_false(kept_remove(&logon, kept)); /* who comes too late is told so */
    if (thing->other) thing->other->removed = kept_remove(&logon, &thing->other->kept);
}

static struct thing thing_named(char name)
{
    struct thing thing = {.kept.end = end_thing, .name = name};

    return thing;
}

static void host_nothing(void *ctx)
{
    (void)ctx;
}

static int setup(void **state)
{
    static const struct provider_memory memory = {0};
    static const struct router_host host = {.hold = host_nothing, .drop = host_nothing};

    begin(state);
    memset(ended, 0, sizeof(ended));
    profile = made(L"Ann");
    assert_hr(router_create(profile, 0, &memory, &host, NULL, &router), S_OK);
    logon = (struct logon){.router = router, .state = LOGON_ACTIVE};
    list_init(&logon.kept);
    return 0;
}

static int teardown(void **state)
{
    router_unref(router);
    profile_unref(profile);
    return end(state);
}

static void keep(struct thing *thing)
{
    list_init(&thing->kept.link);
    assert_hr(kept_add(&logon, &thing->kept), S_OK);
}

static void the_last_that_was_opened_is_closed_first(void **state)
{
    struct thing things[] = {thing_named('a'), thing_named('b'), thing_named('c')};

    (void)state;
    for (int i = 0; i < 3; i++)
        keep(&things[i]);
    kept_end_all(&logon);
    assert_string_equal(ended, "cba");
    kept_end_all(&logon); /* each once */
    assert_string_equal(ended, "cba");
}

static void what_was_closed_by_its_maker_is_left_alone(void **state)
{
    struct thing a = thing_named('a'), b = thing_named('b');

    (void)state;
    keep(&a);
    keep(&b);
    assert_true(kept_remove(&logon, &a.kept));
    assert_false(kept_remove(&logon, &a.kept));
    kept_end_all(&logon);
    assert_string_equal(ended, "b");
}

static void an_end_may_close_another(void **state)
{
    struct thing a = thing_named('a'), b = thing_named('b');

    (void)state;
    keep(&a);
    keep(&b);
    b.other = &a;
    kept_end_all(&logon);
    assert_string_equal(ended, "b");
    assert_true(a.removed);
}

static void nothing_is_opened_at_who_is_logged_off(void **state)
{
    struct thing a = thing_named('a');

    (void)state;
    list_init(&a.kept.link);
    logon.state = LOGON_ENDED;
    assert_hr(kept_add(&logon, &a.kept), MAPI_E_INVALID_OBJECT);
    assert_false(kept_remove(&logon, &a.kept));
    kept_end_all(&logon);
    assert_string_equal(ended, "");
}

int main(void)
{
#define TEST(t) cmocka_unit_test_setup_teardown(t, setup, teardown)
    const struct CMUnitTest tests[] = {
        TEST(the_last_that_was_opened_is_closed_first),
        TEST(what_was_closed_by_its_maker_is_left_alone),
        TEST(an_end_may_close_another),
        TEST(nothing_is_opened_at_who_is_logged_off),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
