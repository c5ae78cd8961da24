/*
 * test_prop_bag.c - the eleven methods of IMAPIProp over a bag
 */
#include "prop/props.h"
#include "mapiguid.h"
#include "prop/prop_bag.h"
#include "prop/prop_data.h"

static const SPropValue some[] = {
    {.ulPropTag = PR_SUBJECT_W, .Value.lpszW = L"\u00e4x"},
    {.ulPropTag = PR_SENDER_NAME_A, .Value.lpszA = "ann"},
    {.ulPropTag = PR_IMPORTANCE, .Value.l = 2},
    {.ulPropTag = PR_ENTRYID, .Value.bin = {4, (BYTE *)"abcd"}},
};

/* What an owner was told. */
static struct {
    int puts, drops, changes;
    SCODE answer;
} told;

static HRESULT on_compute(void *owner, ULONG tag, void *root, SPropValue *out)
{
    SPropValue text = WIDE(tag, L"made up");

    (void)owner;
    return told.answer ? told.answer : pval_copy(out, &text, root);
}

static HRESULT on_put(void *owner, const SPropValue *value)
{
    (void)owner;
    told.puts++;
    return value->ulPropTag == PR_PRIORITY ? MAPI_E_NO_ACCESS : S_OK;
}

static HRESULT on_drop(void *owner, ULONG tag)
{
    (void)owner, (void)tag;
    told.drops++;
    return S_OK;
}

static void on_changed(void *owner)
{
    (void)owner;
    told.changes++;
}

static const struct prop_bag_ops ops = {
    .compute = on_compute, .put = on_put, .drop = on_drop, .changed = on_changed};

static struct prop_bag bag;
static IPropData *outer;

static int make_bag(void **state)
{
    remember_alive(state);
    memset(&told, 0, sizeof(told));
    if (prop_data_create(&outer)) return -1;
    prop_bag_init(&bag, (IUnknown *)outer, &ops, NULL, NULL);
    for (size_t i = 0; i < COUNT(some); i++)
        if (prop_bag_set(&bag, &some[i])) return -1;
    return 0;
}

static int drop_bag(void **state)
{
    fault_alloc_never();
    prop_bag_destroy(&bag);
    com_release(&outer);
    return nothing_is_left(state);
}
#undef TEST
#define TEST(name) cmocka_unit_test_setup_teardown(name, make_bag, drop_bag)

/* 6.1-02, 6.1-04, 6.1-05, 6.1-06, 6.1-13; clients.md: explicit tags whatever the flags */
static void values_come_in_the_order_and_type_asked_for(void **state)
{
    SPropTagArray *tags = TAGS(7, PR_ENTRYID, PR_SUBJECT_A, PR_SENDER_NAME_W, PR_BODY_W,
                               CHANGE_PROP_TYPE(PR_SUBJECT, PT_UNSPECIFIED), PR_NULL,
                               CHANGE_PROP_TYPE(PR_IMPORTANCE, PT_UNSPECIFIED));
    SPropValue *props;
    ULONG n;

    (void)state;
    for (int wide = 0; wide <= 1; wide++) {
        assert_hr(prop_bag_get_props(&bag, tags, wide ? MAPI_UNICODE : 0, &n, &props),
                  MAPI_W_ERRORS_RETURNED);
        assert_int_equal(n, 7);
        assert_int_equal(props[0].ulPropTag, PR_ENTRYID);
        assert_int_equal(props[1].ulPropTag, PR_SUBJECT_A);
        assert_string_equal(props[1].Value.lpszA, "\xc3\xa4x");
        assert_int_equal(props[2].ulPropTag, PR_SENDER_NAME_W);
        assert_text(props[2].Value.lpszW, L"ann");
        assert_int_equal(props[3].ulPropTag, CHANGE_PROP_TYPE(PR_BODY, PT_ERROR));
        assert_hr(props[3].Value.err, MAPI_E_NOT_FOUND);
        assert_int_equal(props[4].ulPropTag, wide ? PR_SUBJECT_W : PR_SUBJECT_A);
        assert_int_equal(props[5].ulPropTag, PR_NULL);
        assert_int_equal(props[6].ulPropTag, PR_IMPORTANCE);
        assert_int_equal(props[6].Value.l, 2);
        mem_free(props);
    }
}

