/*
 * test_expand.c - the recipients of a message in a local store, made ready to be sent to
 */
#include "local_store/fixture.h"
#include <string.h>
#include "ab/addrbook.h"
#include "base/fault.h"
#include "base/mem.h"
#include "profile/hive.h"
#include "eid/oneoff.h"
#include "mapiguid.h"
#include "prop/pval.h"
#include "prop/rowset.h"
#include "table/query.h"
#include "table/table_data.h"

/* ---- an address book of personal lists: entry ID "....uid" and a letter, members by letter ----
 */

static const BYTE list_a[21] = {0, 0, 0, 0, 'l', 'i', 's', 't', 's', [20] = 'A'},
                  list_b[21] = {0, 0, 0, 0, 'l', 'i', 's', 't', 's', [20] = 'B'},
                  list_gone[21] = {0, 0, 0, 0, 'l', 'i', 's', 't', 's', [20] = 'X'};
static int opened;
static bool narrow; /* the lists know no MAPI_UNICODE */

static HRESULT STDMETHODCALLTYPE list_QueryInterface(IDistList *iface, REFIID iid, void **out)
{
    (void)iid;
    *out = iface;
    return S_OK;
}

static ULONG STDMETHODCALLTYPE list_count(IDistList *iface)
{
    (void)iface;
    return 1;
}

static SRow member(const WCHAR *name, const WCHAR *address, const BYTE *list, SPropValue *values)
{
    static ULONG serial;

    values[0] = pval_long(PR_ROWID, (LONG)++serial);
    values[1] = pval_text(PR_DISPLAY_NAME_W, name);
    values[2] = pval_text(PR_ADDRTYPE_W, list ? L"MAPIPDL" : L"SMTP");
    values[3] = list ? pval_binary(PR_ENTRYID, 21, list) : pval_text(PR_EMAIL_ADDRESS_W, address);
    return (SRow){0, 4, values};
}

static HRESULT members(bool first, ULONG flags, IMAPITable **out)
{
    static const SizedSPropTagArray(1, columns) = {1, {PR_ROWID}};
    SPropValue values[3][4];
    SRow rows[3];
    ITableData *data;
    HRESULT hr;

    if (narrow && flags) return MAPI_E_BAD_CHARWIDTH;
    assert_int_equal(flags, narrow ? 0 : MAPI_UNICODE);
    if (first) {
        rows[0] = member(L"Ann", L"ann@example.org", NULL, values[0]);
        rows[1] = member(L"B", NULL, list_b, values[1]);
        rows[2] = member(L"Cid", L"cid@example.org", NULL, values[2]);
    } else { /* it has the first list in itself */
        rows[0] = member(L"A", NULL, list_a, values[0]);
        rows[1] = member(L"Dan", L"dan@example.org", NULL, values[1]);
        rows[2] = member(L"Ann again", L"ANN@example.org", NULL, values[2]);
    }
    hr = table_data_create(TBLTYPE_DYNAMIC, PR_ROWID, (const SPropTagArray *)&columns, &data);
    for (int i = 0; i < 3 && SUCCEEDED(hr); i++)
        hr = data->lpVtbl->HrModifyRow(data, &rows[i]);
    if (SUCCEEDED(hr)) hr = data->lpVtbl->HrGetView(data, NULL, NULL, 0, out);
    com_release(&data);
    return hr;
}

static IDistListVtbl list_vtbl;
static IDistList first_list = {&list_vtbl}, second_list = {&list_vtbl};

static HRESULT STDMETHODCALLTYPE list_GetContentsTable(IDistList *iface, ULONG flags,
                                                       IMAPITable **out)
{
    return members(iface == &first_list, flags, out);
}

static HRESULT open_own(void *ctx, ULONG cb, const ENTRYID *eid, const IID *iid, ULONG flags,
                        ULONG *type, IUnknown **out)
{
    const BYTE letter = ((const BYTE *)eid)[20];

    (void)ctx;
    (void)flags;
    assert_int_equal(cb, 21);
    assert_true(IsEqualGUID(iid, &IID_IDistList));
    if (letter == 'X') return MAPI_E_NOT_FOUND;
    opened++;
    *type = MAPI_DISTLIST;
    *out = (IUnknown *)(letter == 'A' ? &first_list : &second_list);
    return S_OK;
}

static void nothing(void *ctx)
{
    (void)ctx;
}

static const struct router_host host = {.hold = nothing, .drop = nothing, .open_own = open_own};

/* ---- the message ---- */

struct expand_fixture {
    struct fixture *f;
    struct profile *profile;
    struct router *router;
    IMessage *message;
};

