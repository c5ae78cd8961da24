/*
 * test_prof_sect.c - IProfSect, and who may open which section
 */
#include "profile/fixture.h"
#include "mapiguid.h"
#include "mapix.h"
#include "profile/roster.h"
#include "mapitags.h"
#include "mapiutil.h"
#include "profile/section.h"
#include "prop/prop_data.h"
#include "prop/pval.h"

#ifndef MAPI_FORCE_ACCESS
#define MAPI_FORCE_ACCESS 0x00080000
#endif

static const MAPIUID uid = {{1}}, service = {{2}}, provider = {{3}}, extra = {{4}},
                     other_service = {{5}};
static struct profile *p;

static struct section *written(const MAPIUID *of)
{
    struct section *section;

    assert_hr(section_open(p, of, SECTION_WRITE | SECTION_CREATE, &section), S_OK);
    return section;
}

/* A profile with a service that has a provider and an extra section. */
static int begin_profile(void **state)
{
    AUTO_SECTION struct section *a = NULL, *b = NULL, *c = NULL, *d = NULL;

    begin(state);
    p = made(L"p");
    a = written(&service);
    b = written(&provider);
    c = written(&extra);
    d = written(&other_service);
    assert_hr(section_set_bytes(b, PR_SERVICE_UID, &service, 16), S_OK);
    assert_hr(section_set_long(b, PR_RESOURCE_TYPE, MAPI_STORE_PROVIDER), S_OK);
    assert_hr(roster_add_service(p, &service), S_OK);
    assert_hr(roster_add_service(p, &other_service), S_OK);
    assert_hr(roster_add_provider(p, &service, &provider, MAPI_STORE_PROVIDER), S_OK);
    assert_hr(roster_add_extra(p, &service, &extra), S_OK);
    return 0;
}

static int end_profile(void **state)
{
    profile_unref(p);
    return end(state);
}

static IProfSect *opened(ULONG flags)
{
    IProfSect *sect;

    assert_hr(section_open_for(p, NULL, &uid, NULL, flags, &sect), S_OK);
    return sect;
}

static HRESULT try_open(const struct section_asker *who, const MAPIUID *of, const IID *iid,
                        ULONG flags)
{
    IProfSect *sect = (IProfSect *)1;
    HRESULT hr = section_open_for(p, who, of, iid, flags, &sect);

    if (FAILED(hr)) assert_null(sect);
    else sect->lpVtbl->Release(sect);
    return hr;
}

/* 2.6-02, 2.6-09 */
static void an_empty_section_has_the_computed_two(void **state)
{
    AUTO_RELEASE IProfSect *sect = opened(MAPI_MODIFY);
    AUTO_FREE SPropValue *props = NULL;
    AUTO_FREE SPropTagArray *tags = NULL;
    ULONG n;

    (void)state;
    assert_hr(sect->lpVtbl->GetProps(sect, NULL, 0, &n, &props), S_OK);
    assert_int_equal(n, 2);
    assert_int_equal(props[0].ulPropTag, PR_OBJECT_TYPE);
    assert_int_equal(props[0].Value.l, MAPI_PROFSECT);
    assert_int_equal(props[1].ulPropTag, PR_PROFILE_NAME_A);
    assert_string_equal(props[1].Value.lpszA, "p");
    assert_hr(sect->lpVtbl->GetPropList(sect, MAPI_UNICODE, &tags), S_OK);
    assert_int_equal(tags->cValues, 2);
    assert_int_equal(tags->aulPropTag[1], PR_PROFILE_NAME_W);
}