/* clients.md: S_OK where nothing is wrong */
static void nothing_wrong_is_no_warning(void **state)
{
    SPropValue *props;
    ULONG n;

    (void)state;
    assert_hr(prop_bag_get_props(&bag, TAGS(2, PR_IMPORTANCE, PR_NULL), 0, &n, &props), S_OK);
    mem_free(props);
    assert_hr(prop_bag_get_props(&bag, TAGS(1, CHANGE_PROP_TYPE(PR_IMPORTANCE, PT_BINARY)), 0, &n,
                                 &props),
              MAPI_W_ERRORS_RETURNED);
    assert_hr(props[0].Value.err, MAPI_E_NOT_FOUND);
    mem_free(props);
}

/* 6.1-07, 6.1-08, 6.1-15 */
static void all_are_given_but_the_hidden_ones(void **state)
{
    SPropTagArray *list;
    SPropValue *props;
    ULONG n;

    (void)state;
    assert_hr(prop_bag_mark(&bag, PR_ENTRYID, PROP_HIDDEN), S_OK);
    assert_hr(prop_bag_get_props(&bag, NULL, MAPI_UNICODE, &n, &props), S_OK);
    assert_int_equal(n, 3);
    assert_non_null(pval_find(props, n, PR_IMPORTANCE));
    assert_int_equal(pval_find(props, n, PR_SENDER_NAME)->ulPropTag, PR_SENDER_NAME_W);
    assert_null(pval_find(props, n, PR_ENTRYID));
    mem_free(props);
    assert_hr(prop_bag_get_props(&bag, TAGS(1, PR_ENTRYID), 0, &n, &props), S_OK);
    mem_free(props);
    assert_hr(prop_bag_add_object(&bag, PROP_TAG(PT_OBJECT, 0x3700), 0), S_OK);
    assert_hr(prop_bag_get_prop_list(&bag, 0, &list), S_OK);
    assert_int_equal(list->cValues, 4); /* objects are listed */
    for (ULONG i = 0; i < 4; i++) assert_int_not_equal(PROP_TYPE(list->aulPropTag[i]), PT_UNICODE);
    mem_free(list);
}

/* 6.1-07, 6.1-15 */
static void an_empty_bag_gives_nothing(void **state)
{
    SPropTagArray *list;
    SPropValue *props = (void *)1;
    ULONG n = 9;

    (void)state;
    for (size_t i = 0; i < COUNT(some); i++) prop_bag_remove(&bag, some[i].ulPropTag);
    assert_hr(prop_bag_get_props(&bag, NULL, 0, &n, &props), S_OK);
    assert_int_equal(n, 0);
    assert_null(props);
    assert_hr(prop_bag_get_prop_list(&bag, MAPI_UNICODE, &list), S_OK);
    assert_int_equal(list->cValues, 0);
    mem_free(list);
}

/* 6.1-03, 6.1-10, 6.1-16, 6.1-23, 6.1-24 */
static void bad_arguments_have_their_errors(void **state)
{
    SPropTagArray *none = TAGS(1, 0), *list;
    SPropValue *props;
    IUnknown *unknown;
    ULONG n;

    (void)state;
    none->cValues = 0;
    assert_hr(prop_bag_get_props(&bag, none, 0, &n, &props), MAPI_E_INVALID_PARAMETER);
    assert_hr(prop_bag_get_props(&bag, NULL, 1, &n, &props), MAPI_E_UNKNOWN_FLAGS);
    assert_hr(prop_bag_get_props(&bag, NULL, 0, NULL, &props), MAPI_E_INVALID_PARAMETER);
    assert_hr(prop_bag_get_prop_list(&bag, 0, NULL), MAPI_E_INVALID_PARAMETER);
    assert_hr(prop_bag_get_prop_list(&bag, 7, &list), MAPI_E_UNKNOWN_FLAGS);
    assert_hr(prop_bag_set_props(&bag, 0, (SPropValue *)some, NULL), MAPI_E_INVALID_PARAMETER);
    assert_hr(prop_bag_set_props(&bag, 1, NULL, NULL), MAPI_E_INVALID_PARAMETER);
    assert_hr(prop_bag_delete_props(&bag, NULL, NULL), MAPI_E_INVALID_PARAMETER);
    assert_hr(prop_bag_delete_props(&bag, none, NULL), MAPI_E_INVALID_PARAMETER);
    assert_hr(prop_bag_open_property(&bag, CHANGE_PROP_TYPE(PR_ENTRYID, PT_UNSPECIFIED),
                                     &IID_IStream, 0, 0, &unknown),
              MAPI_E_INVALID_PARAMETER);
    assert_hr(prop_bag_open_property(&bag, PR_ENTRYID, NULL, 0, 0, &unknown),
              MAPI_E_INVALID_PARAMETER);
    assert_hr(prop_bag_open_property(&bag, PR_ENTRYID, &IID_IMAPITable, 0, 0, &unknown),
              MAPI_E_INTERFACE_NOT_SUPPORTED);
    assert_hr(prop_bag_open_property(&bag, PR_BODY_W, &IID_IStream, 0, 0, &unknown),
              MAPI_E_NOT_FOUND);
    assert_hr(prop_bag_save_changes(&bag, 0x10000), MAPI_E_UNKNOWN_FLAGS);
    assert_hr(prop_bag_save_changes(&bag, KEEP_OPEN_READWRITE), S_OK);
    assert_hr(prop_bag_add_object(&bag, PROP_TAG(PT_OBJECT, 0x3700), 0), S_OK);
    assert_hr(prop_bag_get_props(&bag, TAGS(1, PROP_TAG(PT_OBJECT, 0x3700)), 0, &n, &props),
              MAPI_W_ERRORS_RETURNED);
    assert_int_equal(PROP_TYPE(props[0].ulPropTag), PT_ERROR);
    mem_free(props);
}