static int setup(void **state)
{
    static const IDistListVtbl refused = {IDISTLIST_REFUSED_SLOTS,
                                          .QueryInterface = list_QueryInterface,
                                          .AddRef = list_count, .Release = list_count};
    static const struct provider_memory memory = {0};
    struct expand_fixture *e = calloc(1, sizeof(*e));
    IMAPIFolder *inbox;
    void *f;

    if (store_setup(&f)) return 1;
    list_vtbl = refused;
    list_vtbl.GetContentsTable = list_GetContentsTable;
    opened = 0;
    narrow = false;
    e->f = f;
    assert_int_equal(profile_create(L"expand", false, &e->profile), S_OK);
    assert_int_equal(router_create(e->profile, 0, &memory, &host, NULL, &e->router), S_OK);
    inbox = open_inbox(e->f);
    ok_hr(inbox->lpVtbl->CreateMessage(inbox, NULL, 0, &e->message));
    inbox->lpVtbl->Release(inbox);
    *state = e;
    return 0;
}

static int teardown(void **state)
{
    struct expand_fixture *e = *state;
    void *f = e->f;

    e->message->lpVtbl->Release(e->message);
    router_shutdown(e->router);
    router_unref(e->router);
    profile_delete(e->profile);
    profile_unref(e->profile);
    free(e);
    return store_teardown(&f);
}

static void add(struct expand_fixture *e, ULONG type, const WCHAR *name, const WCHAR *address,
                const BYTE *list)
{
    SPropValue values[5];
    SizedADRLIST(1, entries) = {1, {{0, 5, values}}};

    member(name, address, list, values);
    values[0] = pval_long(PR_RECIPIENT_TYPE, (LONG)type);
    values[4] = pval_bool(PR_RESPONSIBILITY, false);
    ok_hr(e->message->lpVtbl->ModifyRecipients(e->message, MODRECIP_ADD, (ADRLIST *)&entries));
}

enum { TYPE, NAME, TAKEN, EID_, KEY, ADDRTYPE, N_COLUMNS };

static SRowSet *rows_of(struct expand_fixture *e)
{
    static const SizedSPropTagArray(N_COLUMNS, columns) = {
        N_COLUMNS,
        {PR_RECIPIENT_TYPE, PR_DISPLAY_NAME_W, PR_RESPONSIBILITY, PR_ENTRYID, PR_SEARCH_KEY,
         PR_ADDRTYPE_W},
    };
    IMAPITable *table;
    SRowSet *rows = NULL;

    ok_hr(e->message->lpVtbl->GetRecipientTable(e->message, MAPI_UNICODE, &table));
    ok_hr(query_all_rows(table, (const SPropTagArray *)&columns, NULL, NULL, 0, &rows));
    table->lpVtbl->Release(table);
    return rows;
}

/* Type letter (t, c, b), first letter of the name, '!' when somebody has taken it, for each
 * recipient. */
static void expect(struct expand_fixture *e, const char *people)
{
    SRowSet *rows = rows_of(e);
    char got[200] = "";

    for (ULONG i = 0; i < rows->cRows; i++) {
        const SPropValue *row = rows->aRow[i].lpProps;
        size_t n = strlen(got);

        got[n] = "?tcb"[row[TYPE].Value.l & 3];
        got[n + 1] = (char)row[NAME].Value.lpszW[0];
        if (row[TAKEN].ulPropTag == PR_RESPONSIBILITY && row[TAKEN].Value.b) got[n + 2] = '!';
        strcat(got, i + 1 < rows->cRows ? " " : "");
    }
    rowset_free(rows);
    assert_string_equal(got, people);
}

/* 5.13-09: lists of lists, each once; members are of the list's type */
static void lists_give_way_to_their_members(void **state)
{
    struct expand_fixture *e = *state;

    add(e, MAPI_TO, L"Zoe", L"zoe@example.org", NULL);
    add(e, MAPI_CC, L"A", NULL, list_a);
    ok_hr(ab_expand(e->router, e->message));
    expect(e, "tZ cA cC cD");
    assert_int_equal(opened, 2);
}

static void a_list_may_know_one_width(void **state)
{
    struct expand_fixture *e = *state;

    narrow = true;
    add(e, MAPI_CC, L"A", NULL, list_a);
    ok_hr(ab_expand(e->router, e->message));
    expect(e, "cA cC cD");
}

/* A list that can't be opened is not passed over in silence: its members would not get the mail. */
static void a_list_that_is_gone_is_an_error(void **state)
{
    struct expand_fixture *e = *state;

    add(e, MAPI_TO, L"Zoe", L"zoe@example.org", NULL);
    add(e, MAPI_TO, L"X", NULL, list_gone);
    assert_int_equal(ab_expand(e->router, e->message), MAPI_E_NOT_FOUND);
    expect(e, "tZ tX");
}

