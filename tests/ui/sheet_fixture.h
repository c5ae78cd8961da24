/*
 * sheet_fixture.h - an object with a display table, lists and a button, as a test says
 */
#pragma once
#include <stdio.h>
#include "profile/fixture.h"
#include "fakes/card.h"
#include "mapix.h"
#include "prop/pval.h"
#include "ui/property_sheet.h"

/* Its own properties, PT_OBJECT but for the first ones. */
#define A_CHOICE  PROP_TAG(PT_LONG, 0x6601)
#define A_LIST    PROP_TAG(PT_OBJECT, 0x6610) /* of people, numbers and names */
#define A_BUTTON  PROP_TAG(PT_OBJECT, 0x6611)
#define NO_OBJECT PROP_TAG(PT_OBJECT, 0x6612)

struct desk {
    ITableData *display; /* owned; card_control fills it */
    ITableData *list;    /* owned; behind A_LIST */
    IMailUser *card;     /* owned */
    IMAPITable *view;    /* owned: of display */
    HRESULT open;        /* what OpenProperty answers; S_OK: it does */
    HRESULT set;         /* and SetProps */
    ULONG refused;       /* a property that SetProps has a problem with */
    ULONG state;         /* the button's */
    bool narrow;         /* tables of lists know no MAPI_UNICODE */
    char calls[512];
    IMAPIControl control;
    LONG control_refs;
};
static struct desk desk;

static void note(const char *what, ULONG number)
{
    size_t used = strlen(desk.calls);

    snprintf(desk.calls + used, sizeof(desk.calls) - used, "%s(%x) ", what, (unsigned)number);
}

/* ---- the button ---- */

static HRESULT STDMETHODCALLTYPE control_QueryInterface(IMAPIControl *iface, REFIID iid, void **out)
{
    (void)iface, (void)iid;
    *out = NULL;
    return E_NOINTERFACE;
}

static ULONG STDMETHODCALLTYPE control_AddRef(IMAPIControl *iface)
{
    (void)iface;
    return (ULONG)++desk.control_refs;
}

static ULONG STDMETHODCALLTYPE control_Release(IMAPIControl *iface)
{
    (void)iface;
    return (ULONG)--desk.control_refs;
}

static HRESULT STDMETHODCALLTYPE control_GetLastError(IMAPIControl *iface, HRESULT hr, ULONG flags,
                                                      MAPIERROR **out)
{
    (void)iface, (void)hr, (void)flags;
    *out = NULL;
    return S_OK;
}

static HRESULT STDMETHODCALLTYPE control_Activate(IMAPIControl *iface, ULONG flags, ULONG_PTR ui)
{
    (void)iface;
    note(flags ? "activate?" : "activate", (ULONG)ui);
    return S_OK;
}

static HRESULT STDMETHODCALLTYPE control_GetState(IMAPIControl *iface, ULONG flags, ULONG *state)
{
    (void)iface;
    note("state", flags);
    *state = desk.state;
    return S_OK;
}

static const IMAPIControlVtbl control_vtbl = {
    .QueryInterface = control_QueryInterface,
    .AddRef = control_AddRef,
    .Release = control_Release,
    .GetLastError = control_GetLastError,
    .Activate = control_Activate,
    .GetState = control_GetState,
};

/* ---- the object ---- */

static HRESULT desk_open(void *context, ULONG tag, const IID *iid, ULONG options, IUnknown **out)
{
    (void)context;
    note("open", PROP_ID(tag));
    if (FAILED(desk.open)) return desk.open;
    if (tag == A_BUTTON && IsEqualGUID(iid, &IID_IMAPIControl)) {
        desk.control_refs++;
        *out = (IUnknown *)&desk.control;
        return S_OK;
    }
    if (tag != A_LIST || !IsEqualGUID(iid, &IID_IMAPITable)) return MAPI_E_NOT_FOUND;
    if (desk.narrow && options & MAPI_UNICODE) return MAPI_E_BAD_CHARWIDTH;
    return desk.list->lpVtbl->HrGetView(desk.list, NULL, NULL, 0, (IMAPITable **)out);
}

