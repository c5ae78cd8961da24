/*
 * test_prop_data.c - IPropData, and the exports about one property
 */
#include "prop/props.h"
#include "mapiguid.h"
#include "mapiutil.h"
#include "mapival.h"
#include "prop/prop_data.h"
#include <sys/mman.h>

static IPropData *data;

static ULONG ptag_place(const SPropTagArray *tags, ULONG tag)
{
    ULONG i = 0;

    while (i < tags->cValues && PROP_ID(tags->aulPropTag[i]) != PROP_ID(tag)) i++;
    assert_true(i < tags->cValues);
    return i;
}

static int open_data(void **state)
{
    SPropValue props[] = {NUMBER(PR_IMPORTANCE, 2), WIDE(PR_SUBJECT, L"x")};

    remember_alive(state);
    if (prop_data_create(&data)) return -1;
    if (data->lpVtbl->SetProps(data, 2, props, NULL)) return -1;
    return 0;
}

static int close_data(void **state)
{
    fault_alloc_never();
    com_release(&data);
    return nothing_is_left(state);
}
#define DATA(name) cmocka_unit_test_setup_teardown(name, open_data, close_data)

/* 11.3-01, 11.3-02 */
static void it_is_made_writable(void **state)
{
    IPropData *made;
    IMAPIProp *prop;
    void *other;

    (void)state;
    assert_hr(CreateIProp(&IID_IMAPITable, NULL, NULL, NULL, NULL, &made),
              MAPI_E_INTERFACE_NOT_SUPPORTED);
    assert_null(made);
    assert_hr(CreateIProp(NULL, NULL, NULL, NULL, NULL, NULL), MAPI_E_INVALID_PARAMETER);
    assert_hr(CreateIProp(&IID_IMAPIPropData, NULL, NULL, NULL, NULL, &made), S_OK);
    assert_hr(made->lpVtbl->QueryInterface(made, &IID_IMAPIProp, (void **)&prop), S_OK);
    prop->lpVtbl->Release(prop);
    assert_hr(made->lpVtbl->QueryInterface(made, &IID_IMessage, &other), E_NOINTERFACE);
    assert_hr(made->lpVtbl->SaveChanges(made, 0), S_OK);
    made->lpVtbl->Release(made);
}

/* 11.3-04, 11.3-05 */
static void a_read_only_object_refuses_changes(void **state)
{
    SPropValue value = NUMBER(PR_IMPORTANCE, 3);
    ULONG access = IPROP_READWRITE | IPROP_DIRTY;

    (void)state;
    assert_hr(data->lpVtbl->HrSetObjAccess(data, 0), MAPI_E_INVALID_PARAMETER);
    assert_hr(data->lpVtbl->HrSetObjAccess(data, IPROP_READONLY | IPROP_READWRITE),
              MAPI_E_INVALID_PARAMETER);
    assert_hr(data->lpVtbl->HrSetObjAccess(data, IPROP_READONLY), S_OK);
    assert_hr(data->lpVtbl->SetProps(data, 1, &value, NULL), MAPI_E_NO_ACCESS);
    assert_hr(data->lpVtbl->DeleteProps(data, TAGS(1, PR_IMPORTANCE), NULL), MAPI_E_NO_ACCESS);
    assert_hr(data->lpVtbl->HrAddObjProps(data, TAGS(1, PROP_TAG(PT_OBJECT, 0x3700)), NULL),
              MAPI_E_NO_ACCESS);
    /* 11.3-05 says otherwise, Microsoft's does so */
    assert_hr(data->lpVtbl->HrSetPropAccess(data, TAGS(1, PR_IMPORTANCE), &access), S_OK);
    assert_hr(data->lpVtbl->HrSetObjAccess(data, IPROP_READWRITE), S_OK);
    assert_hr(data->lpVtbl->SetProps(data, 1, &value, NULL), S_OK);
}

