/*
 * test_com.c - identity, count and death of objects, and what tools/gen_faces.py writes for them
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>
#include "mapispi.h"
#include "mapix.h"
#include "base/fault.h"
#include "com/com.h"
#include "com/imalloc.h"

/* ---- a part that answers for IMAPIProp, and an object that hands its calls on ---- */

struct part {
    int calls;
    ULONG flags;
};

static HRESULT part_get_last_error(struct part *part, HRESULT hr, ULONG flags, MAPIERROR **out)
{
    (void)hr, (void)flags, (void)out;
    part->calls++;
    return S_OK;
}
static HRESULT part_save_changes(struct part *part, ULONG flags)
{
    part->calls++;
    part->flags = flags;
    return MAPI_E_OBJECT_CHANGED;
}
static HRESULT part_get_props(struct part *part, SPropTagArray *tags, ULONG flags, ULONG *count,
                              SPropValue **out)
{
    (void)tags, (void)flags, (void)count, (void)out;
    part->calls++;
    return S_OK;
}
static HRESULT part_get_prop_list(struct part *part, ULONG flags, SPropTagArray **out)
{
    (void)flags, (void)out;
    part->calls++;
    return S_OK;
}
static HRESULT part_open_property(struct part *part, ULONG tag, LPCIID iid, ULONG options,
                                  ULONG flags, IUnknown **out)
{
    (void)tag, (void)iid, (void)options, (void)flags, (void)out;
    part->calls++;
    return S_OK;
}
static HRESULT part_set_props(struct part *part, ULONG count, SPropValue *values,
                              SPropProblemArray **problems)
{
    (void)count, (void)values, (void)problems;
    part->calls++;
    return S_OK;
}
static HRESULT part_delete_props(struct part *part, SPropTagArray *tags,
                                 SPropProblemArray **problems)
{
    (void)tags, (void)problems;
    part->calls++;
    return S_OK;
}
static HRESULT part_copy_to(struct part *part, ULONG n, LPCIID exclude, SPropTagArray *tags,
                            ULONG_PTR window, IMAPIProgress *progress, LPCIID iid, void *to,
                            ULONG flags, SPropProblemArray **problems)
{
    (void)n, (void)exclude, (void)tags, (void)window, (void)progress, (void)iid, (void)to,
        (void)flags, (void)problems;
    part->calls++;
    return S_OK;
}
static HRESULT part_copy_props(struct part *part, SPropTagArray *tags, ULONG_PTR window,
                               IMAPIProgress *progress, LPCIID iid, void *to, ULONG flags,
                               SPropProblemArray **problems)
{
    (void)tags, (void)window, (void)progress, (void)iid, (void)to, (void)flags, (void)problems;
    part->calls++;
    return S_OK;
}
static HRESULT part_get_names_from_ids(struct part *part, SPropTagArray **tags, GUID *set,
                                       ULONG flags, ULONG *count, MAPINAMEID ***out)
{
    (void)tags, (void)set, (void)flags, (void)count, (void)out;
    part->calls++;
    return S_OK;
}
static HRESULT part_get_ids_from_names(struct part *part, ULONG count, MAPINAMEID **names,
                                       ULONG flags, SPropTagArray **out)
{
    (void)count, (void)names, (void)flags, (void)out;
    part->calls++;
    return S_OK;
}

struct thing {
    struct com_object com;
    IProfSect IProfSect_iface;
    IMAPIAdviseSink IMAPIAdviseSink_iface;
    struct part props;
    int *ends;
};

static void thing_destroy(void *self)
{
    struct thing *thing = self;

    assert_false(com_ref_alive(thing)); /* who finds it now comes too late */
    if (thing->ends) ++*thing->ends;
}

COM_UNKNOWN(thing, IProfSect)
COM_UNKNOWN_SECOND(thing, IMAPIAdviseSink)
COM_DEAD(thing, IProfSect, IPROFSECT_DEAD_SLOTS);
COM_DEAD_SECOND(thing, IMAPIAdviseSink, IMAPIADVISESINK_DEAD_SLOTS);
static const struct com_face thing_faces[] = {
    COM_MORTAL(thing, IProfSect),
    COM_MORTAL_AS(thing, IProfSect, IMAPIProp),
    COM_MORTAL(thing, IMAPIAdviseSink),
};
COM_CLASS(thing);
IMAPIPROP_FORWARD(thing, IProfSect, part, props)
static const IProfSectVtbl thing_vtbl = {COM_UNKNOWN_METHODS(thing), IMAPIPROP_SLOTS(thing)};
static const IMAPIAdviseSinkVtbl sink_vtbl = {
    COM_UNKNOWN_SECOND_METHODS(thing, IMAPIAdviseSink),
    .OnNotify = refuse_IMAPIAdviseSink_OnNotify,
};