/* 5.13-09: an address is made a one-off; what was one is left alone */
static void addresses_are_completed(void **state)
{
    struct expand_fixture *e = *state;
    struct one_off *one;
    SRowSet *rows;

    add(e, MAPI_TO, L"Zoe", L"zoe@example.org", NULL);
    ok_hr(ab_expand(e->router, e->message));
    rows = rows_of(e);
    assert_int_equal(one_off_read(rows->aRow[0].lpProps[EID_].Value.bin.cb,
                                  (ENTRYID *)rows->aRow[0].lpProps[EID_].Value.bin.lpb, &one),
                     S_OK);
    assert_int_equal(wide_cmp(one->name, L"Zoe"), 0);
    assert_int_equal(wide_cmp(one->type, L"SMTP"), 0);
    assert_int_equal(wide_cmp(one->address, L"zoe@example.org"), 0);
    assert_string_equal((char *)rows->aRow[0].lpProps[KEY].Value.bin.lpb, "SMTP:ZOE@EXAMPLE.ORG");
    mem_free(one);
    rowset_free(rows);
    ok_hr(ab_expand(e->router, e->message));
    expect(e, "tZ");
}

/* 5.13-09: what a user made of a name is undone */
static void changed_names_are_restored(void **state)
{
    struct expand_fixture *e = *state;
    SPropValue values[3] = {pval_text(PR_DISPLAY_NAME_W, L"The Boss"),
                            pval_text(PR_TRANSMITABLE_DISPLAY_NAME_W, L"Ann"),
                            pval_long(PR_RECIPIENT_TYPE, MAPI_TO)};
    SizedADRLIST(1, entries) = {1, {{0, 3, values}}};

    ok_hr(e->message->lpVtbl->ModifyRecipients(e->message, MODRECIP_ADD, (ADRLIST *)&entries));
    ok_hr(ab_expand(e->router, e->message));
    expect(e, "tA");
}

/* 5.13-09 6.7-41: the same address twice of one type goes, of another stays in sight; who is taken
 * care of already counts not */
static void doubles_are_sent_to_once(void **state)
{
    struct expand_fixture *e = *state;
    SPropValue values[4] = {pval_text(PR_DISPLAY_NAME_W, L"Yes"), pval_text(PR_ADDRTYPE_W, L"SMTP"),
                            pval_text(PR_EMAIL_ADDRESS_W, L"zoe@example.org"),
                            pval_bool(PR_RESPONSIBILITY, true)};
    SizedADRLIST(1, entries) = {1, {{0, 4, values}}};

    ok_hr(e->message->lpVtbl->ModifyRecipients(e->message, MODRECIP_ADD, (ADRLIST *)&entries));
    add(e, MAPI_TO, L"Zoe", L"zoe@example.org", NULL);
    add(e, MAPI_TO, L"Zoe2", L"Zoe@Example.org", NULL);
    add(e, MAPI_CC, L"Copy", L"zoe@example.org", NULL);
    add(e, MAPI_BCC, L"Blind", L"blind@example.org", NULL);
    ok_hr(ab_expand(e->router, e->message));
    expect(e, "tY! tZ cC! bB");
}

static void running_out_of_memory_is_told(void **state)
{
    struct expand_fixture *e = *state;
    HRESULT hr;

    for (int n = 0;; n++) {
        SizedSPropTagArray(1, all) = {1, {PR_MESSAGE_RECIPIENTS}};

        ok_hr(e->message->lpVtbl->DeleteProps(e->message, (SPropTagArray *)&all, NULL));
        add(e, MAPI_TO, L"A", NULL, list_a);
        add(e, MAPI_TO, L"Zoe", L"zoe@example.org", NULL);
        fault_alloc_after(n);
        hr = ab_expand(e->router, e->message);
        fault_alloc_never();
        if (hr == S_OK) break;
        assert_int_equal(hr, MAPI_E_NOT_ENOUGH_MEMORY);
    }
    expect(e, "tZ tA tC tD");
}

#define T(test) cmocka_unit_test_setup_teardown(test, setup, teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
        T(lists_give_way_to_their_members), T(a_list_may_know_one_width),
        T(a_list_that_is_gone_is_an_error), T(addresses_are_completed),
        T(changed_names_are_restored),      T(doubles_are_sent_to_once),
        T(running_out_of_memory_is_told),
    };

    return cmocka_run_group_tests_name("expand", tests, NULL, NULL);
}
