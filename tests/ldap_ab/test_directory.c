/*
 * test_directory.c - a connection to a directory: a real server with 20,000 people, and such as are
 * gone, silent or no directory at all
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>
#include <arpa/inet.h>
#include <netinet/in.h>
#include <pthread.h>
#include <sys/socket.h>
#include <unistd.h>
#include "ldap_ab/anr_filter.h"
#include "ldap_ab/directory.h"
#include "ldap_ab/slapd.h"

#define PEOPLE    20000
#define BASE      "dc=example,dc=org"
#define LONG_TIME 60000 /* never reached */

static struct slapd slapd;
static const struct directory_ops *const ops = &libldap_directory;

static struct directory_settings settings_of(int port)
{
    return (struct directory_settings){
        .host = "127.0.0.1", .port = (ULONG)port, .limit_msec = LONG_TIME};
}

static const char *const some_attributes[] = {"cn", "mail", "nothingOfTheKind", NULL};

static struct directory_search search_for(const char *filter)
{
    return (struct directory_search){.base = BASE,
                                     .scope = DIRECTORY_SUBTREE,
                                     .filter = filter,
                                     .attributes = some_attributes,
                                     .page = 1000,
                                     .limit_msec = LONG_TIME};
}

struct tally {
    size_t n, enough_at;
    HRESULT ends_with;
    char dn[200], cn[100];
};

static HRESULT count(void *context, const struct directory_entry *entry)
{
    struct tally *tally = context;

    assert_non_null(entry->dn);
    assert_int_equal(entry->values[2].n, 0);
    if (entry->values[0].n) {
        const struct directory_value *cn = &entry->values[0].values[0];

        assert_true(cn->count < sizeof(tally->cn));
        memcpy(tally->cn, cn->bytes, cn->count);
        tally->cn[cn->count] = 0;
    }
    strcpy(tally->dn, entry->dn);
    return ++tally->n == tally->enough_at ? tally->ends_with : S_OK;
}

/* A connection as nobody in particular: *state; NULL: the test is passed over. */
static int connect_it(void **state)
{
    struct directory_settings settings = settings_of(slapd.port);
    struct directory *directory = NULL;

    if (slapd.pid) assert_int_equal(ops->open(&settings, &directory), S_OK);
    else print_message("skipped: there is no slapd here\n");
    *state = directory;
    return 0;
}

static int disconnect(void **state)
{
    ops->close(*state);
    return 0;
}

static void everybody_comes_page_by_page(void **state)
{
    struct directory_search search = search_for("(objectClass=inetOrgPerson)");
    struct directory *directory = *state;
    struct tally tally = {0};

    if (!directory) return;
    assert_int_equal(ops->search(directory, &search, count, &tally), S_OK);
    assert_int_equal(tally.n, PEOPLE);
}

static void there_is_a_most(void **state)
{
    struct directory_search search = search_for("(objectClass=inetOrgPerson)");
    struct directory *directory = *state;
    struct tally tally = {0};

    if (!directory) return;
    search.most = 1500;
    assert_int_equal(ops->search(directory, &search, count, &tally), S_FALSE);
    assert_int_equal(tally.n, 1500);

    tally = (struct tally){.enough_at = 7, .ends_with = S_FALSE};
    assert_int_equal(ops->search(directory, &search, count, &tally), S_FALSE);
    assert_int_equal(tally.n, 7);

    tally = (struct tally){.enough_at = 7, .ends_with = MAPI_E_USER_CANCEL};
    assert_int_equal(ops->search(directory, &search, count, &tally), MAPI_E_USER_CANCEL);

    tally = (struct tally){0}; /* the server's own */
    search.most = 0;
    search.page = 0;
    assert_int_equal(ops->search(directory, &search, count, &tally), S_FALSE);
    assert_int_equal(tally.n, 500);
}

/* 7.9-14, by a server */
static void a_typed_name_finds_who_it_means(void **state)
{
    static const struct {
        const WCHAR *typed;
        size_t n;
        const char *dn;
    } cases[] = {
        {L"u00042", 1, "uid=u00042,ou=people," BASE},
        {L"USER \x00dcn\x00ef 19999", 1, "uid=u19999,ou=people," BASE},
        {L"1999 user", 11, NULL}, /* 1999, 19990 ... 19999 */
        {L"u00042@example.org", 1, "uid=u00042,ou=people," BASE},
        {L"*", 0, NULL},
        {L"u00042)(uid=*", 0, NULL},
    };
    struct directory *directory = *state;
    struct attribute_map *map;

    if (!directory) return;
    assert_int_equal(attribute_map_create(MAP_INETORGPERSON, NULL, &map), S_OK);
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        struct directory_search search;
        struct filter filter = {0};
        struct tally tally = {0};

        assert_int_equal(anr_filter(map, cases[i].typed, &filter), S_OK);
        search = search_for(filter.text);
        assert_int_equal(ops->search(directory, &search, count, &tally), S_OK);
        if (tally.n != cases[i].n) fail_msg("case %zu: %zu found", i, tally.n);
        if (cases[i].dn) assert_string_equal(tally.dn, cases[i].dn);
        filter_clear(&filter);
    }
    attribute_map_free(map);
}

