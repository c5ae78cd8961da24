/*
 * card.c - a mail user whose properties are an IPropData's
 */
#include "fakes/card.h"
#include <string.h>
#include "mapiguid.h"
#include "mapitags.h"
#include "mapix.h"
#ifdef _WIN32
#    include "common/faces.h"
#else
#    include "com/faces.h"
#endif

struct card {
    IMailUser user;
    LONG refs;
    IPropData *data; /* owned */
    const struct card_ops *ops;
    void *context;
};

static struct card *card_from(IMailUser *iface)
{
    return (struct card *)iface;
}

static HRESULT STDMETHODCALLTYPE card_QueryInterface(IMailUser *iface, REFIID iid, void **out)
{
    *out = NULL;
    if (!IsEqualGUID(iid, &IID_IUnknown) && !IsEqualGUID(iid, &IID_IMAPIProp) &&
        !IsEqualGUID(iid, &IID_IMailUser))
        return E_NOINTERFACE;
    iface->lpVtbl->AddRef(iface);
    *out = iface;
    return S_OK;
}

static ULONG STDMETHODCALLTYPE card_AddRef(IMailUser *iface)
{
    return (ULONG)__atomic_add_fetch(&card_from(iface)->refs, 1, __ATOMIC_RELAXED);
}

static ULONG STDMETHODCALLTYPE card_Release(IMailUser *iface)
{
    struct card *card = card_from(iface);
    LONG left = __atomic_sub_fetch(&card->refs, 1, __ATOMIC_ACQ_REL);

    if (left) return (ULONG)left;
    card->data->lpVtbl->Release(card->data);
    if (card->ops->gone) card->ops->gone(card->context);
    MAPIFreeBuffer(card);
    return 0;
}

static HRESULT STDMETHODCALLTYPE card_GetProps(IMailUser *iface, LPSPropTagArray tags, ULONG flags,
                                               ULONG *count, LPSPropValue *out)
{
    IPropData *data = card_from(iface)->data;

    return data->lpVtbl->GetProps(data, tags, flags, count, out);
}

static HRESULT STDMETHODCALLTYPE card_GetPropList(IMailUser *iface, ULONG flags,
                                                  LPSPropTagArray *out)
{
    IPropData *data = card_from(iface)->data;

    return data->lpVtbl->GetPropList(data, flags, out);
}

static HRESULT refuse(ULONG at, ULONG tag, SCODE code, LPSPropProblemArray *problems)
{
    HRESULT hr;

    if (!problems) return S_OK;
    hr = MAPIAllocateBuffer(sizeof(**problems), (void **)problems);
    if (FAILED(hr)) return hr;
    (*problems)->cProblem = 1;
    (*problems)->aProblem[0] = (SPropProblem){at, tag, code};
    return S_OK;
}

static HRESULT STDMETHODCALLTYPE card_SetProps(IMailUser *iface, ULONG count, LPSPropValue values,
                                               LPSPropProblemArray *problems)
{
    struct card *card = card_from(iface);
    HRESULT hr = card->ops->set ? card->ops->set(card->context, count, values) : S_OK;

    if (problems) *problems = NULL;
    for (ULONG i = 0; i < count && SUCCEEDED(hr); i++) {
        ULONG tag = values[i].ulPropTag;
        SCODE code = card->ops->problem ? card->ops->problem(card->context, tag) : S_OK;

        hr = FAILED(code) ? refuse(i, tag, code, problems)
                          : card->data->lpVtbl->SetProps(card->data, 1, &values[i], NULL);
    }
    return hr;
}

static HRESULT STDMETHODCALLTYPE card_OpenProperty(IMailUser *iface, ULONG tag, LPCIID iid,
                                                   ULONG options, ULONG flags, LPUNKNOWN *out)
{
    struct card *card = card_from(iface);

    (void)flags;
    *out = NULL;
    return card->ops->open ? card->ops->open(card->context, tag, iid, options, out)
                           : MAPI_E_NOT_FOUND;
}

static HRESULT STDMETHODCALLTYPE card_SaveChanges(IMailUser *iface, ULONG flags)
{
    struct card *card = card_from(iface);

    return card->ops->save ? card->ops->save(card->context, iface, flags) : S_OK;
}

HRESULT card_create(const struct card_ops *ops, void *context, IMailUser **out)
{
    static IMailUserVtbl vtbl = {IMAILUSER_REFUSED_SLOTS, .QueryInterface = card_QueryInterface,
                                 .AddRef = card_AddRef, .Release = card_Release};
    struct card *card;
    HRESULT hr = MAPIAllocateBuffer(sizeof(*card), (void **)&card);

    *out = NULL;
    if (FAILED(hr)) return hr;
    vtbl.GetProps = card_GetProps;
    vtbl.GetPropList = card_GetPropList;
    vtbl.SetProps = card_SetProps;
    vtbl.OpenProperty = card_OpenProperty;
    vtbl.SaveChanges = card_SaveChanges;
    memset(card, 0, sizeof(*card));
    card->user.lpVtbl = &vtbl;
    card->refs = 1;
    card->ops = ops;
    card->context = context;
    hr = CreateIProp((LPCIID)&IID_IMAPIPropData, MAPIAllocateBuffer, MAPIAllocateMore,
                     MAPIFreeBuffer, NULL, &card->data);
    if (FAILED(hr)) MAPIFreeBuffer(card);
    else *out = &card->user;
    return hr;
}

HRESULT card_table(ITableData **out)
{
    SizedSPropTagArray(8, columns) = {8,
                                      {PR_XPOS, PR_YPOS, PR_DELTAX, PR_DELTAY, PR_CONTROL_TYPE,
                                       PR_CONTROL_FLAGS, PR_CONTROL_STRUCTURE, PR_CONTROL_ID}};

    return CreateTable((LPCIID)&IID_IMAPITableData, MAPIAllocateBuffer, MAPIAllocateMore,
                       MAPIFreeBuffer, NULL, TBLTYPE_DYNAMIC, PR_CONTROL_ID,
                       (SPropTagArray *)&columns, out);
}

HRESULT card_control(ITableData *table, ULONG type, ULONG flags, const void *structure, ULONG bytes,
                     const char *id)
{
    static const ULONG places[] = {PR_XPOS, PR_YPOS, PR_DELTAX, PR_DELTAY};
    SPropValue values[8];
    SRow row = {0, 8, values};

    for (int i = 0; i < 4; i++) {
        values[i].ulPropTag = places[i];
        values[i].Value.l = i + 1;
    }
    values[4].ulPropTag = PR_CONTROL_TYPE;
    values[4].Value.l = (LONG)type;
    values[5].ulPropTag = PR_CONTROL_FLAGS;
    values[5].Value.l = (LONG)flags;
    values[6].ulPropTag = PR_CONTROL_STRUCTURE;
    values[6].Value.bin.cb = bytes;
    values[6].Value.bin.lpb = (BYTE *)structure;
    values[7].ulPropTag = PR_CONTROL_ID;
    values[7].Value.bin.cb = (ULONG)strlen(id);
    values[7].Value.bin.lpb = (BYTE *)id;
    return table->lpVtbl->HrModifyRow(table, &row);
}
