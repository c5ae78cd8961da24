/*
 * test_prepare.c - recipients of contacts in an address book that has no folder: another's, maybe
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <string.h>
#include "common/com.h"
#include "contacts_ab/entry_id.h"
#include "fakes/section_methods.h"
#include "mapispi.h"
#include "mapitags.h"

#define ok_hr(call) assert_int_equal(call, S_OK)

/* ---- the support object: a profile with nothing in it ---- */

static struct fake_section section;
static LONG refs;

static ULONG STDMETHODCALLTYPE support_AddRef(IMAPISupport *iface)
{
    (void)iface;
    return (ULONG)++refs;
}

static ULONG STDMETHODCALLTYPE support_Release(IMAPISupport *iface)
{
    (void)iface;
    return (ULONG)--refs;
}

static HRESULT STDMETHODCALLTYPE support_OpenProfileSection(IMAPISupport *iface, MAPIUID *uid,
                                                            ULONG flags, IProfSect **out)
{
    (void)iface;
    (void)uid;
    (void)flags;
    *out = &section.IProfSect_iface;
    return S_OK;
}

static HRESULT STDMETHODCALLTYPE support_SetProviderUID(IMAPISupport *iface, MAPIUID *uid,
                                                        ULONG flags)
{
    (void)iface;
    (void)flags;
    assert_memory_equal(uid, &contact_uid, sizeof(*uid));
    return S_OK;
}

static IMAPISupportVtbl support_vtbl = {
    IMAPISUPPORT_REFUSED_SLOTS,
    .AddRef = support_AddRef,
    .Release = support_Release,
};

/* All logons have one UID, and MAPI asks the first of them to prepare what may be the second's. */
static void a_contact_of_another_logon_is_left_as_it_is(void **state)
{
    static const SizedSPropTagArray(2, tags) = {2, {PR_EMAIL_ADDRESS_W, PR_COMPANY_NAME_W}};
    static BYTE contact[] = "a contact";
    IMAPISupport support = {&support_vtbl};
    BYTE id[CONTACT_PERSON_HEAD + sizeof(contact)];
    SPropValue values[2] = {{.ulPropTag = PR_ENTRYID}, {.ulPropTag = PR_RECIPIENT_TYPE}};
    struct {
        ULONG count;
        ADRENTRY entries[2];
    } list = {2, {{0, 2, values}, {0, 1, &values[1]}}};
    IABProvider *provider = NULL;
    IABLogon *logon = NULL;
    ULONG version = 0, type;
    IUnknown *opened = NULL;

    (void)state;
    support_vtbl.OpenProfileSection = support_OpenProfileSection;
    support_vtbl.SetProviderUID = support_SetProviderUID;
    fake_section_init(&section);
    contact_person_write(&(SBinary){sizeof(contact), contact}, 0, id);
    values[0].Value.bin = (SBinary){sizeof(id), id};
    ok_hr(ABProviderInit(NULL, NULL, MAPIAllocateBuffer, MAPIAllocateMore, MAPIFreeBuffer, 0,
                         CURRENT_SPI_VERSION, &version, &provider));
    ok_hr(provider->lpVtbl->Logon(provider, &support, 0, NULL, 0, NULL, NULL, NULL, &logon));
    assert_int_equal(
        logon->lpVtbl->OpenEntry(logon, sizeof(id), (ENTRYID *)id, NULL, 0, &type, &opened),
        MAPI_E_UNKNOWN_ENTRYID);
    ok_hr(logon->lpVtbl->PrepareRecips(logon, MAPI_UNICODE, (SPropTagArray *)&tags,
                                       (ADRLIST *)&list));
    assert_int_equal(list.entries[0].cValues, 2);
    assert_ptr_equal(list.entries[0].rgPropVals, values);
    ok_hr(logon->lpVtbl->Logoff(logon, 0));
    logon->lpVtbl->Release(logon);
    provider->lpVtbl->Release(provider);
    assert_int_equal(refs, 0);
    assert_int_equal(com_objects_alive(), 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_contact_of_another_logon_is_left_as_it_is),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