/* 6.1-17, 6.1-19, 6.1-20, 6.1-21, 6.1-22, 6.1-58; clients.md: PR_NULL entries in SetProps */
static void problems_name_the_place_in_the_callers_array(void **state)
{
    SPropValue props[] = {
        {.ulPropTag = PR_NULL},
        pval_error(PR_BODY, MAPI_E_NOT_FOUND),
        NUMBER(PR_ROWID, 7),
        NUMBER(PR_IMPORTANCE, 1),              /* computed */
        WIDE(PR_ENTRYID, L"another type"),
        NUMBER(PR_PRIORITY, 1),                /* the owner refuses it */
        NUMBER(PROP_TAG(PT_LONG, 0x8001), 1),  /* there are no names here */
        {.ulPropTag = PROP_TAG(PT_UNSPECIFIED, 0x1234)},
    };
    SPropProblemArray *problems;

    (void)state;
    assert_hr(prop_bag_mark(&bag, PR_IMPORTANCE, PROP_COMPUTED), S_OK);
    assert_hr(prop_bag_set_props(&bag, COUNT(props), props, &problems), S_OK);
    assert_non_null(problems);
    assert_int_equal(problems->cProblem, 4);
    assert_int_equal(problems->aProblem[0].ulIndex, 3);
    assert_hr(problems->aProblem[0].scode, MAPI_E_COMPUTED);
    assert_int_equal(problems->aProblem[0].ulPropTag, PR_IMPORTANCE);
    assert_int_equal(problems->aProblem[1].ulIndex, 5);
    assert_hr(problems->aProblem[1].scode, MAPI_E_NO_ACCESS);
    assert_int_equal(problems->aProblem[2].ulIndex, 6);
    assert_hr(problems->aProblem[2].scode, MAPI_E_UNEXPECTED_ID);
    assert_int_equal(problems->aProblem[3].ulIndex, 7);
    assert_hr(problems->aProblem[3].scode, MAPI_E_INVALID_TYPE);
    mem_free(problems);
    assert_int_equal(prop_bag_get(&bag, PR_ROWID)->Value.l, 7);
    assert_int_equal(prop_bag_get(&bag, PR_IMPORTANCE)->Value.l, 2);
    assert_null(prop_bag_get(&bag, PR_PRIORITY));
    assert_int_equal(prop_bag_get(&bag, CHANGE_PROP_TYPE(PR_ENTRYID, PT_UNSPECIFIED))->ulPropTag,
                     CHANGE_PROP_TYPE(PR_ENTRYID, PT_UNICODE));
    assert_int_equal(told.changes, 1);
    assert_hr(prop_bag_set_props(&bag, 1, &props[2], &problems), S_OK);
    assert_null(problems);
    assert_int_equal(told.changes, 2);
}