static struct thing *thing_create(int *ends)
{
    struct thing *thing = com_alloc(&thing_class, sizeof(*thing));

    if (!thing) return NULL;
    thing->IProfSect_iface.lpVtbl = &thing_vtbl;
    thing->IMAPIAdviseSink_iface.lpVtbl = &sink_vtbl;
    thing->ends = ends;
    return thing;
}

static void query_is_a_table(void **state)
{
    int ends = 0;
    struct thing *thing = thing_create(&ends);
    IProfSect *section = &thing->IProfSect_iface;
    IMAPIAdviseSink *sink = NULL;
    IUnknown *a = NULL, *b = NULL;
    long alive = com_objects_alive();
    void *out = (void *)1;

    (void)state;
    assert_int_equal(section->lpVtbl->QueryInterface(section, &IID_IMAPIProp, &out), S_OK);
    assert_ptr_equal(out, section);
    assert_int_equal(section->lpVtbl->QueryInterface(section, &IID_IMAPIAdviseSink, (void **)&sink),
                     S_OK);
    assert_ptr_equal(sink, &thing->IMAPIAdviseSink_iface);
    assert_int_equal(section->lpVtbl->QueryInterface(section, &IID_IUnknown, (void **)&a), S_OK);
    assert_int_equal(sink->lpVtbl->QueryInterface(sink, &IID_IUnknown, (void **)&b), S_OK);
    assert_ptr_equal(a, b); /* one identity */
    assert_int_equal(section->lpVtbl->QueryInterface(section, &IID_IMAPITable, &out),
                     E_NOINTERFACE);
    assert_null(out);
    assert_int_equal(section->lpVtbl->AddRef(section), 6);
    assert_true(com_ref_alive(thing));
    for (ULONG left = 7; left--;)
        assert_int_equal(sink->lpVtbl->Release(sink), left);
    assert_int_equal(ends, 1);
    assert_int_equal(com_objects_alive(), alive - 1);
}

static void calls_are_handed_on(void **state)
{
    struct thing *thing = thing_create(NULL);
    IProfSect *p = &thing->IProfSect_iface;

    (void)state;
    assert_int_equal(p->lpVtbl->SaveChanges(p, 5), MAPI_E_OBJECT_CHANGED);
    assert_int_equal(thing->props.flags, 5);
    p->lpVtbl->GetLastError(p, S_OK, 0, NULL);
    p->lpVtbl->GetProps(p, NULL, 0, NULL, NULL);
    p->lpVtbl->GetPropList(p, 0, NULL);
    p->lpVtbl->OpenProperty(p, 0, NULL, 0, 0, NULL);
    p->lpVtbl->SetProps(p, 0, NULL, NULL);
    p->lpVtbl->DeleteProps(p, NULL, NULL);
    p->lpVtbl->CopyTo(p, 0, NULL, NULL, 0, NULL, NULL, NULL, 0, NULL);
    p->lpVtbl->CopyProps(p, NULL, 0, NULL, NULL, NULL, 0, NULL);
    p->lpVtbl->GetNamesFromIDs(p, NULL, NULL, 0, NULL, NULL);
    p->lpVtbl->GetIDsFromNames(p, 0, NULL, 0, NULL);
    assert_int_equal(thing->props.calls, 11);
    com_unref(thing);
}

/* 4.13: objects that outlive their session */
static void a_killed_object_is_dead_but_counts(void **state)
{
    int ends = 0;
    struct thing *thing = thing_create(&ends);
    IProfSect *p = &thing->IProfSect_iface;
    IMAPIAdviseSink *sink = &thing->IMAPIAdviseSink_iface;
    IUnknown *unknown;

    (void)state;
    com_kill(thing);
    assert_true(thing->com.killed);
    assert_int_equal(p->lpVtbl->SaveChanges(p, 0), MAPI_E_INVALID_OBJECT);
    assert_int_equal(p->lpVtbl->GetIDsFromNames(p, 0, NULL, 0, NULL), MAPI_E_INVALID_OBJECT);
    assert_int_equal((HRESULT)sink->lpVtbl->OnNotify(sink, 0, NULL), MAPI_E_INVALID_OBJECT);
    assert_int_equal(thing->props.calls, 0);
    assert_int_equal(p->lpVtbl->QueryInterface(p, &IID_IUnknown, (void **)&unknown), S_OK);
    assert_int_equal(p->lpVtbl->AddRef(p), 3);
    assert_int_equal(sink->lpVtbl->Release(sink), 2);
    p->lpVtbl->Release(p);
    assert_int_equal(p->lpVtbl->Release(p), 0);
    assert_int_equal(ends, 1);
}