/* 11.3-06, 11.3-07, 11.3-08, 11.3-09 */
static void access_is_kept_for_each_property(void **state)
{
    ULONG both[] = {IPROP_READONLY | IPROP_READWRITE | IPROP_CLEAN},
          twice[] = {IPROP_READWRITE | IPROP_CLEAN | IPROP_DIRTY};
    ULONG half[] = {IPROP_READONLY},
          levels[] = {IPROP_READONLY | IPROP_CLEAN, IPROP_READWRITE | IPROP_CLEAN}, *access;
    SPropTagArray *asked = TAGS(3, PR_IMPORTANCE, PR_SUBJECT_W, PR_BODY_W), *all = NULL;
    SPropValue values[] = {NUMBER(PR_IMPORTANCE, 7), NUMBER(PR_ROWID, 1)};
    SPropProblemArray *problems;

    (void)state;
    assert_hr(data->lpVtbl->HrSetPropAccess(data, TAGS(1, PR_IMPORTANCE), both),
              MAPI_E_INVALID_PARAMETER);
    assert_hr(data->lpVtbl->HrSetPropAccess(data, TAGS(1, PR_IMPORTANCE), twice),
              MAPI_E_INVALID_PARAMETER);
    assert_hr(data->lpVtbl->HrSetPropAccess(data, TAGS(1, PR_IMPORTANCE), half),
              MAPI_E_INVALID_PARAMETER);
    assert_hr(data->lpVtbl->HrGetPropAccess(data, &asked, &access), S_OK);
    assert_int_equal(access[0], IPROP_DIRTY); /* just set */
    assert_int_equal(access[1], IPROP_DIRTY);
    assert_int_equal(asked->aulPropTag[2], 0); /* isn't there */
    mem_free(access);
    assert_hr(data->lpVtbl->HrSetPropAccess(data, TAGS(2, PR_IMPORTANCE, PR_SUBJECT_W), levels),
              S_OK);
    assert_hr(data->lpVtbl->HrGetPropAccess(data, &all, &access), S_OK);
    assert_int_equal(all->cValues, 2);
    assert_int_equal(access[ptag_place(all, PR_IMPORTANCE)], IPROP_READONLY);
    assert_int_equal(access[ptag_place(all, PR_SUBJECT_W)], IPROP_READWRITE);
    mem_free(access);
    mem_free(all);
    assert_hr(data->lpVtbl->SetProps(data, 2, values, &problems), S_OK);
    assert_int_equal(problems->cProblem, 1);
    assert_hr(problems->aProblem[0].scode, MAPI_E_NO_ACCESS);
    mem_free(problems);
    assert_hr(data->lpVtbl->DeleteProps(data, TAGS(2, PR_SUBJECT_W, PR_IMPORTANCE), &problems),
              S_OK);
    assert_int_equal(problems->cProblem, 1);
    assert_int_equal(problems->aProblem[0].ulIndex, 1);
    mem_free(problems);
    all = NULL; /* what was deleted is told of */
    assert_hr(data->lpVtbl->HrGetPropAccess(data, &all, &access), S_OK);
    assert_int_equal(all->cValues, 3);
    assert_int_equal(access[ptag_place(all, PR_SUBJECT_W)], IPROP_DIRTY);
    mem_free(access);
    mem_free(all);
    levels[0] = IPROP_READWRITE | IPROP_CLEAN;
    assert_hr(data->lpVtbl->HrSetPropAccess(data, TAGS(1, PR_SUBJECT_W), levels), S_OK);
    all = NULL; /* and forgotten once that is accepted */
    assert_hr(data->lpVtbl->HrGetPropAccess(data, &all, &access), S_OK);
    assert_int_equal(all->cValues, 2);
    mem_free(access);
    mem_free(all);
    asked = TAGS(1, PR_SUBJECT_W);
    assert_hr(data->lpVtbl->HrGetPropAccess(data, &asked, &access), S_OK);
    assert_int_equal(asked->aulPropTag[0], 0);
    mem_free(access);
    assert_false(FPropExists((IMAPIProp *)data, PR_SUBJECT_W));
}