/* 6.1-18 */
static void what_is_no_value_refuses_the_whole_call(void **state)
{
    SPropValue object[] = {NUMBER(PR_ROWID, 1), {.ulPropTag = PROP_TAG(PT_OBJECT, 0x3700)}};
    SPropValue empty[] = {NUMBER(PR_ROWID, 1), {.ulPropTag = PROP_TAG(PT_MV_LONG, 0x6801)}};
    SPropValue hole = {.ulPropTag = PR_BODY_W};

    (void)state;
    assert_hr(prop_bag_set_props(&bag, 2, object, NULL), MAPI_E_INVALID_PARAMETER);
    assert_hr(prop_bag_set_props(&bag, 2, empty, NULL), MAPI_E_INVALID_PARAMETER);
    assert_hr(prop_bag_set_props(&bag, 1, &hole, NULL), MAPI_E_INVALID_PARAMETER);
    assert_null(prop_bag_get(&bag, PR_ROWID));
}

/* 6.1-20, 6.1-23 */
static void a_read_only_bag_is_not_changed(void **state)
{
    SPropValue number = NUMBER(PR_IMPORTANCE, 1);
    IUnknown *unknown;

    (void)state;
    bag.read_only = true;
    assert_hr(prop_bag_set_props(&bag, 1, &number, NULL), MAPI_E_NO_ACCESS);
    assert_hr(prop_bag_delete_props(&bag, TAGS(1, PR_IMPORTANCE), NULL), MAPI_E_NO_ACCESS);
    assert_hr(prop_bag_open_property(&bag, PR_ENTRYID, &IID_IStream, 0, MAPI_MODIFY, &unknown),
              MAPI_E_NO_ACCESS);
    assert_int_equal(prop_bag_get(&bag, PR_IMPORTANCE)->Value.l, 2);
    assert_int_equal(told.changes, 0);
}

/* 6.1-23 */
static void deleting_looks_at_ids_alone(void **state)
{
    SPropProblemArray *problems;

    (void)state;
    assert_hr(prop_bag_mark(&bag, PR_SUBJECT, PROP_COMPUTED), S_OK);
    assert_hr(prop_bag_delete_props(
                  &bag, TAGS(3, PR_SUBJECT_W, CHANGE_PROP_TYPE(PR_IMPORTANCE, PT_NULL), PR_BODY_W),
                  &problems),
              S_OK);
    assert_int_equal(problems->cProblem, 1);
    assert_int_equal(problems->aProblem[0].ulIndex, 0);
    assert_hr(problems->aProblem[0].scode, MAPI_E_COMPUTED);
    mem_free(problems);
    assert_null(prop_bag_get(&bag, PR_IMPORTANCE));
    assert_non_null(prop_bag_get(&bag, PR_SUBJECT_W));
    assert_int_equal(told.drops, 1);
}

static void a_value_is_made_when_it_is_asked_for(void **state)
{
    SPropValue text = WIDE(PR_DISPLAY_NAME, L"mine"), *props;
    SPropProblemArray *problems;
    ULONG n;

    (void)state;
    assert_hr(prop_bag_mark(&bag, PR_DISPLAY_NAME_W, PROP_ON_DEMAND), S_OK);
    assert_hr(prop_bag_get_props(&bag, TAGS(1, PR_DISPLAY_NAME_A), 0, &n, &props), S_OK);
    assert_string_equal(props[0].Value.lpszA, "made up");
    mem_free(props);
    assert_hr(prop_bag_set_props(&bag, 1, &text, &problems), S_OK);
    assert_hr(problems->aProblem[0].scode, MAPI_E_COMPUTED);
    mem_free(problems);
    told.answer = MAPI_E_NO_ACCESS;
    assert_hr(prop_bag_get_props(&bag, TAGS(1, PR_DISPLAY_NAME_A), 0, &n, &props),
              MAPI_W_ERRORS_RETURNED);
    assert_hr(props[0].Value.err, MAPI_E_NO_ACCESS);
    mem_free(props);
}