static HRESULT desk_set(void *context, ULONG count, const SPropValue *values)
{
    (void)context, (void)values;
    note("set", count);
    return desk.set;
}

static SCODE desk_problem(void *context, ULONG tag)
{
    (void)context;
    return tag == desk.refused ? MAPI_E_COMPUTED : S_OK;
}

static const struct card_ops desk_ops = {
    .open = desk_open, .set = desk_set, .problem = desk_problem};

static void add_line(int number, const WCHAR *name, bool whole)
{
    SPropValue values[5] = {
        pval_binary(PR_INSTANCE_KEY, sizeof(number), &number),
        pval_text(PR_DISPLAY_NAME_W, name),
        pval_long(A_CHOICE, number),
        pval_binary(PR_ENTRYID, sizeof(number), &number),
        pval_long(PR_DISPLAY_TYPE, DT_MAILUSER),
    };
    SRow row = {0, whole ? 5 : 3, values};

    assert_hr(desk.list->lpVtbl->HrModifyRow(desk.list, &row), S_OK);
}

static void make_list(void)
{
    SizedSPropTagArray(3, columns) = {3, {PR_INSTANCE_KEY, PR_DISPLAY_NAME_W, A_CHOICE}};

    assert_hr(CreateTable((LPCIID)&IID_IMAPITableData, MAPIAllocateBuffer, MAPIAllocateMore,
                          MAPIFreeBuffer, NULL, TBLTYPE_DYNAMIC, PR_INSTANCE_KEY,
                          (SPropTagArray *)&columns, &desk.list),
              S_OK);
    add_line(1, L"One", true);
    add_line(2, L"Two", false);
    add_line(3, L"\x422\x440\x438", true);
}

static int set_desk(void **state)
{
    begin(state);
    MAPIInitialize(NULL);
    memset(&desk, 0, sizeof(desk));
    desk.control.lpVtbl = &control_vtbl;
    assert_hr(card_table(&desk.display), S_OK);
    assert_hr(card_create(&desk_ops, NULL, &desk.card), S_OK);
    make_list();
    return 0;
}

static int clear_desk(void **state)
{
    com_release(&desk.view);
    com_release(&desk.display);
    com_release(&desk.list);
    com_release(&desk.card);
    MAPIUninitialize();
    return end(state) || desk.control_refs;
}

/* A control of the display table, whose structure is one of DTBL... */
#define ADD(type, flags, id, ...)                                                                  \
    assert_hr(card_control(desk.display, type, flags, &(__VA_ARGS__), sizeof(__VA_ARGS__), id),    \
              S_OK)

__attribute__((unused)) static void put(SPropValue value)
{
    assert_hr(desk.card->lpVtbl->SetProps(desk.card, 1, &value, NULL), S_OK);
    desk.calls[0] = 0;
}

/* What the object has; freed by the caller. */
__attribute__((unused)) static SPropValue *got(ULONG tag)
{
    SizedSPropTagArray(1, tags) = {1, {tag}};
    SPropValue *value;
    ULONG n;

    assert_true(SUCCEEDED(
        desk.card->lpVtbl->GetProps(desk.card, (SPropTagArray *)&tags, 0, &n, &value)));
    return value;
}

__attribute__((unused)) static bool has_text(ULONG tag, const WCHAR *text)
{
    AUTO_FREE SPropValue *value = got(tag);

    return value->ulPropTag == tag && !text_compare(value->Value.lpszW, text);
}

__attribute__((unused)) static bool has_long(ULONG tag, LONG number)
{
    AUTO_FREE SPropValue *value = got(tag);

    return value->ulPropTag == tag && value->Value.l == number;
}

__attribute__((unused)) static struct property_sheet *open_sheet(void)
{
    struct property_sheet *sheet;

    com_release(&desk.view);
    assert_hr(desk.display->lpVtbl->HrGetView(desk.display, NULL, NULL, 0, &desk.view), S_OK);
    assert_hr(property_sheet_open(desk.view, (IMAPIProp *)desk.card, &sheet), S_OK);
    return sheet;
}