/* 11.3-10, 11.3-11 */
static void objects_are_listed(void **state)
{
    SPropProblemArray *problems;
    SPropTagArray *list;
    ULONG object = PROP_TAG(PT_OBJECT, 0x3700), *access;

    (void)state;
    assert_hr(data->lpVtbl->HrAddObjProps(data, TAGS(2, object, PR_SUBJECT_W), NULL),
              MAPI_E_INVALID_TYPE);
    assert_hr(data->lpVtbl->HrAddObjProps(data, TAGS(1, object), NULL), S_OK);
    assert_hr(data->lpVtbl->GetPropList(data, 0, &list), S_OK);
    assert_int_equal(list->cValues, 3);
    mem_free(list);
    assert_true(FPropExists((IMAPIProp *)data, object));

    /* a lock stays, on what is listed and on what is something else */
    assert_hr(data->lpVtbl->HrSetPropAccess(
                  data, TAGS(2, object, PR_IMPORTANCE),
                  (ULONG[]){IPROP_READONLY | IPROP_CLEAN, IPROP_READONLY | IPROP_CLEAN}),
              S_OK);
    assert_hr(data->lpVtbl->HrAddObjProps(data, TAGS(1, object), NULL), S_OK);
    assert_hr(data->lpVtbl->HrGetPropAccess(data, (SPropTagArray *[]){TAGS(1, object)}, &access),
              S_OK);
    assert_true(access[0] & IPROP_READONLY);
    mem_free(access);
    assert_hr(data->lpVtbl->HrAddObjProps(
                  data,
                  TAGS(2, PROP_TAG(PT_OBJECT, PROP_ID(PR_IMPORTANCE)), PROP_TAG(PT_OBJECT, 0x3701)),
                  &problems),
              MAPI_W_PARTIAL_COMPLETION);
    assert_int_equal(problems->cProblem, 1);
    assert_int_equal(problems->aProblem[0].ulIndex, 0);
    assert_int_equal(problems->aProblem[0].scode, MAPI_E_NO_ACCESS);
    mem_free(problems);
    assert_true(FPropExists((IMAPIProp *)data, PR_IMPORTANCE));
    assert_true(FPropExists((IMAPIProp *)data, PROP_TAG(PT_OBJECT, 0x3701)));
    assert_hr(data->lpVtbl->GetIDsFromNames(data, 0, NULL, 0, &list), MAPI_E_NO_SUPPORT);
}

/* 11.1-01, 11.1-02, 11.1-03, 11.1-04, 11.1-05 */
static void one_property_is_got_and_set(void **state)
{
    SPropValue value = NUMBER(PR_IMPORTANCE, 5), *got;
    ULONG locked = IPROP_READONLY | IPROP_CLEAN;
    IMAPIProp *prop = (IMAPIProp *)data;

    (void)state;
    assert_hr(HrGetOneProp(prop, PR_IMPORTANCE, &got), S_OK);
    assert_int_equal(got->Value.l, 2);
    mem_free(got);
    assert_hr(HrGetOneProp(prop, CHANGE_PROP_TYPE(PR_IMPORTANCE, PT_UNSPECIFIED), &got), S_OK);
    assert_int_equal(got->ulPropTag, PR_IMPORTANCE);
    mem_free(got);
    assert_hr(HrGetOneProp(prop, PR_BODY_W, &got), MAPI_E_NOT_FOUND);
    assert_null(got);
    assert_hr(HrGetOneProp(NULL, PR_BODY_W, &got), MAPI_E_INVALID_PARAMETER);
    assert_hr(HrSetOneProp(prop, &value), S_OK);
    data->lpVtbl->HrSetPropAccess(data, TAGS(1, PR_IMPORTANCE), &locked);
    assert_hr(HrSetOneProp(prop, &value), MAPI_E_NO_ACCESS);
    assert_true(FPropExists(prop, PR_SUBJECT_W));
    assert_true(FPropExists(prop, PR_SUBJECT_A));
    assert_true(FPropExists(prop, CHANGE_PROP_TYPE(PR_SUBJECT, PT_UNSPECIFIED)));
    assert_false(FPropExists(prop, CHANGE_PROP_TYPE(PR_IMPORTANCE, PT_I2)));
    assert_false(FPropExists(NULL, PR_SUBJECT_W));
}