/* 6.1-25, 6.1-28, 6.1-31 */
static void a_stream_reaches_the_bag_when_it_is_committed(void **state)
{
    IStream *stream;
    char read[16] = {0};
    ULONG n;

    (void)state;
    assert_hr(prop_bag_open_property(&bag, PR_SUBJECT_W, &IID_IStream, STGM_READ, 0,
                                     (IUnknown **)&stream),
              S_OK);
    assert_hr(stream->lpVtbl->Read(stream, read, sizeof(read), &n), S_OK);
    assert_int_equal(n, 4); /* no terminator */
    assert_memory_equal(read, L"\u00e4x", 4);
    assert_hr(stream->lpVtbl->Write(stream, read, 1, &n), STG_E_ACCESSDENIED);
    stream->lpVtbl->Release(stream);

    assert_hr(prop_bag_open_property(&bag, PR_BODY_A, &IID_IStream, STGM_WRITE,
                                     MAPI_CREATE | MAPI_MODIFY, (IUnknown **)&stream),
              S_OK);
    assert_hr(stream->lpVtbl->Write(stream, "hello", 5, &n), S_OK);
    assert_null(prop_bag_get(&bag, PR_BODY_A));
    assert_hr(stream->lpVtbl->Commit(stream, 0), S_OK);
    assert_string_equal(prop_bag_get(&bag, PR_BODY_A)->Value.lpszA, "hello");
    assert_hr(stream->lpVtbl->Write(stream, "!", 1, &n), S_OK);
    stream->lpVtbl->Release(stream);
    assert_string_equal(prop_bag_get(&bag, PR_BODY_A)->Value.lpszA, "hello!");

    assert_hr(prop_bag_open_property(&bag, PR_ENTRYID, &IID_IStream, STGM_WRITE,
                                     MAPI_CREATE | MAPI_MODIFY, (IUnknown **)&stream),
              S_OK);
    assert_hr(stream->lpVtbl->Read(stream, read, sizeof(read), &n), S_OK);
    assert_int_equal(n, 0); /* the old value is discarded */
    stream->lpVtbl->Release(stream);
}

/* 6.1-38, 6.1-39, 6.1-40, 6.1-42, 6.1-45 */
static void copying_goes_to_any_object(void **state)
{
    IPropData *to;
    SPropProblemArray *problems;
    SPropValue old = NUMBER(PR_IMPORTANCE, 9), keep = NUMBER(PR_ROWID, 3), *props;
    ULONG locked = IPROP_READONLY | IPROP_CLEAN, n;
    SPropTagArray *none = TAGS(1, 0);

    (void)state;
    none->cValues = 0;
    assert_hr(prop_data_create(&to), S_OK);
    to->lpVtbl->SetProps(to, 1, &old, NULL);
    to->lpVtbl->SetProps(to, 1, &keep, NULL);
    assert_hr(prop_bag_copy_to(&bag, 0, NULL, NULL, 0, NULL, NULL, to, 0, NULL),
              MAPI_E_INVALID_PARAMETER);
    assert_hr(prop_bag_copy_to(&bag, 0, NULL, NULL, 0, NULL, &IID_IMAPIProp, NULL, 0, NULL),
              MAPI_E_INVALID_PARAMETER);
    assert_hr(prop_bag_copy_to(&bag, 0, NULL, none, 0, NULL, &IID_IMAPIProp, to, 0, NULL),
              MAPI_E_INVALID_PARAMETER);
    assert_hr(prop_bag_copy_to(&bag, 0, NULL, NULL, 0, NULL, &IID_IMAPIProp, to, 0x100, NULL),
              MAPI_E_UNKNOWN_FLAGS);
    assert_hr(prop_bag_copy_to(&bag, 0, NULL, NULL, 0, NULL, &IID_IMessage, to, 0, NULL),
              MAPI_E_INTERFACE_NOT_SUPPORTED);
    assert_hr(prop_bag_copy_to(&bag, 1, &IID_IMAPIProp, NULL, 0, NULL, &IID_IMAPIProp, to, 0, NULL),
              MAPI_E_INTERFACE_NOT_SUPPORTED);
    assert_hr(prop_bag_copy_to(&bag, 0, NULL, NULL, 0, NULL, &IID_IMAPIProp, outer, 0, NULL),
              MAPI_E_NO_ACCESS);

    assert_hr(prop_bag_copy_to(&bag, 0, NULL, TAGS(1, CHANGE_PROP_TYPE(PR_SUBJECT, PT_LONG)), 0,
                               NULL, &IID_IMAPIProp, to, MAPI_NOREPLACE, &problems),
              S_OK);
    assert_null(problems);
    assert_hr(to->lpVtbl->GetProps(to, TAGS(4, PR_SUBJECT_W, PR_ENTRYID, PR_IMPORTANCE, PR_ROWID),
                                   0, &n, &props),
              MAPI_W_ERRORS_RETURNED);
    assert_int_equal(PROP_TYPE(props[0].ulPropTag), PT_ERROR);
    assert_int_equal(props[1].ulPropTag, PR_ENTRYID);
    assert_int_equal(props[2].Value.l, 9);
    assert_int_equal(props[3].Value.l, 3);
    mem_free(props);

    to->lpVtbl->HrSetPropAccess(to, TAGS(1, PR_IMPORTANCE), &locked);
    assert_hr(prop_bag_copy_props(&bag, TAGS(3, PR_BODY_W, PR_SUBJECT_W, PR_IMPORTANCE), 0, NULL,
                                  &IID_IMAPIProp, to, 0, &problems),
              S_OK);
    assert_int_equal(problems->cProblem, 2);
    assert_int_equal(problems->aProblem[0].ulIndex, 0);
    assert_hr(problems->aProblem[0].scode, MAPI_E_NOT_FOUND);
    assert_int_equal(problems->aProblem[1].ulIndex, 2);
    assert_hr(problems->aProblem[1].scode, MAPI_E_NO_ACCESS);
    mem_free(problems);
    to->lpVtbl->Release(to);
}