static void what_is_refused_says_so(void **state)
{
    IMAPISupport *none = NULL;

    (void)state;
    assert_int_equal(refuse_IMAPISupport_ExpandRecips(none, NULL, NULL), MAPI_E_NO_SUPPORT);
    assert_int_equal(refuse_IMsgStore_GetProps(NULL, NULL, 0, NULL, NULL),
                     MAPI_E_NO_SUPPORT); /* inherited */
    assert_null(refuse_IMalloc_Alloc(NULL, 1));
    refuse_IMalloc_Free(NULL, NULL);
}

/* Every vtable that faces.h can fill is filled whole. */
static void no_slot_stays_empty(void **state)
{
#define FULL(iface, upper)                                                                         \
    {                                                                                              \
        static const iface##Vtbl dead = {NULL, NULL, NULL, upper##_DEAD_SLOTS};                    \
        static const iface##Vtbl refused = {NULL, NULL, NULL, upper##_REFUSED_SLOTS};              \
        for (size_t i = 3; i < sizeof(dead) / sizeof(void *); i++) {                               \
            assert_non_null(((void *const *)&dead)[i]);                                            \
            assert_non_null(((void *const *)&refused)[i]);                                         \
        }                                                                                          \
    }
    (void)state;
    FULL(IMAPISession, IMAPISESSION)
    FULL(IMsgStore, IMSGSTORE)
    FULL(IMAPIFolder, IMAPIFOLDER)
    FULL(IMessage, IMESSAGE)
    FULL(IMAPITable, IMAPITABLE)
    FULL(IMAPISupport, IMAPISUPPORT)
    FULL(IMsgServiceAdmin2, IMSGSERVICEADMIN2)
    FULL(IAddrBook, IADDRBOOK)
    FULL(IDistList, IDISTLIST)
    FULL(IStream, ISTREAM)
    FULL(IStorage, ISTORAGE)
#undef FULL
}

static void no_object_without_memory(void **state)
{
    long alive = com_objects_alive();

    (void)state;
    fault_alloc_after(0);
    assert_null(thing_create(NULL));
    fault_alloc_never();
    assert_int_equal(com_objects_alive(), alive);
}

static void release_clears_the_variable(void **state)
{
    int ends = 0;
    IProfSect *section = &thing_create(&ends)->IProfSect_iface, *none = NULL;

    (void)state;
    com_release(&section);
    assert_null(section);
    assert_int_equal(ends, 1);
    com_release(&none);
    assert_int_equal(com_unref(NULL), 0);
}

/* 1.5-14 1.5-15 */
static void the_default_malloc_survives_its_users(void **state)
{
    IMalloc *m = imalloc_default();
    void *block, *bigger;

    (void)state;
    for (int i = 0; i < 3; i++)
        m->lpVtbl->Release(m);
    block = m->lpVtbl->Alloc(m, 4);
    memcpy(block, "abc", 4);
    assert_int_equal(m->lpVtbl->DidAlloc(m, block), -1);
    bigger = m->lpVtbl->Realloc(m, block, 100);
    assert_string_equal(bigger, "abc");
    assert_true(m->lpVtbl->GetSize(m, bigger) >= 100);
    assert_true(m->lpVtbl->GetSize(m, NULL) == (SIZE_T)-1);
    assert_null(m->lpVtbl->Realloc(m, bigger, 0));
}

#ifndef __SANITIZE_ADDRESS__ /* it would rightly stop us */
static void a_release_too_many_is_survived(void **state)
{
    int ends = 0;
    IProfSect *section = &thing_create(&ends)->IProfSect_iface;
    long alive = com_objects_alive();

    (void)state;
    assert_int_equal(section->lpVtbl->Release(section), 0);
    assert_int_equal(section->lpVtbl->Release(section), 0);
    assert_int_equal(ends, 1);
    assert_int_equal(com_objects_alive(), alive - 1);
}
#endif

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(query_is_a_table),
        cmocka_unit_test(calls_are_handed_on),
        cmocka_unit_test(a_killed_object_is_dead_but_counts),
        cmocka_unit_test(what_is_refused_says_so),
        cmocka_unit_test(no_slot_stays_empty),
        cmocka_unit_test(no_object_without_memory),
        cmocka_unit_test(release_clears_the_variable),
        cmocka_unit_test(the_default_malloc_survives_its_users),
#ifndef __SANITIZE_ADDRESS__
        cmocka_unit_test(a_release_too_many_is_survived),
#endif
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