/* 11.1-06, 11.1-07, 11.1-08, 11.1-09, 11.1-12, 11.1-26 */
static void values_are_found_and_compared(void **state)
{
    SPropValue props[] = {NUMBER(PR_IMPORTANCE, 1), WIDE(PR_SUBJECT, L"abc"),
                          pval_error(PR_BODY, MAPI_E_NOT_FOUND)};
    SPropValue narrow = STRING8(PR_SUBJECT, "abc"), part = WIDE(PR_SUBJECT, L"B");
    GUID set = {1, 0, 0, {0}};
    MAPINAMEID a = {&set, MNID_ID, {.lID = 1}}, b = {&set, MNID_STRING, {.lpwstrName = L"x"}},
               c = {&set, MNID_STRING, {.lpwstrName = L"X"}};

    (void)state;
    assert_ptr_equal(PpropFindProp(props, 3, PR_SUBJECT_W), &props[1]);
    assert_null(PpropFindProp(props, 3, PR_SUBJECT_A));
    assert_ptr_equal(PpropFindProp(props, 3, CHANGE_PROP_TYPE(PR_BODY, PT_UNSPECIFIED)), &props[2]);
    assert_null(PpropFindProp(NULL, 3, PR_SUBJECT_W));
    assert_null(PpropFindProp(props, 0, PR_SUBJECT_W));
    assert_ptr_equal(LpValFindProp(PR_SUBJECT_A, 3, props), &props[1]);
    /* as Microsoft's */
    assert_ptr_equal(LpValFindProp(CHANGE_PROP_TYPE(PR_SUBJECT, PT_LONG), 3, props), &props[1]);
    assert_null(LpValFindProp(PR_SENDER_NAME_W, 3, props));
    assert_false(FPropCompareProp(&props[1], RELOP_EQ, &narrow));
    assert_false(FPropCompareProp(&props[1], RELOP_NE, &narrow));
    assert_true(FPropCompareProp(&props[1], RELOP_LT, &part));
    assert_true(FPropContainsProp(&props[1], &part, FL_SUBSTRING | FL_IGNORECASE));
    assert_false(FPropContainsProp(&props[0], &props[0], FL_SUBSTRING));
    part = (SPropValue)WIDE(PR_SUBJECT, L"abc");
    narrow = (SPropValue){.ulPropTag = PR_SUBJECT_A, .Value.lpszA = "abc"};
    assert_false(FPropContainsProp(&part, &narrow, FL_FULLSTRING));
    for (int i = 0; i < 2; i++) { /* types that no value has */
        SPropValue odd = {.ulPropTag = PROP_TAG(PT_BINARY | MV_INSTANCE, 0x6700),
                          .Value.bin = {3, (BYTE *)"abc"}},
                   even = odd;

        if (i) even.ulPropTag = PROP_TAG(PT_BINARY, 0x6700);
        assert_false(FPropContainsProp(&odd, &even, FL_SUBSTRING));
        assert_false(FPropContainsProp(&even, &odd, i ? FL_PREFIX : FL_FULLSTRING));
    }
    assert_true(FEqualNames(&a, &a));
    assert_false(FEqualNames(&a, &b));
    assert_false(FEqualNames(&b, &c));
}

/* 11.1-20, 11.1-23 */
static void a_set_is_duplicated_as_one_block(void **state)
{
    SPropValue props[] = {NUMBER(PR_IMPORTANCE, 1), WIDE(PR_SUBJECT, L"abc")}, *copy,
               none = {.ulPropTag = PROP_TAG(0x77, 1)};
    ULONG bytes = 0;

    (void)state;
    assert_hr(ScCountProps(2, props, &bytes), S_OK);
    assert_int_equal(bytes, 2 * sizeof(SPropValue) + 8);
    assert_hr(ScCountProps(2, props, NULL), S_OK);
    assert_hr(ScCountProps(-1, props, NULL), MAPI_E_INVALID_PARAMETER);
    assert_hr(ScDupPropset(2, props, MAPIAllocateBuffer, &copy), S_OK);
    assert_text(copy[1].Value.lpszW, L"abc");
    MAPIFreeBuffer(copy);
    assert_hr(PropCopyMore(&props[0], &none, MAPIAllocateMore, data), MAPI_E_NO_SUPPORT);
}