/* 6.1-41, 6.1-44 */
static void moving_takes_away_what_arrived(void **state)
{
    IPropData *to;
    SPropValue *props;
    ULONG n;

    (void)state;
    assert_hr(prop_data_create(&to), S_OK);
    assert_hr(prop_bag_copy_props(&bag, TAGS(1, PR_NULL), 0, NULL, &IID_IMAPIProp, to, 0, NULL),
              MAPI_E_INVALID_PARAMETER);
    assert_hr(prop_bag_copy_props(&bag, NULL, 0, NULL, &IID_IMAPIProp, to, 0, NULL),
              MAPI_E_INVALID_PARAMETER);
    assert_hr(prop_bag_copy_props(&bag, TAGS(1, PR_SUBJECT_W), 0, NULL, &IID_IMAPIProp, to,
                                  MAPI_MOVE, NULL),
              S_OK);
    assert_null(prop_bag_get(&bag, PR_SUBJECT_W));
    assert_non_null(prop_bag_get(&bag, PR_ENTRYID));
    assert_hr(to->lpVtbl->GetProps(to, TAGS(1, PR_SUBJECT_W), 0, &n, &props), S_OK);
    assert_text(props[0].Value.lpszW, L"\u00e4x");
    mem_free(props);
    to->lpVtbl->Release(to);
}