/* 2.6-01, 2.4-39 */
static void it_is_identity_and_prop(void **state)
{
    AUTO_RELEASE IProfSect *sect = opened(MAPI_MODIFY);
    static const IID *const iids[] = {&IID_IProfSect, &IID_IMAPIProp, &IID_IUnknown};
    void *out;

    (void)state;
    for (int i = 0; i < 3; i++) {
        assert_hr(sect->lpVtbl->QueryInterface(sect, iids[i], &out), S_OK);
        assert_ptr_equal(out, sect);
        ((IUnknown *)out)->lpVtbl->Release(out);
    }
    assert_hr(sect->lpVtbl->QueryInterface(sect, &IID_IMAPISession, &out),
              MAPI_E_INTERFACE_NOT_SUPPORTED);
    assert_hr(try_open(NULL, &other_service, &IID_IProfSect, 0), S_OK);
    assert_hr(try_open(NULL, &other_service, &IID_IMAPIProp, 0), S_OK);
    assert_hr(try_open(NULL, &other_service, &IID_IMAPISession, 0), MAPI_E_INTERFACE_NOT_SUPPORTED);
}

/* 2.6-03, 2.6-04, 2.6-05, 2.6-06; 6.1-17, 6.1-19, 6.1-22 */
static void set_props_stores_at_once(void **state)
{
    AUTO_RELEASE IProfSect *sect = opened(MAPI_MODIFY);
    AUTO_SECTION struct section *direct = NULL;
    AUTO_FREE SPropProblemArray *problems = NULL;
    AUTO_FREE SPropValue *props = NULL;
    AUTO_FREE WCHAR *text = NULL;
    SPropValue values[] = {
        pval_text(PR_DISPLAY_NAME_W, L"x"),
        pval_long(PROP_TAG(PT_LONG, 0x8001), 1),
        {.ulPropTag = PR_NULL},
        pval_error(PR_COMMENT, MAPI_E_NOT_FOUND),
        pval_long(PR_OBJECT_TYPE, 1),
        pval_long(PROP_TAG(PT_LONG, 0x67f5), 7),
    };
    ULONG n;

    (void)state;
    assert_hr(sect->lpVtbl->SetProps(sect, 6, values, &problems), S_OK);
    assert_non_null(problems);
    assert_int_equal(problems->cProblem, 2);
    assert_int_equal(problems->aProblem[0].ulIndex, 1);
    assert_hr(problems->aProblem[0].scode, MAPI_E_UNEXPECTED_ID);
    assert_int_equal(problems->aProblem[1].ulIndex, 4);
    assert_hr(problems->aProblem[1].scode, MAPI_E_COMPUTED);
    assert_hr(section_open(p, &uid, 0, &direct), S_OK);
    assert_hr(section_get_text(direct, PR_DISPLAY_NAME, &text), S_OK);
    assert_text(text, L"x");
    assert_hr(sect->lpVtbl->SaveChanges(sect, KEEP_OPEN_READWRITE), S_OK);
    assert_hr(sect->lpVtbl->GetProps(sect, NULL, MAPI_UNICODE, &n, &props), S_OK);
    assert_int_equal(n, 3); /* the secure one isn't among them */
    assert_hr(sect->lpVtbl->GetIDsFromNames(sect, 0, NULL, 0, NULL), MAPI_E_NO_SUPPORT);
    assert_hr(sect->lpVtbl->GetNamesFromIDs(sect, NULL, NULL, 0, NULL, NULL), MAPI_E_NO_SUPPORT);
}