static void an_entry_and_what_is_below_are_looked_at(void **state)
{
    struct directory_search search = search_for("(objectClass=*)");
    struct directory *directory = *state;
    struct tally tally = {0};

    if (!directory) return;
    search.scope = DIRECTORY_ENTRY;
    search.base = "uid=u00007,ou=people," BASE;
    assert_int_equal(ops->search(directory, &search, count, &tally), S_OK);
    assert_int_equal(tally.n, 1);
    assert_string_equal(tally.cn, "User Ünï 7");

    tally = (struct tally){0};
    search.scope = DIRECTORY_CHILDREN;
    search.base = BASE;
    assert_int_equal(ops->search(directory, &search, count, &tally), S_OK);
    assert_int_equal(tally.n, 2);

    search.base = "ou=nobody," BASE;
    assert_int_equal(ops->search(directory, &search, count, &tally), MAPI_E_NOT_FOUND);
    search.base = "not a name";
    assert_int_equal(ops->search(directory, &search, count, &tally), MAPI_E_NOT_FOUND);
    search = search_for("(no filter");
    assert_int_equal(ops->search(directory, &search, count, &tally), MAPI_E_TOO_COMPLEX);
}

static void who_says_a_password_must_have_it(void **state)
{
    struct directory_settings settings = settings_of(slapd.port);
    struct directory *directory;

    if (!*state) return;
    settings.bind_dn = "cn=admin," BASE;
    settings.password = "secret";
    assert_int_equal(ops->open(&settings, &directory), S_OK);
    ops->close(directory);
    settings.password = "wrong";
    assert_int_equal(ops->open(&settings, &directory), MAPI_E_LOGON_FAILED);
    assert_null(directory);
    settings.bind_dn = "nobody";
    assert_int_equal(ops->open(&settings, &directory), MAPI_E_LOGON_FAILED);
}

/* ---- servers that are none ---- */

static void nobody_is_there(void **state)
{
    struct directory_settings settings = settings_of(free_port());
    struct directory *directory;

    (void)state;
    assert_int_equal(ops->open(&settings, &directory), MAPI_E_NETWORK_ERROR);
    assert_null(directory);
}

struct odd_server {
    int listens;
    pthread_t thread;
    const char *says;
    size_t bytes;
};

static void *serve(void *context)
{
    struct odd_server *server = context;
    int s = accept(server->listens, NULL, NULL);
    char asked[512];

    if (s >= 0) {
        if (read(s, asked, sizeof(asked)) > 0 && server->bytes) {
            if (write(s, server->says, server->bytes) < 0) abort();
            shutdown(s, SHUT_WR);
        }
        while (read(s, asked, sizeof(asked)) > 0)
            ; /* until it is left */
        close(s);
    }
    return NULL;
}

static int odd_server_start(struct odd_server *server)
{
    struct sockaddr_in address = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    socklen_t bytes = sizeof(address);

    server->listens = socket(AF_INET, SOCK_STREAM, 0);
    assert_int_equal(bind(server->listens, (struct sockaddr *)&address, bytes), 0);
    assert_int_equal(listen(server->listens, 1), 0);
    assert_int_equal(getsockname(server->listens, (struct sockaddr *)&address, &bytes), 0);
    assert_int_equal(pthread_create(&server->thread, NULL, serve, server), 0);
    return ntohs(address.sin_port);
}

static void odd_server_stop(struct odd_server *server)
{
    pthread_join(server->thread, NULL);
    close(server->listens);
}

static void a_silent_server_is_left_when_the_time_is_up(void **state)
{
    struct odd_server server = {0};
    struct directory_settings settings = settings_of(odd_server_start(&server));
    struct directory *directory;

    (void)state;
    settings.limit_msec = 50;
    assert_int_equal(ops->open(&settings, &directory), MAPI_E_TIMEOUT);
    assert_null(directory);
    odd_server_stop(&server);
}

static void what_is_no_ldap_is_a_network_error(void **state)
{
    struct odd_server server = {.says = "HTTP/1.0 400 Bad Request\r\n\r\n", .bytes = 28};
    struct directory_settings settings = settings_of(odd_server_start(&server));
    struct directory *directory;

    (void)state;
    assert_int_equal(ops->open(&settings, &directory), MAPI_E_NETWORK_ERROR);
    assert_null(directory);
    odd_server_stop(&server);
}

static void a_server_that_goes_is_a_network_error(void **state)
{
    /* "yes" to the bind, then it goes */
    static const char yes[] = "\x30\x0c\x02\x01\x01\x61\x07\x0a\x01\x00\x04\x00\x04\x00";
    struct odd_server server = {.says = yes, .bytes = sizeof(yes) - 1};
    struct directory_settings settings = settings_of(odd_server_start(&server));
    struct directory_search search = search_for("(objectClass=*)");
    struct directory *directory;
    struct tally tally = {0};

    (void)state;
    assert_int_equal(ops->open(&settings, &directory), S_OK);
    assert_int_equal(ops->search(directory, &search, count, &tally), MAPI_E_NETWORK_ERROR);
    ops->close(directory);
    odd_server_stop(&server);
}

static int set_up(void **state)
{
    (void)state;
    if (slapd_is_here() && !slapd_start(&slapd, PEOPLE)) return -1;
    return 0;
}

static int tear_down(void **state)
{
    (void)state;
    if (slapd.pid) slapd_stop(&slapd);
    return 0;
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(everybody_comes_page_by_page, connect_it, disconnect),
        cmocka_unit_test_setup_teardown(there_is_a_most, connect_it, disconnect),
        cmocka_unit_test_setup_teardown(a_typed_name_finds_who_it_means, connect_it, disconnect),
        cmocka_unit_test_setup_teardown(an_entry_and_what_is_below_are_looked_at, connect_it,
                                        disconnect),
        cmocka_unit_test_setup_teardown(who_says_a_password_must_have_it, connect_it, disconnect),
        cmocka_unit_test(nobody_is_there),
        cmocka_unit_test(a_silent_server_is_left_when_the_time_is_up),
        cmocka_unit_test(what_is_no_ldap_is_a_network_error),
        cmocka_unit_test(a_server_that_goes_is_a_network_error),
    };

    return cmocka_run_group_tests(tests, set_up, tear_down);
}