/* 6.1-47 ... 6.1-57, 6.1-58 */
static void names_have_ids(void **state)
{
    GUID set = {7, 7, 7, {7}}, other = {8, 8, 8, {8}}, mapi = PS_MAPI;
    MAPINAMEID text = {&set, MNID_STRING, {.lpwstrName = L"Colour"}}, same = text,
               number = {&other, MNID_ID, {.lID = 12}};
    MAPINAMEID case_differs = {&set, MNID_STRING, {.lpwstrName = L"colour"}},
               below = {&mapi, MNID_ID, {.lID = 0x37}};
    MAPINAMEID *names[] = {&text, &number, &same, &below}, *unknown = &case_differs,
               *bad = &(MAPINAMEID){NULL, MNID_ID, {0}};
    SPropTagArray *ids, *again;
    MAPINAMEID **back;
    struct pname_map *map;
    SPropValue value = NUMBER(PROP_TAG(PT_LONG, 0x8000), 5);
    SPropProblemArray *problems;
    ULONG n;

    (void)state;
    assert_hr(prop_bag_get_ids_from_names(&bag, 4, names, MAPI_CREATE, &ids), MAPI_E_NO_SUPPORT);
    assert_hr(prop_bag_get_names_from_ids(&bag, &(SPropTagArray *){NULL}, NULL, 0, &n, &back),
              MAPI_E_NO_SUPPORT);
    assert_hr(pname_map_create(&map), S_OK);
    prop_bag_use_names(&bag, map);
    pname_map_unref(map);

    again = NULL;
    assert_hr(prop_bag_get_names_from_ids(&bag, &again, NULL, 0, &n, &back), S_OK);
    assert_int_equal(again->cValues, 0);
    assert_int_equal(n, 0);
    assert_null(back);
    mem_free(again);

    assert_hr(prop_bag_get_ids_from_names(&bag, 1, &unknown, 0, &ids), MAPI_W_ERRORS_RETURNED);
    assert_int_equal(ids->aulPropTag[0], PROP_TAG(PT_ERROR, 0));
    mem_free(ids);
    assert_hr(prop_bag_get_ids_from_names(&bag, 4, names, MAPI_CREATE, &ids), S_OK);
    assert_int_equal(ids->aulPropTag[0], PROP_TAG(PT_UNSPECIFIED, 0x8000));
    assert_int_equal(ids->aulPropTag[1], PROP_TAG(PT_UNSPECIFIED, 0x8001));
    assert_int_equal(ids->aulPropTag[2], ids->aulPropTag[0]);
    assert_int_equal(ids->aulPropTag[3], PROP_TAG(PT_UNSPECIFIED, 0x37));
    /* the set is ignored */
    assert_hr(prop_bag_get_names_from_ids(&bag, &ids, &other, 0, &n, &back), S_OK);
    assert_int_equal(n, 4);
    assert_text(back[0]->Kind.lpwstrName, L"Colour");
    assert_int_equal(back[1]->Kind.lID, 12);
    assert_int_equal(back[3]->Kind.lID, 0x37);
    mem_free(back);
    mem_free(ids);

    assert_hr(prop_bag_get_ids_from_names(&bag, 0, NULL, 0, &ids), S_OK);
    assert_int_equal(ids->cValues, 2);
    mem_free(ids);
    assert_hr(prop_bag_get_ids_from_names(&bag, 0, NULL, MAPI_CREATE, &ids),
              MAPI_E_INVALID_PARAMETER);
    assert_hr(prop_bag_get_ids_from_names(&bag, 1, &bad, MAPI_CREATE, &ids),
              MAPI_E_INVALID_PARAMETER);

    again = NULL;
    assert_hr(prop_bag_get_names_from_ids(&bag, &again, &other, 0, &n, &back), S_OK);
    assert_int_equal(n, 1);
    assert_int_equal(again->aulPropTag[0], PROP_TAG(PT_UNSPECIFIED, 0x8001));
    mem_free(back);
    mem_free(again);
    again = NULL;
    assert_hr(
        prop_bag_get_names_from_ids(&bag, &again, NULL, MAPI_NO_IDS | MAPI_NO_STRINGS, &n, &back),
        S_OK);
    assert_int_equal(n, 0);
    mem_free(again);
    again = TAGS(2, PROP_TAG(PT_LONG, 0x8000), PROP_TAG(PT_LONG, 0x9000));
    assert_hr(prop_bag_get_names_from_ids(&bag, &again, NULL, 0, &n, &back),
              MAPI_W_ERRORS_RETURNED);
    assert_non_null(back[0]);
    assert_null(back[1]);
    mem_free(back);
    again->cValues = 0;
    assert_hr(prop_bag_get_names_from_ids(&bag, &again, NULL, 0, &n, &back),
              MAPI_E_INVALID_PARAMETER);
    assert_hr(prop_bag_set_props(&bag, 1, &value, &problems), S_OK);
    assert_null(problems);
}

/* 6.1-46 */
static void a_copied_name_keeps_its_meaning(void **state)
{
    GUID set = {7, 7, 7, {7}};
    MAPINAMEID first = {&set, MNID_ID, {.lID = 1}}, second = {&set, MNID_ID, {.lID = 2}}, *name;
    struct pname_map *ours, *theirs;
    struct {
        IPropData *data;
        struct prop_bag *bag;
    } to;
    SPropValue value = NUMBER(PROP_TAG(PT_LONG, 0x8000), 5), *props;
    SPropTagArray *ids;
    ULONG n;

    (void)state;
    assert_hr(pname_map_create(&ours), S_OK);
    assert_hr(pname_map_create(&theirs), S_OK);
    name = &first;
    assert_hr(pname_map_ids(ours, 1, &name, MAPI_CREATE, &ids), S_OK);
    mem_free(ids);
    name = &second; /* 0x8000 means something else over there */
    assert_hr(pname_map_ids(theirs, 1, &name, MAPI_CREATE, &ids), S_OK);
    mem_free(ids);
    prop_bag_use_names(&bag, ours);
    assert_hr(prop_bag_set(&bag, &value), S_OK);
    assert_hr(prop_data_create(&to.data), S_OK);
    to.bag = prop_data_bag(to.data);
    prop_bag_use_names(to.bag, theirs);

    assert_hr(prop_bag_copy_to(&bag, 0, NULL, NULL, 0, NULL, &IID_IMAPIProp, to.data, 0, NULL),
              S_OK);
    assert_hr(
        to.data->lpVtbl->GetProps(
            to.data, TAGS(2, PROP_TAG(PT_LONG, 0x8001), PROP_TAG(PT_LONG, 0x8000)), 0, &n, &props),
        MAPI_W_ERRORS_RETURNED);
    assert_int_equal(props[0].Value.l, 5);
    assert_int_equal(PROP_TYPE(props[1].ulPropTag), PT_ERROR);
    mem_free(props);
    to.data->lpVtbl->Release(to.data);
    pname_map_unref(ours);
    pname_map_unref(theirs);
}