/* 6.1-02, 6.1-03, 6.1-04, 6.1-06 */
static void get_props_answers_in_order_and_width(void **state)
{
    AUTO_RELEASE IProfSect *sect = opened(MAPI_MODIFY);
    SizedSPropTagArray(6, tags) = {6,
                                   {PR_COMMENT_A, PR_DISPLAY_NAME_A, PR_DISPLAY_NAME_W,
                                    CHANGE_PROP_TYPE(PR_DISPLAY_NAME, PT_UNSPECIFIED),
                                    PROP_TAG(PT_LONG, 0x67f5), PR_PROFILE_NAME_W}};
    SPropValue values[] = {pval_text(PR_DISPLAY_NAME_W, L"x"),
                           pval_long(PROP_TAG(PT_LONG, 0x67f5), 7)};
    AUTO_FREE SPropValue *props = NULL;
    ULONG n;

    (void)state;
    assert_hr(sect->lpVtbl->SetProps(sect, 2, values, NULL), S_OK);
    assert_hr(sect->lpVtbl->GetProps(sect, (SPropTagArray *)&tags, 0, &n, &props),
              MAPI_W_ERRORS_RETURNED);
    assert_int_equal(n, 6);
    assert_int_equal(props[0].ulPropTag, CHANGE_PROP_TYPE(PR_COMMENT, PT_ERROR));
    assert_hr(props[0].Value.err, MAPI_E_NOT_FOUND);
    assert_int_equal(props[1].ulPropTag, PR_DISPLAY_NAME_A);
    assert_string_equal(props[1].Value.lpszA, "x");
    assert_int_equal(props[2].ulPropTag, PR_DISPLAY_NAME_W);
    assert_text(props[2].Value.lpszW, L"x");
    assert_int_equal(props[3].ulPropTag, PR_DISPLAY_NAME_A);
    assert_int_equal(props[4].Value.l, 7);
    assert_text(props[5].Value.lpszW, L"p");
    tags.cValues = 0;
    mem_free(TAKE(props));
    assert_hr(sect->lpVtbl->GetProps(sect, (SPropTagArray *)&tags, 0, &n, &props),
              MAPI_E_INVALID_PARAMETER);
    assert_hr(sect->lpVtbl->GetProps(sect, NULL, 1, &n, &props), MAPI_E_UNKNOWN_FLAGS);
}

/* 6.1-16, 6.1-18, 6.1-20, 6.1-23 */
static void bad_calls_are_refused(void **state)
{
    IProfSect *sect = opened(MAPI_MODIFY);
    SPropValue value = pval_long(PR_RESOURCE_FLAGS, 1);
    SizedSPropTagArray(1, tags) = {1, {PR_RESOURCE_FLAGS}};
    AUTO_FREE SPropProblemArray *problems = NULL;

    (void)state;
    assert_hr(sect->lpVtbl->SetProps(sect, 0, &value, NULL), MAPI_E_INVALID_PARAMETER);
    assert_hr(sect->lpVtbl->SetProps(sect, 1, NULL, NULL), MAPI_E_INVALID_PARAMETER);
    value.ulPropTag = PROP_TAG(PT_OBJECT, 0x6600);
    assert_hr(sect->lpVtbl->SetProps(sect, 1, &value, NULL), MAPI_E_INVALID_PARAMETER);
    value.ulPropTag = PROP_TAG(PT_MV_LONG, 0x6600);
    value.Value.MVl.cValues = 0;
    assert_hr(sect->lpVtbl->SetProps(sect, 1, &value, NULL), MAPI_E_INVALID_PARAMETER);
    assert_hr(sect->lpVtbl->DeleteProps(sect, NULL, NULL), MAPI_E_INVALID_PARAMETER);
    assert_hr(sect->lpVtbl->DeleteProps(sect, (SPropTagArray *)&tags, &problems), S_OK);
    assert_int_equal(problems->cProblem, 1);
    assert_hr(problems->aProblem[0].scode, MAPI_E_NOT_FOUND);
    sect->lpVtbl->Release(sect);

    sect = opened(0);
    value = pval_long(PR_RESOURCE_FLAGS, 1);
    assert_hr(sect->lpVtbl->SetProps(sect, 1, &value, NULL), MAPI_E_NO_ACCESS);
    assert_hr(sect->lpVtbl->DeleteProps(sect, (SPropTagArray *)&tags, NULL), MAPI_E_NO_ACCESS);
    sect->lpVtbl->Release(sect);
}

