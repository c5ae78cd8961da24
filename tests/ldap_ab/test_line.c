/*
 * test_line.c - searches that give up when their time is up: a directory that is slow, gone, lying,
 * or hangs
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>
#include "common/event.h"
#include "ldap_ab/line.h"

#define LONG_TIME 60000 /* never reached */

/* ---- a directory that does as it is told ---- */

struct directory {
    int dummy;
};

static struct {
    HRESULT open, search;
    size_t entries;       /* that a search gives before it ends */
    bool forever;         /* it never ends by itself */
    struct event *hang;   /* open waits for it */
    struct event *silent; /* search waits for it */
    int opened, made, closed, searched, gone_after;
} server;

static HRESULT fake_open(const struct directory_settings *settings, struct directory **out)
{
    *out = NULL;
    assert_string_equal(settings->host, "directory.example.org");
    assert_true(settings->limit_msec > 0);
    __atomic_add_fetch(&server.opened, 1, __ATOMIC_RELAXED);
    if (server.hang) event_wait(server.hang, LONG_TIME);
    if (FAILED(server.open)) return server.open;
    *out = calloc(1, sizeof(**out));
    __atomic_add_fetch(&server.made, 1, __ATOMIC_RELAXED);
    return S_OK;
}

static HRESULT fake_search(struct directory *directory, const struct directory_search *search,
                           directory_found_fn *found, void *context)
{
    static const struct directory_value names[] = {{"Ann", 3}, {"Kern\0x", 6}};
    struct directory_values values[2] = {{.n = 2, .values = names}, {.n = 0}};
    HRESULT hr = S_OK;
    char dn[32];

    assert_non_null(directory);
    server.searched++;
    if (server.silent) event_wait(server.silent, LONG_TIME);
    if (server.gone_after && !--server.gone_after) return MAPI_E_NETWORK_ERROR;
    for (size_t i = 0; hr == S_OK && (server.forever || i < server.entries); i++) {
        if (search->most && i == search->most) return S_FALSE;
        snprintf(dn, sizeof(dn), "cn=%zu", i);
        hr = found(context, &(struct directory_entry){dn, values});
    }
    return hr == S_OK ? server.search : hr;
}

static void fake_close(struct directory *directory)
{
    if (directory) __atomic_add_fetch(&server.closed, 1, __ATOMIC_RELEASE);
    free(directory);
}

static const struct directory_ops ops = {fake_open, fake_search, fake_close};

static const char *const attributes[] = {"cn", "mail", NULL};
static const struct directory_search everything = {.base = "dc=org",
                                                   .scope = DIRECTORY_SUBTREE,
                                                   .filter = "(objectClass=*)",
                                                   .attributes = attributes};

static struct line *line_for(ULONG limit_msec, ULONG pause_msec)
{
    struct line_settings settings = {
        .ops = &ops,
        .directory = {.host = "directory.example.org", .port = 389, .limit_msec = limit_msec},
        .pause_msec = pause_msec};
    struct line *line;

    assert_int_equal(line_create(&settings, &line), S_OK);
    return line;
}

static HRESULT ask(struct line *line, size_t *n)
{
    struct found found;
    HRESULT hr = line_search(line, &everything, line_deadline(line), &found);

    if (n) *n = found.n;
    if (FAILED(hr)) assert_int_equal(found.n, 0);
    found_clear(&found);
    return hr;
}

static int set_up(void **state)
{
    (void)state;
    memset(&server, 0, sizeof(server));
    return 0;
}

/* All that was opened is closed, also by threads that were left. */
static int tear_down(void **state)
{
    (void)state;
    while (__atomic_load_n(&server.closed, __ATOMIC_ACQUIRE) < server.made)
        ;
    event_free(server.hang);
    event_free(server.silent);
    return 0;
}

/* ---- the tests ---- */

static void what_is_found_is_kept(void **state)
{
    struct line *line = line_for(LONG_TIME, 0);
    struct found found;

    (void)state;
    server.entries = 1000;
    assert_int_equal(line_search(line, &everything, line_deadline(line), &found), S_OK);
    assert_int_equal(found.n, 1000);
    assert_false(found.more);
    assert_string_equal(found.entries[999]->dn, "cn=999");
    assert_int_equal(found.entries[7]->values[0].n, 2);
    assert_int_equal(found.entries[7]->values[0].values[1].count, 6);
    assert_memory_equal(found.entries[7]->values[0].values[1].bytes, "Kern\0x", 6);
    assert_int_equal(found.entries[7]->values[1].n, 0);
    found_clear(&found);
    line_end(line);
    assert_int_equal(server.opened, 1);
    assert_int_equal(server.closed, 1);
}

static void a_most_tells_that_there_are_more(void **state)
{
    struct directory_search search = everything;
    struct line *line = line_for(LONG_TIME, 0);
    struct found found;

    (void)state;
    server.entries = 10;
    search.most = 3;
    assert_int_equal(line_search(line, &search, line_deadline(line), &found), S_OK);
    assert_int_equal(found.n, 3);
    assert_true(found.more);
    found_clear(&found);
    line_end(line);
}

static void a_line_that_nobody_uses_asks_nobody(void **state)
{
    (void)state;
    line_end(line_for(LONG_TIME, 0));
    line_end(NULL);
    assert_int_equal(server.opened, 0);
}

static void one_connection_is_enough(void **state)
{
    struct line *line = line_for(LONG_TIME, 0);

    (void)state;
    for (int i = 0; i < 5; i++)
        assert_int_equal(ask(line, NULL), S_OK);
    assert_int_equal(server.opened, 1);
    assert_int_equal(server.searched, 5);
    line_end(line);
}

