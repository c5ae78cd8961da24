/*
 * foreign.c - folders of the local store as another provider's
 *
 * The objects stay what they are; they get a table of methods that asks the rules first.
 */
#include "fakes/foreign.h"
#include <stddef.h>
#include "mapicode.h"
#include "mapiguid.h"

static struct foreign *rules;
static const IMAPIFolderVtbl *real_folder;
static const IMessageVtbl *real_message;

static HRESULT ask(enum foreign_call call)
{
    ULONG nth = rules->calls[call]++;

    return rules->answer ? rules->answer(rules, call, nth) : S_OK;
}

/* ---- messages ---- */

/* As many a client's object: it knows what it is, and not what that derives from. */
static HRESULT STDMETHODCALLTYPE message_QueryInterface(IMessage *iface, REFIID iid, void **out)
{
    *out = NULL;
    if (IsEqualGUID(iid, &IID_IMessage) || IsEqualGUID(iid, &IID_IUnknown))
        return real_message->QueryInterface(iface, iid, out);
    return MAPI_E_INTERFACE_NOT_SUPPORTED;
}

static HRESULT STDMETHODCALLTYPE message_SetProps(IMessage *iface, ULONG count, SPropValue *values,
                                                  SPropProblemArray **problems)
{
    HRESULT hr = ask(FOREIGN_SET_PROPS);

    if (FAILED(hr)) return hr;
    for (ULONG i = 0; rules->ansi && i < count; i++)
        if ((PROP_TYPE(values[i].ulPropTag) & ~(ULONG)MV_FLAG) == PT_UNICODE)
            return MAPI_E_BAD_CHARWIDTH;
    return real_message->SetProps(iface, count, values, problems);
}

static HRESULT STDMETHODCALLTYPE message_DeleteProps(IMessage *iface, SPropTagArray *tags,
                                                     SPropProblemArray **problems)
{
    HRESULT hr = ask(FOREIGN_DELETE_PROPS);

    return FAILED(hr) ? hr : real_message->DeleteProps(iface, tags, problems);
}

static HRESULT STDMETHODCALLTYPE message_GetPropList(IMessage *iface, ULONG flags,
                                                     SPropTagArray **out)
{
    return rules->ansi && flags & MAPI_UNICODE ? MAPI_E_BAD_CHARWIDTH
                                               : real_message->GetPropList(iface, flags, out);
}

static HRESULT STDMETHODCALLTYPE message_GetProps(IMessage *iface, SPropTagArray *tags, ULONG flags,
                                                  ULONG *count, SPropValue **out)
{
    return rules->ansi && flags & MAPI_UNICODE
               ? MAPI_E_BAD_CHARWIDTH
               : real_message->GetProps(iface, tags, flags, count, out);
}

static HRESULT STDMETHODCALLTYPE message_ModifyRecipients(IMessage *iface, ULONG flags,
                                                          ADRLIST *list)
{
    HRESULT hr = ask(FOREIGN_MODIFY_RECIPIENTS);

    return FAILED(hr) ? hr : real_message->ModifyRecipients(iface, flags, list);
}

static HRESULT STDMETHODCALLTYPE message_CreateAttach(IMessage *iface, const IID *iid, ULONG flags,
                                                      ULONG *number, IAttach **out)
{
    HRESULT hr = ask(FOREIGN_CREATE_ATTACH);

    return FAILED(hr) ? hr : real_message->CreateAttach(iface, iid, flags, number, out);
}

static HRESULT STDMETHODCALLTYPE message_SaveChanges(IMessage *iface, ULONG flags)
{
    HRESULT hr = ask(FOREIGN_SAVE_CHANGES);

    return FAILED(hr) ? hr : real_message->SaveChanges(iface, flags);
}

void foreign_message(IMessage *message, struct foreign *with)
{
    static IMessageVtbl vtbl;

    rules = with;
    if (message->lpVtbl == &vtbl) return;
    real_message = message->lpVtbl;
    vtbl = *real_message;
    vtbl.QueryInterface = message_QueryInterface;
    vtbl.SetProps = message_SetProps;
    vtbl.DeleteProps = message_DeleteProps;
    vtbl.GetPropList = message_GetPropList;
    vtbl.GetProps = message_GetProps;
    vtbl.ModifyRecipients = message_ModifyRecipients;
    vtbl.CreateAttach = message_CreateAttach;
    vtbl.SaveChanges = message_SaveChanges;
    message->lpVtbl = &vtbl;
}

/* ---- folders ---- */

static HRESULT STDMETHODCALLTYPE folder_QueryInterface(IMAPIFolder *iface, REFIID iid, void **out)
{
    *out = NULL;
    if (IsEqualGUID(iid, &IID_IMAPIFolder) || IsEqualGUID(iid, &IID_IMAPIContainer) ||
        IsEqualGUID(iid, &IID_IMAPIProp) || IsEqualGUID(iid, &IID_IUnknown))
        return real_folder->QueryInterface(iface, iid, out);
    /* the store knows its own by an interface that nobody else has */
    return MAPI_E_INTERFACE_NOT_SUPPORTED;
}