/* 6.1-38 to 6.1-44 as far as a section has to do with them */
static void copying_takes_all_or_what_is_named(void **state)
{
    AUTO_RELEASE IProfSect *from = opened(MAPI_MODIFY), *to = NULL;
    SPropValue values[] = {pval_text(PR_DISPLAY_NAME_W, L"x"), pval_long(PR_RESOURCE_FLAGS, 1),
                           pval_long(PROP_TAG(PT_LONG, 0x6600), 2),
                           pval_long(PROP_TAG(PT_LONG, 0x67f0), 3)};
    SizedSPropTagArray(1, not) = {1, {CHANGE_PROP_TYPE(PR_RESOURCE_FLAGS, PT_NULL)}};
    SizedSPropTagArray(1, some) = {1, {PR_RESOURCE_FLAGS}};
    AUTO_FREE SPropTagArray *tags = NULL;
    AUTO_SECTION struct section *direct = NULL;
    ULONG value;

    (void)state;
    assert_hr(from->lpVtbl->SetProps(from, 4, values, NULL), S_OK);
    assert_hr(section_open_for(p, NULL, &other_service, NULL, MAPI_MODIFY, &to), S_OK);
    assert_hr(section_open(p, &other_service, 0, &direct), S_OK);
    assert_hr(from->lpVtbl->CopyTo(from, 0, NULL, (SPropTagArray *)&not, 0, NULL, &IID_IMAPIProp,
                                   to, 0, NULL),
              S_OK);
    assert_hr(to->lpVtbl->GetPropList(to, MAPI_UNICODE, &tags), S_OK);
    assert_int_equal(tags->cValues, 4); /* the computed two, the name and 0x6600 */
    assert_hr(from->lpVtbl->CopyProps(from, (SPropTagArray *)&some, 0, NULL, &IID_IProfSect, to,
                                      MAPI_MOVE, NULL),
              S_OK);
    assert_hr(section_get_long(direct, PR_RESOURCE_FLAGS, &value), S_OK);
    section_cleanup(&direct);
    assert_hr(section_open(p, &uid, 0, &direct), S_OK);
    assert_hr(section_get_long(direct, PR_RESOURCE_FLAGS, &value), MAPI_E_NOT_FOUND);
    assert_hr(section_get_long(direct, PROP_TAG(PT_LONG, 0x67f0), &value), S_OK);
    assert_hr(from->lpVtbl->CopyTo(from, 0, NULL, NULL, 0, NULL, &IID_IMAPIProp, from, 0, NULL),
              MAPI_E_NO_ACCESS);
    assert_hr(from->lpVtbl->CopyTo(from, 0, NULL, NULL, 0, NULL, NULL, to, 0, NULL),
              MAPI_E_INVALID_PARAMETER);
    assert_hr(
        from->lpVtbl->CopyTo(from, 1, &IID_IMAPIProp, NULL, 0, NULL, &IID_IMAPIProp, to, 0, NULL),
        MAPI_E_INTERFACE_NOT_SUPPORTED);
}

/* What the destination refuses isn't lost. */
static void what_cannot_be_moved_stays(void **state)
{
    AUTO_RELEASE IProfSect *from = opened(MAPI_MODIFY);
    AUTO_RELEASE IPropData *to = NULL;
    SPropValue values[] = {pval_text(PR_DISPLAY_NAME_W, L"x"), pval_text(PR_COMMENT_W, L"y")},
               theirs = values[0];
    SizedSPropTagArray(1, name) = {1, {PR_DISPLAY_NAME_W}};
    ULONG access = IPROP_READONLY | IPROP_CLEAN;
    AUTO_FREE SPropProblemArray *problems = NULL;
    AUTO_SECTION struct section *direct = NULL;
    AUTO_FREE WCHAR *text = NULL, *none = NULL;

    (void)state;
    assert_hr(from->lpVtbl->SetProps(from, 2, values, NULL), S_OK);
    assert_hr(prop_data_create(&to), S_OK);
    assert_hr(to->lpVtbl->SetProps(to, 1, &theirs, NULL), S_OK);
    assert_hr(to->lpVtbl->HrSetPropAccess(to, (SPropTagArray *)&name, &access), S_OK);
    assert_hr(from->lpVtbl->CopyTo(from, 0, NULL, NULL, 0, NULL, &IID_IMAPIProp, to, MAPI_MOVE,
                                   &problems),
              S_OK);
    assert_non_null(problems);
    assert_int_equal(problems->cProblem, 1);
    assert_int_equal(problems->aProblem[0].ulPropTag, PR_DISPLAY_NAME_W);
    assert_hr(section_open(p, &uid, 0, &direct), S_OK);
    assert_hr(section_get_text(direct, PR_DISPLAY_NAME_W, &text), S_OK);
    assert_hr(section_get_text(direct, PR_COMMENT_W, &none), MAPI_E_NOT_FOUND);
}