/* 11.1-28, 11.1-29, 11.1-30, 11.1-31 */
static void bad_structures_are_told_without_a_crash(void **state)
{
    char *page = mmap(NULL, 8192, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0),
         *end = page + 4096;
    SPropValue prop = STRING8(PR_SUBJECT, "x");
    SRow row = {0, 1, &prop};
    SRestriction content = {.rt = RES_CONTENT, .res.resContent = {FL_PREFIX, PR_SUBJECT_A, &prop}};
    SBinary bin = {4, (BYTE *)"abcd"};
    ENTRYLIST list = {1, &bin};
    SSortOrderSet order = {1, 1, 1, {{PR_SUBJECT_A, 0}}};
    char *texts[] = {"x", end - 3};

    (void)state;
    munmap(end, 4096); /* nothing is there from end on */
    memset(end - 16, 'a', 16);
    assert_false(FBadProp(&prop));
    assert_false(FBadRow(&row));
    assert_false(FBadRestriction(&content));
    assert_false(FBadEntryList(&list));
    assert_false(FBadSortOrderSet(&order));
    assert_false(FBadRglpszA(texts, 1));
    assert_true(FBadRglpszA(texts, 2)); /* runs over the end */
    end[-1] = 0;
    assert_false(FBadRglpszA(texts, 2));
    end[-1] = 'a';
    prop.Value.lpszA = end - 5;
    assert_true(FBadProp(&prop));
    assert_true(FBadRow(&row));
    assert_true(FBadRestriction(&content));
    prop = WIDE(PR_SUBJECT, end - 5);
    assert_true(FBadProp(&prop));
    prop = BYTES(PR_ENTRYID, 9, end - 8);
    assert_true(FBadProp(&prop));
    prop.Value.bin.cb = 8;
    assert_false(FBadProp(&prop));
    assert_true(FBadProp((SPropValue *)end));
    assert_true(FBadRow((SRow *)end));
    assert_true(FBadRowSet(NULL));
    for (size_t i = 0; i < 2; i++) { /* a row is as good as its properties */
        SPropValue one[] = {{.ulPropTag = PROP_TAG(PT_MV_LONG, 0x6700)},
                            {.ulPropTag = PROP_TAG(PT_SVREID, 0x6700)}};
        struct {
            ULONG count;
            SRow row;
        } set = {1, {0, 1, &one[i]}};

        assert_int_equal(FBadRow(&set.row), FBadProp(&one[i]));
        assert_int_equal(FBadRowSet((SRowSet *)&set), FBadProp(&one[i]));
        assert_int_equal(FBadProp(&one[i]), i);
    }
    assert_true(FBadRowSet((SRowSet *)(end - 8)));
    assert_true(FBadColumnSet((SPropTagArray *)(end - 4)));
    assert_true(FBadSortOrderSet((SSortOrderSet *)end));
    assert_true(FBadRestriction((SRestriction *)end));
    assert_true(FBadEntryList(NULL));
    bin.lpb = (BYTE *)end - 3;
    assert_true(FBadEntryList(&list));
    assert_false(FBadColumnSet(TAGS(2, PR_NULL, PR_SUBJECT_W)));
    assert_true(FBadColumnSet(TAGS(2, PR_NULL, CHANGE_PROP_TYPE(PR_SUBJECT, PT_ERROR))));
    assert_true(FBadPropTag(PROP_TAG(0x77, 1)));
    assert_false(FBadPropTag(PR_SUBJECT_W));
    assert_true(FBadRglpNameID(&(MAPINAMEID *){(MAPINAMEID *)end}, 1));
    munmap(page, 4096);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        DATA(it_is_made_writable),
        DATA(a_read_only_object_refuses_changes),
        DATA(access_is_kept_for_each_property),
        DATA(objects_are_listed),
        DATA(one_property_is_got_and_set),
        DATA(values_are_found_and_compared),
        DATA(a_set_is_duplicated_as_one_block),
        DATA(bad_structures_are_told_without_a_crash),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