static HRESULT STDMETHODCALLTYPE folder_OpenEntry(IMAPIFolder *iface, ULONG count, ENTRYID *id,
                                                  const IID *iid, ULONG flags, ULONG *type,
                                                  IUnknown **out)
{
    HRESULT hr = ask(FOREIGN_OPEN_ENTRY);

    *out = NULL;
    if (SUCCEEDED(hr)) hr = real_folder->OpenEntry(iface, count, id, iid, flags, type, out);
    if (SUCCEEDED(hr) && *type == MAPI_FOLDER) foreign_folder((IMAPIFolder *)*out, rules);
    if (SUCCEEDED(hr) && *type == MAPI_MESSAGE) foreign_message((IMessage *)*out, rules);
    return hr;
}

static HRESULT STDMETHODCALLTYPE folder_CreateMessage(IMAPIFolder *iface, const IID *iid,
                                                      ULONG flags, IMessage **out)
{
    HRESULT hr = ask(FOREIGN_CREATE_MESSAGE);

    *out = NULL;
    if (rules->plain && flags & MAPI_ASSOCIATED) return MAPI_E_NO_SUPPORT;
    if (SUCCEEDED(hr)) hr = real_folder->CreateMessage(iface, iid, flags, out);
    if (SUCCEEDED(hr)) foreign_message(*out, rules);
    return hr;
}

static HRESULT STDMETHODCALLTYPE folder_GetContentsTable(IMAPIFolder *iface, ULONG flags,
                                                         IMAPITable **out)
{
    *out = NULL;
    return rules->plain && flags & MAPI_ASSOCIATED
               ? MAPI_E_NO_SUPPORT
               : real_folder->GetContentsTable(iface, flags, out);
}

static HRESULT STDMETHODCALLTYPE folder_CreateFolder(IMAPIFolder *iface, ULONG type, LPTSTR name,
                                                     LPTSTR comment, const IID *iid, ULONG flags,
                                                     IMAPIFolder **out)
{
    HRESULT hr = ask(FOREIGN_CREATE_FOLDER);

    *out = NULL;
    if (SUCCEEDED(hr) && rules->ansi && flags & MAPI_UNICODE) hr = MAPI_E_BAD_CHARWIDTH;
    if (SUCCEEDED(hr)) hr = real_folder->CreateFolder(iface, type, name, comment, iid, flags, out);
    if (SUCCEEDED(hr)) foreign_folder(*out, rules);
    return hr;
}

static HRESULT STDMETHODCALLTYPE folder_DeleteMessages(IMAPIFolder *iface, ENTRYLIST *list,
                                                       ULONG_PTR window, IMAPIProgress *progress,
                                                       ULONG flags)
{
    HRESULT hr = ask(FOREIGN_DELETE_MESSAGES);

    return FAILED(hr) ? hr : real_folder->DeleteMessages(iface, list, window, progress, flags);
}

static HRESULT STDMETHODCALLTYPE folder_DeleteFolder(IMAPIFolder *iface, ULONG count, ENTRYID *id,
                                                     ULONG_PTR window, IMAPIProgress *progress,
                                                     ULONG flags)
{
    HRESULT hr = ask(FOREIGN_DELETE_FOLDER);

    return FAILED(hr) ? hr : real_folder->DeleteFolder(iface, count, id, window, progress, flags);
}

static HRESULT STDMETHODCALLTYPE folder_SetReadFlags(IMAPIFolder *iface, ENTRYLIST *list,
                                                     ULONG_PTR window, IMAPIProgress *progress,
                                                     ULONG flags)
{
    HRESULT hr = ask(FOREIGN_SET_READ_FLAGS);

    return FAILED(hr) ? hr : real_folder->SetReadFlags(iface, list, window, progress, flags);
}

void foreign_folder(IMAPIFolder *folder, struct foreign *with)
{
    static IMAPIFolderVtbl vtbl;

    rules = with;
    if (folder->lpVtbl == &vtbl) return;
    real_folder = folder->lpVtbl;
    vtbl = *real_folder;
    vtbl.QueryInterface = folder_QueryInterface;
    vtbl.OpenEntry = folder_OpenEntry;
    vtbl.CreateMessage = folder_CreateMessage;
    vtbl.CreateFolder = folder_CreateFolder;
    vtbl.GetContentsTable = folder_GetContentsTable;
    vtbl.DeleteMessages = folder_DeleteMessages;
    vtbl.DeleteFolder = folder_DeleteFolder;
    vtbl.SetReadFlags = folder_SetReadFlags;
    folder->lpVtbl = &vtbl;
}