/* 2.4-34, 2.4-35, 2.4-36, 4.6-01, 4.6-02 */
static void clients_open_what_no_provider_owns(void **state)
{
    (void)state;
    assert_hr(try_open(NULL, NULL, NULL, 0), MAPI_E_INVALID_PARAMETER); /* 2.5-12 */
    assert_hr(try_open(NULL, &uid, NULL, 0), MAPI_E_NOT_FOUND);
    assert_hr(try_open(NULL, &uid, NULL, MAPI_MODIFY), S_OK);
    assert_hr(try_open(NULL, &uid, NULL, 0), S_OK);
    assert_hr(try_open(NULL, &provider, NULL, 0), MAPI_E_NO_ACCESS);
    assert_hr(try_open(NULL, &provider, NULL, MAPI_MODIFY), MAPI_E_NO_ACCESS); /* 2.5-13 */
    assert_hr(try_open(NULL, &provider, NULL, MAPI_FORCE_ACCESS), S_OK);
    assert_hr(try_open(NULL, &provider, NULL, MAPI_FORCE_ACCESS | MAPI_MODIFY), S_OK);
    assert_hr(try_open(NULL, &extra, NULL, MAPI_MODIFY), S_OK); /* 2.5-14 */
    assert_hr(try_open(NULL, &uid, NULL, MAPI_DEFERRED_ERRORS), S_OK);
    assert_hr(try_open(NULL, &uid, NULL, 0x40), MAPI_E_UNKNOWN_FLAGS);
}

/* 2.5-12, 2.5-13, 5.10-05 */
static void a_service_opens_its_own(void **state)
{
    struct section_asker its = {.service = &service, .own = &service},
                         foreign = {.service = &other_service};
    struct section_asker on = {.service = &service, .own = &provider, .logged_on = true};
    SPropValue value = pval_long(PR_RESOURCE_FLAGS, 1);
    AUTO_FREE SPropProblemArray *problems = NULL;
    IProfSect *sect, *again;

    (void)state;
    assert_hr(try_open(&its, NULL, NULL, MAPI_MODIFY), S_OK);
    assert_hr(try_open(&its, &provider, NULL, MAPI_MODIFY), S_OK);
    assert_hr(try_open(&foreign, &provider, NULL, MAPI_MODIFY), MAPI_E_NO_ACCESS);
    assert_hr(try_open(&foreign, NULL, NULL, 0), MAPI_E_INVALID_PARAMETER);

    assert_hr(section_open_for(p, &on, NULL, NULL, MAPI_MODIFY, &sect), S_OK);
    /* as often as it likes */
    assert_hr(section_open_for(p, &on, &provider, NULL, MAPI_MODIFY, &again), S_OK);
    assert_hr(sect->lpVtbl->SetProps(sect, 1, &value, &problems), S_OK);
    assert_int_equal(problems->cProblem, 1); /* 2.6-18 */
    assert_hr(problems->aProblem[0].scode, MAPI_E_COMPUTED);
    sect->lpVtbl->Release(sect);
    again->lpVtbl->Release(again);
}

