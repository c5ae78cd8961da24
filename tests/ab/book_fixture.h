/*
 * book_fixture.h - a session's router with two address books logged on, in the profile "Ann"
 */
#pragma once
#include "profile/fixture.h"
#include "ab/addrbook.h"
#include "fakes/book.h"
#include "fakes/two_books.h"
#include "mapiutil.h"
#include "mapix.h"
#include "prop/adrlist.h"
#include "prop/pval.h"
#include "prop/rowset.h"
#include "provider/kept.h"
#include "provider/logon.h"
#include "provider/router_own.h"
#include "table/query.h"

static struct book first_book, second_book;
static struct profile *profile;
static struct router *router;
static struct logon *first_logon, *second_logon;
static struct router *host_router;

static HRESULT host_open_own(void *ctx, ULONG cb, const ENTRYID *eid, const IID *iid, ULONG flags,
                             ULONG *type, IUnknown **out)
{
    (void)ctx;
    return addrbook_open_own(host_router, cb, eid, iid, flags, type, out);
}

static void host_nothing(void *ctx)
{
    (void)ctx;
}

static struct router_host test_host = {
    .hold = host_nothing, .drop = host_nothing, .open_own = host_open_own};

/* A logon as router.c would have made it of a profile's row, without a DLL. */
static struct logon *log_on(struct router *to, struct book *book)
{
    struct logon *logon = mem_zero(sizeof(*logon));
    MAPIUID uid = book_uid(book);

    list_init(&logon->link);
    list_init(&logon->kept);
    logon->refs = 1;
    logon->users = 1;
    logon->state = LOGON_ACTIVE;
    logon->router = to;
    router_ref(to);
    logon->type = MAPI_AB_PROVIDER;
    logon->section = uid;
    logon->section.ab[0] = 's';
    logon->dll = mem_dup_text(L"book.dll", NULL);
    assert_hr(book_logon(book, NULL, &logon->ab), S_OK);
    list_append(&to->logons, &logon->link);
    assert_hr(logon_add_uid(logon, &uid), S_OK);
    return logon;
}

static struct router *router_of(struct profile *of)
{
    static const struct provider_memory memory = {0};
    struct router *made;

    assert_hr(router_create(of, 0, &memory, &test_host, NULL, &made), S_OK);
    return made;
}

static int setup(void **state)
{
    MAPIInitialize(NULL);
    begin(state);
    first_book = book_one;
    second_book = book_two;
    profile = made(L"Ann");
    host_router = router = router_of(profile);
    first_logon = log_on(router, &first_book);
    second_logon = log_on(router, &second_book);
    return 0;
}

static int teardown(void **state)
{
    int left;

    router_shutdown(router);
    router_unref(router);
    profile_unref(profile);
    left = end(state) || first_book.objects || second_book.objects;
    if (first_book.objects || second_book.objects)
        print_error("%d objects of books left\n", (int)(first_book.objects + second_book.objects));
    MAPIUninitialize();
    return left;
}

__attribute__((unused)) static SRowSet *all_rows(IMAPITable *table)
{
    SRowSet *rows;

    assert_hr(query_all_rows(table, NULL, NULL, NULL, 0, &rows), S_OK);
    return rows;
}

__attribute__((unused)) static IAddrBook *open_book(void)
{
    struct last_error unheard = {0};
    IAddrBook *book;

    assert_hr(addrbook_open(router, 0, NULL, AB_NO_DIALOG, &unheard, &book), S_OK);
    return book;
}

__attribute__((unused)) static void check_eid(const SPropValue *value, const struct book *book,
                                              char kind, char id)
{
    BYTE eid[BOOK_EID_BYTES];

    book_eid(book, kind, id, eid);
    assert_non_null(value);
    assert_int_equal(value->Value.bin.cb, sizeof(eid));
    assert_memory_equal(value->Value.bin.lpb, eid, sizeof(eid));
}

__attribute__((unused)) static IAddrBook *book; /* of setup_book */

__attribute__((unused)) static int setup_book(void **state)
{
    setup(state);
    book = open_book();
    return 0;
}

__attribute__((unused)) static int teardown_book(void **state)
{
    com_release(&book);
    return teardown(state);
}

/* The letters of the containers in rows, each of whom has PR_ENTRYID. */
__attribute__((unused)) static const char *letters(const SRowSet *rows)
{
    static char text[64];
    ULONG n = 0;

    for (; n < rows->cRows && n < sizeof(text) - 1; n++) {
        const SPropValue *eid =
            pval_find_const(rows->aRow[n].lpProps, rows->aRow[n].cValues, PR_ENTRYID);

        text[n] = eid ? (char)eid->Value.bin.lpb[eid->Value.bin.cb - 1] : '?';
    }
    text[n] = 0;
    return text;
}