static void a_connection_that_was_closed_meanwhile_is_made_again(void **state)
{
    struct line *line = line_for(LONG_TIME, 0);
    size_t n;

    (void)state;
    server.entries = 2;
    assert_int_equal(ask(line, NULL), S_OK);
    server.gone_after = 1;
    assert_int_equal(ask(line, &n), S_OK);
    assert_int_equal(n, 2);
    assert_int_equal(server.opened, 2);

    server.search = MAPI_E_NETWORK_ERROR; /* but not for ever */
    assert_int_equal(ask(line, NULL), MAPI_E_NETWORK_ERROR);
    assert_int_equal(server.opened, 3);
    line_end(line);
    assert_int_equal(server.closed, 3);
}

static void what_the_server_refuses_is_told(void **state)
{
    static const HRESULT answers[] = {MAPI_E_NOT_FOUND, MAPI_E_NO_ACCESS, MAPI_E_TOO_COMPLEX,
                                      MAPI_E_CALL_FAILED};
    struct line *line = line_for(LONG_TIME, 0);

    (void)state;
    server.entries = 3;
    for (size_t i = 0; i < sizeof(answers) / sizeof(answers[0]); i++) {
        server.search = answers[i];
        assert_int_equal(ask(line, NULL), answers[i]);
    }
    assert_int_equal(server.opened, 1);
    line_end(line);

    server.open = MAPI_E_LOGON_FAILED; /* that may be mended: each time anew */
    line = line_for(LONG_TIME, LONG_TIME);
    assert_int_equal(ask(line, NULL), MAPI_E_LOGON_FAILED);
    server.open = S_OK;
    server.search = S_OK;
    assert_int_equal(ask(line, NULL), S_OK);
    line_end(line);
}

static void a_server_that_is_gone_is_not_asked_again_at_once(void **state)
{
    struct line *line = line_for(LONG_TIME, LONG_TIME);

    (void)state;
    server.open = MAPI_E_NETWORK_ERROR;
    for (int i = 0; i < 3; i++)
        assert_int_equal(ask(line, NULL), MAPI_E_NETWORK_ERROR);
    assert_int_equal(server.opened, 1);
    line_end(line);
}

static void a_server_that_hangs_holds_nobody_longer_than_the_limit(void **state)
{
    struct line *line = line_for(30, 0);
    uint64_t before = event_now_msec();

    (void)state;
    server.silent = event_create();
    assert_int_equal(ask(line, NULL), MAPI_E_TIMEOUT);
    assert_true(event_now_msec() - before >= 30);
    assert_true(event_now_msec() - before < LONG_TIME);
    line_end(line);           /* doesn't wait for it either */
    event_set(server.silent); /* the thread that was left goes */
}

static void threads_that_hang_are_left_and_there_is_a_last_one(void **state)
{
    struct line *line = line_for(10, 0);
    struct event *never = event_create();
    HRESULT hr = MAPI_E_TIMEOUT;
    int opened;

    (void)state;
    server.hang = event_create();
    for (int i = 0; i < 2000 && server.opened < 5; i++) {
        assert_int_equal(ask(line, NULL), MAPI_E_TIMEOUT);
        event_wait(server.hang, 10);
    }
    opened = server.opened;
    assert_int_equal(opened, 5);
    event_wait(server.hang, 300); /* longer than a thread is given to notice */
    assert_int_equal(ask(line, NULL), MAPI_E_TIMEOUT);
    assert_int_equal(server.opened, 5);
    event_set(server.hang); /* all come back, and it works again */
    for (int i = 0; i < 10000 && hr != S_OK; i++) {
        event_wait(never, 1);
        hr = ask(line, NULL);
    }
    assert_int_equal(hr, S_OK);
    event_free(never);
    line_end(line);
}

static void a_server_that_never_ends_is_left(void **state)
{
    struct directory_search search = everything;
    struct line *line = line_for(20, 0);
    struct found found;

    (void)state;
    server.forever = true;
    assert_int_equal(line_search(line, &search, line_deadline(line), &found), MAPI_E_TIMEOUT);
    assert_int_equal(found.n, 0);
    server.forever = false; /* it has noticed that nobody waits */
    line_end(line);
}

static void several_searches_share_a_deadline(void **state)
{
    struct line *line = line_for(LONG_TIME, 0);
    struct found found;

    (void)state;
    assert_int_equal(line_search(line, &everything, event_now_msec(), &found), MAPI_E_TIMEOUT);
    assert_int_equal(server.opened, 0);
    line_end(line);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(what_is_found_is_kept, set_up, tear_down),
        cmocka_unit_test_setup_teardown(a_most_tells_that_there_are_more, set_up, tear_down),
        cmocka_unit_test_setup_teardown(a_line_that_nobody_uses_asks_nobody, set_up, tear_down),
        cmocka_unit_test_setup_teardown(one_connection_is_enough, set_up, tear_down),
        cmocka_unit_test_setup_teardown(a_connection_that_was_closed_meanwhile_is_made_again,
                                        set_up, tear_down),
        cmocka_unit_test_setup_teardown(what_the_server_refuses_is_told, set_up, tear_down),
        cmocka_unit_test_setup_teardown(a_server_that_is_gone_is_not_asked_again_at_once, set_up,
                                        tear_down),
        cmocka_unit_test_setup_teardown(a_server_that_hangs_holds_nobody_longer_than_the_limit,
                                        set_up, tear_down),
        cmocka_unit_test_setup_teardown(threads_that_hang_are_left_and_there_is_a_last_one, set_up,
                                        tear_down),
        cmocka_unit_test_setup_teardown(a_server_that_never_ends_is_left, set_up, tear_down),
        cmocka_unit_test_setup_teardown(several_searches_share_a_deadline, set_up, tear_down),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