/* 2.6-12, 2.6-13 */
static void the_exchange_section_is_led_to_its_service(void **state)
{
    static const MAPIUID global = {{0x13, 0xdb, 0xb0, 0xc8, 0xaa, 0x05, 0x10, 0x1a, 0x9b, 0xb0,
                                    0x00, 0xaa, 0x00, 0x2f, 0xc4, 0x5a}};
    AUTO_SECTION struct section *s = NULL, *target = NULL;
    SPropValue legacy = pval_bool(PROP_TAG(PT_BOOLEAN, 0x3d18), true);
    AUTO_RELEASE IProfSect *sect = NULL;
    AUTO_FREE SPropValue *props = NULL;
    SizedSPropTagArray(1, tags) = {1, {PROP_TAG(PT_LONG, 0x6600)}};
    ULONG n;

    (void)state;
    assert_hr(section_open_for(p, NULL, &global, NULL, 0, &sect), S_OK);
    assert_hr(sect->lpVtbl->SetProps(sect, 1, &legacy, NULL), MAPI_E_NO_ACCESS); /* to be read */
    com_release(&sect);
    assert_hr(try_open(NULL, &global, NULL, MAPI_MODIFY), S_OK);
    assert_true(key_exists(CLASSIC L"\\p\\13dbb0c8aa05101a9bb000aa002fc45a"));
    s = written(&service);
    target = written(&uid);
    assert_hr(section_set_long(target, PROP_TAG(PT_LONG, 0x6600), 7), S_OK);
    assert_hr(section_set(s, &legacy), S_OK);
    assert_hr(section_set_bytes(s, PROP_TAG(PT_BINARY, 0x3d15), &uid, 16), S_OK);
    assert_hr(section_open_for(p, NULL, &global, NULL, 0, &sect), S_OK);
    assert_hr(sect->lpVtbl->GetProps(sect, (SPropTagArray *)&tags, 0, &n, &props), S_OK);
    assert_int_equal(props[0].Value.l, 7);
}

/* 2.6-14 */
static void the_nst_section_is_the_services(void **state)
{
    static const MAPIUID global = {{0x85, 0xed, 0x14, 0x23, 0x9d, 0xf7, 0x42, 0x66, 0x8b, 0xf2,
                                    0xfb, 0xd4, 0xa5, 0x21, 0x29, 0x41}};
    struct section_asker on = {.service = &service, .own = &provider, .logged_on = true};
    AUTO_SECTION struct section *s = written(&service);
    AUTO_RELEASE IProfSect *sect = NULL;
    SizedSPropTagArray(1, tags) = {1, {PROP_TAG(PT_LONG, 0x6600)}};
    AUTO_FREE SPropValue *props = NULL;
    ULONG n;

    (void)state;
    assert_hr(section_set_long(s, PROP_TAG(PT_LONG, 0x6600), 9), S_OK);
    assert_hr(section_open_for(p, &on, &global, NULL, 0, &sect), S_OK);
    assert_hr(sect->lpVtbl->GetProps(sect, (SPropTagArray *)&tags, 0, &n, &props), S_OK);
    assert_int_equal(props[0].Value.l, 9);
}