/* 1.6-09, 1.6-11 */
static void the_last_error_is_that_of_the_last_call(void **state)
{
    MAPIERROR *error;

    (void)state;
    assert_hr(prop_bag_get_last_error(&bag, MAPI_E_CALL_FAILED, 0, &error), S_OK);
    assert_null(error);
    error_set(&bag.last, MAPI_E_NO_ACCESS, L"test", L"no %d", 1);
    assert_hr(prop_bag_get_last_error(&bag, MAPI_E_NO_ACCESS, MAPI_UNICODE, &error), S_OK);
    assert_text((WCHAR *)error->lpszError, L"no 1");
    mem_free(error);
    prop_bag_save_changes(&bag, 0);
    assert_hr(prop_bag_get_last_error(&bag, MAPI_E_NO_ACCESS, 0, &error), S_OK);
    assert_null(error);
}

static void lost_memory_changes_nothing(void **state)
{
    SPropValue fresh[] = {WIDE(PR_BODY, L"body"), STRING8(PR_SUBJECT, "new"), NUMBER(PR_ROWID, 1)},
               *props;
    SPropTagArray *list;
    IStream *stream;
    IPropData *to;
    HRESULT hr;
    ULONG n;

    (void)state;
    FOR_EACH_LOST_ALLOCATION(hr, hr = prop_bag_get_props(&bag, NULL, 0, &n, &props);
                             if (FAILED(hr)) assert_null(props))
    assert_hr(hr, S_OK);
    mem_free(props);
    FOR_EACH_LOST_ALLOCATION(hr, hr = prop_bag_get_prop_list(&bag, 0, &list);
                             if (FAILED(hr)) assert_null(list))
    mem_free(list);
    FOR_EACH_LOST_ALLOCATION(hr, hr = prop_bag_set_props(&bag, 3, fresh, NULL))
    assert_hr(hr, S_OK);
    FOR_EACH_LOST_ALLOCATION(hr, hr = prop_bag_open_property(&bag, PR_BODY_W, &IID_IStream, 0,
                                                             MAPI_MODIFY, (IUnknown **)&stream))
    assert_hr(hr, S_OK);
    stream->lpVtbl->Release(stream);
    assert_hr(prop_data_create(&to), S_OK);
    FOR_EACH_LOST_ALLOCATION(
        hr, hr = prop_bag_copy_to(&bag, 0, NULL, NULL, 0, NULL, &IID_IMAPIProp, to, 0, NULL))
    assert_hr(hr, S_OK);
    to->lpVtbl->Release(to);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(values_come_in_the_order_and_type_asked_for),
        TEST(nothing_wrong_is_no_warning),
        TEST(all_are_given_but_the_hidden_ones),
        TEST(an_empty_bag_gives_nothing),
        TEST(bad_arguments_have_their_errors),
        TEST(problems_name_the_place_in_the_callers_array),
        TEST(what_is_no_value_refuses_the_whole_call),
        TEST(a_read_only_bag_is_not_changed),
        TEST(deleting_looks_at_ids_alone),
        TEST(a_value_is_made_when_it_is_asked_for),
        TEST(a_stream_reaches_the_bag_when_it_is_committed),
        TEST(copying_goes_to_any_object),
        TEST(moving_takes_away_what_arrived),
        TEST(names_have_ids),
        TEST(a_copied_name_keeps_its_meaning),
        TEST(the_last_error_is_that_of_the_last_call),
        TEST(lost_memory_changes_nothing),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
