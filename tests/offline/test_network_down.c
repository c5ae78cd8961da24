/*
 * test_network_down.c - a real interface goes down and comes back, in a network namespace of our
 * own
 *
 * Skipped, with the reason, where the kernel gives us no namespace or no interface in it.
 */
#include <errno.h>
#include <sched.h>
#include "offline/fixture.h"

static const char *lacking; /* why it can't be tried; NULL: it can */

/* Before any thread is started: a thread alone can't move. */
static void move_to_own_network(void)
{
    if (unshare(CLONE_NEWNET) && unshare(CLONE_NEWUSER | CLONE_NEWNET)) lacking = strerror(errno);
    else if (system("ip link add omtest0 type veth peer name omtest1 >/dev/null 2>&1"))
        lacking = "no `ip link add ... type veth`";
}

static void ip(const char *words)
{
    char line[128];

    snprintf(line, sizeof(line), "ip %s", words);
    assert_int_equal(system(line), 0);
}

static void the_state_follows_a_real_interface(void **state)
{
    struct listener heard = LISTENER;
    IMAPIOfflineMgr *mgr;

    (void)state;
    if (lacking) {
        print_message("# skipped: %s\n", lacking);
        skip();
    }
    sys_network_pretend(-1);
    mgr = opened(L"one");
    assert_int_equal(state_now(mgr),
                     OFFLINE); /* there is but a loopback interface, and that is down */
    advise(mgr, &heard);
    ip("link set omtest1 up");
    ip("addr add 192.0.2.1/24 dev omtest0"); /* TEST-NET-1 */
    ip("link set omtest0 up");
    WAIT_FOR(atomic_get(&heard.calls) >= 3);
    assert_int_equal(state_now(mgr), ONLINE);
    ip("link set omtest0 down");
    WAIT_FOR(atomic_get(&heard.calls) >= 6);
    assert_int_equal(state_now(mgr), OFFLINE);
    ip("link set omtest0 up");
    WAIT_FOR(atomic_get(&heard.calls) >= 9);
    assert_int_equal(state_now(mgr), ONLINE);
    ip("link set omtest1 down"); /* the cable at its other end: no address goes */
    WAIT_FOR(atomic_get(&heard.calls) >= 12);
    assert_int_equal(state_now(mgr), OFFLINE);
    assert_string_equal(heard.seen, "S12 C12 D12 S21 C21 D21 S12 C12 D12 S21 C21 D21 ");
    unadvise(mgr, &heard);
    mgr->lpVtbl->Release(mgr);
}

int main(void)
{
    const struct CMUnitTest tests[] = {OFFLINE_TEST(the_state_follows_a_real_interface)};

    move_to_own_network();
    return cmocka_run_group_tests(tests, NULL, NULL);
}