/* 6.1-24 to 6.1-28, 6.1-31 */
static void long_values_open_as_streams(void **state)
{
    AUTO_RELEASE IProfSect *sect = opened(MAPI_MODIFY);
    IStream *stream = NULL;
    AUTO_SECTION struct section *direct = NULL;
    AUTO_FREE BYTE *data = NULL;
    const ULONG tag = PROP_TAG(PT_BINARY, 0x6602);
    char got[8];
    ULONG n;

    (void)state;
    assert_hr(sect->lpVtbl->OpenProperty(sect, tag, &IID_IStream, 0, 0, (IUnknown **)&stream),
              MAPI_E_NOT_FOUND);
    assert_hr(sect->lpVtbl->OpenProperty(sect, tag, NULL, 0, 0, (IUnknown **)&stream),
              MAPI_E_INVALID_PARAMETER);
    assert_hr(
        sect->lpVtbl->OpenProperty(sect, tag, &IID_IStream, 0, MAPI_CREATE, (IUnknown **)&stream),
        MAPI_E_INVALID_PARAMETER);
    assert_hr(sect->lpVtbl->OpenProperty(sect, tag, &IID_IMAPIProp, 0, 0, (IUnknown **)&stream),
              MAPI_E_INTERFACE_NOT_SUPPORTED);
    assert_hr(sect->lpVtbl->OpenProperty(sect, tag, &IID_IStream, STGM_READWRITE,
                                         MAPI_CREATE | MAPI_MODIFY, (IUnknown **)&stream),
              S_OK);
    assert_hr(stream->lpVtbl->Write(stream, "abc", 3, &n), S_OK);
    stream->lpVtbl->Release(stream);
    assert_hr(section_open(p, &uid, 0, &direct), S_OK);
    assert_hr(section_get_bytes(direct, tag, &data, &n), S_OK);
    assert_int_equal(n, 3);
    assert_memory_equal(data, "abc", 3);
    assert_hr(sect->lpVtbl->OpenProperty(sect, tag, &IID_IStream, 0, 0, (IUnknown **)&stream),
              S_OK);
    assert_hr(stream->lpVtbl->Read(stream, got, 8, &n), S_OK);
    assert_int_equal(n, 3);
    stream->lpVtbl->Release(stream);
}

/* A value that can't be read is an error of its own, not of the call. */
static void corrupt_values_are_errors_in_their_place(void **state)
{
    AUTO_RELEASE IProfSect *sect = opened(MAPI_MODIFY);
    AUTO_FREE SPropValue *props = NULL;
    ULONG n;

    (void)state;
    write_raw(CLASSIC L"\\p\\01000000000000000000000000000000", L"00033009", 3, "\1", 1);
    assert_hr(sect->lpVtbl->GetProps(sect, NULL, 0, &n, &props), MAPI_W_ERRORS_RETURNED);
    assert_int_equal(n, 3);
    assert_int_equal(props[2].ulPropTag, CHANGE_PROP_TYPE(PR_RESOURCE_FLAGS, PT_ERROR));
    assert_hr(props[2].Value.err, MAPI_E_CORRUPT_DATA);
}

static void running_out_of_memory_is_told(void **state)
{
    AUTO_RELEASE IProfSect *sect = opened(MAPI_MODIFY);
    SPropValue value = pval_text(PR_DISPLAY_NAME_W, L"x");

    (void)state;
    assert_hr(sect->lpVtbl->SetProps(sect, 1, &value, NULL), S_OK);
    for (int i = 0;; i++) {
        SPropValue *props = NULL;
        ULONG n;
        HRESULT hr;

        fault_alloc_after(i);
        hr = sect->lpVtbl->GetProps(sect, NULL, 0, &n, &props);
        fault_alloc_never();
        mem_free(props);
        if (hr == S_OK) break;
        assert_hr(hr, MAPI_E_NOT_ENOUGH_MEMORY);
    }
    for (int i = 0;; i++) {
        IProfSect *again;
        HRESULT hr;

        fault_alloc_after(i);
        hr = section_open_for(p, NULL, &other_service, NULL, MAPI_MODIFY, &again);
        fault_alloc_never();
        if (hr == S_OK) {
            again->lpVtbl->Release(again);
            break;
        }
        assert_hr(hr, MAPI_E_NOT_ENOUGH_MEMORY);
        assert_null(again);
    }
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, begin_profile, end_profile)
int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(an_empty_section_has_the_computed_two),
        TEST(it_is_identity_and_prop),
        TEST(set_props_stores_at_once),
        TEST(get_props_answers_in_order_and_width),
        TEST(bad_calls_are_refused),
        TEST(copying_takes_all_or_what_is_named),
        TEST(what_cannot_be_moved_stays),
        TEST(clients_open_what_no_provider_owns),
        TEST(a_service_opens_its_own),
        TEST(the_exchange_section_is_led_to_its_service),
        TEST(the_nst_section_is_the_services),
        TEST(long_values_open_as_streams),
        TEST(corrupt_values_are_errors_in_their_place),
        TEST(running_out_of_memory_is_told),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
