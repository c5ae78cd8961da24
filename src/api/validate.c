/*
 * validate.c - HrValidateParameters and its spellings: are all arguments of one method of METHODS
 * what they should be?
 *
 * What a method takes is a word with one letter for each argument behind This:
 *
 *     u  a number, anything          q  a 64-bit number by value
 *     o  where to write, needed      O  the same, or NULL
 *     i  an interface ID, needed     I  or NULL
 *     g  as many IDs as the argument before says
 *     p  an object, needed           P  or NULL
 *     t  property tags, needed       T  or NULL           m  where tags are, or NULL there
 *     v  as many values as the argument before says       n  as many names
 *     r  a restriction, or NULL      R  needed
 *     s  a sort order, or NULL       S  needed
 *     A  an address list, needed     L  an entry list, needed     l  or NULL
 *     b  as many bytes as the argument before says, NULL with 0   B  at least one
 *     x  text, or NULL               X  needed (its width hangs on flags: only its first unit is
 * looked at) f  a flag list, needed         w  as many notifications as the argument before says
 */
#include <stdarg.h>
#include <stdint.h>
#include "base/error.h"
#include "base/size.h"
#include "mapispi.h"
#include "mapival.h"
#include "prop/probe.h"
#include "sys/probe.h"

static const char *const shapes[] = {
    [IUnknown_QueryInterface] = "io",
    [IUnknown_AddRef] = "",
    [IUnknown_Release] = "",
    [IMAPIProp_GetLastError] = "uuo",
    [IMAPIProp_SaveChanges] = "u",
    [IMAPIProp_GetProps] = "Tuoo",
    [IMAPIProp_GetPropList] = "uo",
    [IMAPIProp_OpenProperty] = "uiuuo",
    [IMAPIProp_SetProps] = "uvO",
    [IMAPIProp_DeleteProps] = "tO",
    [IMAPIProp_CopyTo] = "ugTuPipuO",
    [IMAPIProp_CopyProps] = "tuPipuO",
    [IMAPIProp_GetNamesFromIDs] = "mIuoo",
    [IMAPIProp_GetIDsFromNames] = "unuo",
    [IMAPITable_GetLastError] = "uuo",
    [IMAPITable_Advise] = "upo",
    [IMAPITable_Unadvise] = "u",
    [IMAPITable_GetStatus] = "oo",
    [IMAPITable_SetColumns] = "tu",
    [IMAPITable_QueryColumns] = "uo",
    [IMAPITable_GetRowCount] = "uo",
    [IMAPITable_SeekRow] = "uuO",
    [IMAPITable_SeekRowApprox] = "uu",
    [IMAPITable_QueryPosition] = "ooo",
    [IMAPITable_FindRow] = "Ruu",
    [IMAPITable_Restrict] = "ru",
    [IMAPITable_CreateBookmark] = "o",
    [IMAPITable_FreeBookmark] = "u",
    [IMAPITable_SortTable] = "Su",
    [IMAPITable_QuerySortOrder] = "o",
    [IMAPITable_QueryRows] = "uuo",
    [IMAPITable_Abort] = "",
    [IMAPITable_ExpandRow] = "uBuuOO",
    [IMAPITable_CollapseRow] = "uBuO",
    [IMAPITable_WaitForCompletion] = "uuO",
    [IMAPITable_GetCollapseState] = "uuboo",
    [IMAPITable_SetCollapseState] = "uuBo",
    [IMAPIContainer_GetContentsTable] = "uo",
    [IMAPIContainer_GetHierarchyTable] = "uo",
    [IMAPIContainer_OpenEntry] = "ubIuoo",
    [IMAPIContainer_SetSearchCriteria] = "rlu",
    [IMAPIContainer_GetSearchCriteria] = "uOOO",
    [IABContainer_CreateEntry] = "uBuo",
    [IABContainer_CopyEntries] = "LuPu",
    [IABContainer_DeleteEntries] = "Lu",
    [IABContainer_ResolveNames] = "TuAf",
    [IDistList_CreateEntry] = "uBuo",
    [IDistList_CopyEntries] = "LuPu",
    [IDistList_DeleteEntries] = "Lu",
    [IDistList_ResolveNames] = "TuAf",
    [IMAPIFolder_CreateMessage] = "Iuo",
    [IMAPIFolder_CopyMessages] = "LIpuPu",
    [IMAPIFolder_DeleteMessages] = "LuPu",
    [IMAPIFolder_CreateFolder] = "uXxIuo",
    [IMAPIFolder_CopyFolder] = "uBIpxuPu",
    [IMAPIFolder_DeleteFolder] = "uBuPu",
    [IMAPIFolder_SetReadFlags] = "luPu",
    [IMAPIFolder_GetMessageStatus] = "uBuo",
    [IMAPIFolder_SetMessageStatus] = "uBuuO",
    [IMAPIFolder_SaveContentsSort] = "Su",
    [IMAPIFolder_EmptyFolder] = "uPu",
    [IMsgStore_Advise] = "ubupo",
    [IMsgStore_Unadvise] = "u",
    [IMsgStore_CompareEntryIDs] = "uBuBuo",
    [IMsgStore_OpenEntry] = "ubIuoo",
    [IMsgStore_SetReceiveFolder] = "xuub",
    [IMsgStore_GetReceiveFolder] = "xuooO",
    [IMsgStore_GetReceiveFolderTable] = "uo",
    [IMsgStore_StoreLogoff] = "o",
    [IMsgStore_AbortSubmit] = "uBu",
    [IMsgStore_GetOutgoingQueue] = "uo",
    [IMsgStore_SetLockState] = "pu",
    [IMsgStore_FinishedMsg] = "uuB",
    [IMsgStore_NotifyNewMail] = "o",
    [IMessage_GetAttachmentTable] = "uo",
    [IMessage_OpenAttach] = "uIuo",
    [IMessage_CreateAttach] = "Iuoo",
    [IMessage_DeleteAttach] = "uuPu",
    [IMessage_GetRecipientTable] = "uo",
    [IMessage_ModifyRecipients] = "uA",
    [IMessage_SubmitMessage] = "u",
    [IMessage_SetReadFlag] = "u",
    [IABProvider_Shutdown] = "o",
    [IABProvider_Logon] = "puxuooOo",
    [IABLogon_GetLastError] = "uuo",
    [IABLogon_Logoff] = "u",
    [IABLogon_OpenEntry] = "ubIuoo",
    [IABLogon_CompareEntryIDs] = "uBuBuo",
    [IABLogon_Advise] = "ubupo",
    [IABLogon_Unadvise] = "u",
    [IABLogon_OpenStatusEntry] = "Iuoo",
    [IABLogon_OpenTemplateID] = "uBupIoP",
    [IABLogon_GetOneOffTable] = "uo",
    [IABLogon_PrepareRecips] = "uTA",
    [IXPProvider_Shutdown] = "o",
    [IXPProvider_TransportLogon] = "puxoOo",
    [IXPLogon_AddressTypes] = "ooooo",
    [IXPLogon_RegisterOptions] = "ooo",
    [IXPLogon_TransportNotify] = "oo",
    [IXPLogon_Idle] = "u",
    [IXPLogon_TransportLogoff] = "u",
    [IXPLogon_SubmitMessage] = "upoo",
    [IXPLogon_EndMessage] = "uo",
    [IXPLogon_Poll] = "o",
    [IXPLogon_StartMessage] = "upo",
    [IXPLogon_OpenStatusEntry] = "Iuoo",
    [IXPLogon_ValidateState] = "uu",
    [IXPLogon_FlushQueues] = "uubu",
    [IMSProvider_Shutdown] = "o",
    [IMSProvider_Logon] = "puxubuIOOOoo",
    [IMSProvider_SpoolerLogon] = "puxubuIubOoo",
    [IMSProvider_CompareStoreIDs] = "uBuBuo",
    [IMSLogon_GetLastError] = "uuo",
    [IMSLogon_Logoff] = "o",
    [IMSLogon_OpenEntry] = "ubIuoo",
    [IMSLogon_CompareEntryIDs] = "uBuBuo",
    [IMSLogon_Advise] = "ubupo",
    [IMSLogon_Unadvise] = "u",
    [IMSLogon_OpenStatusEntry] = "Iuoo",
    [IMAPIControl_GetLastError] = "uuo",
    [IMAPIControl_Activate] = "uu",
    [IMAPIControl_GetState] = "uo",
    [IMAPIStatus_ValidateState] = "uu",
    [IMAPIStatus_SettingsDialog] = "uu",
    [IMAPIStatus_ChangePassword] = "xxu",
    [IMAPIStatus_FlushQueues] = "uubu",
    [IStream__Read] = "ouO",
    [IStream__Write] = "ouO",
    [IStream_Seek] = "quO",
    [IStream_SetSize] = "q",
    [IStream_CopyTo] = "pqOO",
    [IStream_Commit] = "u",
    [IStream_Revert] = "",
    [IStream_LockRegion] = "qqu",
    [IStream_UnlockRegion] = "qqu",
    [IStream_Stat] = "ou",
    [IStream_Clone] = "o",
    [IMAPIAdviseSink_OnNotify] = "uw",
};

static bool are_there(const void *array, ULONG count, size_t each)
{
    size_t bytes;

    return size_mul(count, each, &bytes) && sys_readable(array, bytes);
}

static bool is_object(const void *object)
{
    const IUnknown *unknown = object;

    return unknown && sys_readable(unknown, sizeof(*unknown)) &&
           sys_readable(unknown->lpVtbl, 3 * sizeof(void *)) &&
           sys_callable((void *)unknown->lpVtbl->QueryInterface);
}

static bool are_names(ULONG count, MAPINAMEID *const *names)
{
    if (!names) return true;
    if (!are_there(names, count, sizeof(*names))) return false;
    for (ULONG i = 0; i < count; i++)
        if (!probe_name(names[i])) return false;
    return true;
}

static bool is_good(char letter, void *argument, ULONG before)
{
    /* clang-format off */
    switch (letter) {
    case 'o': return argument && sys_readable(argument, sizeof(ULONG));
    case 'O': return !argument || sys_readable(argument, sizeof(ULONG));
    case 'i': return argument && sys_readable(argument, sizeof(IID));
    case 'I': return !argument || sys_readable(argument, sizeof(IID));
    case 'g': return are_there(argument, before, sizeof(IID));
    case 'p': return is_object(argument);
    case 'P': return !argument || is_object(argument);
    case 't': return probe_tags(argument);
    case 'T': return !argument || probe_tags(argument);
    case 'm':
        return argument && sys_readable(argument, sizeof(void *)) &&
               (!*(void **)argument || probe_tags(*(SPropTagArray **)argument));
    case 'v': return before && probe_values(before, argument);
    case 'n': return are_names(before, argument);
    case 'r': return !argument || probe_restriction(argument);
    case 'R': return probe_restriction(argument);
    case 's': return !argument || probe_sort_order(argument);
    case 'S': return probe_sort_order(argument);
    case 'A': return probe_rows(argument);
    case 'l': return !argument || probe_entry_list(argument);
    case 'L': return probe_entry_list(argument);
    case 'b': return !before || (argument && sys_readable(argument, before));
    case 'B': return before && argument && sys_readable(argument, before);
    case 'x': return !argument || sys_readable(argument, 1);
    case 'X': return argument && sys_readable(argument, 1);
    case 'f': return argument && sys_readable(argument, sizeof(ULONG));
    case 'w': return before && are_there(argument, before, sizeof(NOTIFICATION));
    default:  return true;
    }
    /* clang-format on */
}

/* Where arguments come from: words in a row, or a va_list. */
struct arguments {
    void **words;
    va_list *list;
};

static void *next_word(struct arguments *from)
{
    return from->list ? va_arg(*from->list, void *) : *from->words++;
}

static HRESULT validate(METHODS method, struct arguments from)
{
    ULONG before = 0;

    if ((size_t)method >= sizeof(shapes) / sizeof(shapes[0]) || !shapes[method])
        return FAIL(MAPI_E_INVALID_PARAMETER);
    for (const char *shape = shapes[method]; *shape; shape++) {
        void *argument = next_word(&from);

        if (*shape == 'q' && sizeof(void *) == 4) next_word(&from); /* its second half */
        if (!is_good(*shape, argument, before)) return FAIL(MAPI_E_INVALID_PARAMETER);
        before = (ULONG)(uintptr_t)argument;
    }
    return S_OK;
}

/*
 * HrValidateParameters - all arguments of one method
 *
 * first   the arguments behind This, each in a word of a pointer's size
 * Errors  MAPI_E_INVALID_PARAMETER (11.1-32; the page of ValidateParms says MAPI_E_CALL_FAILED)
 */
HRESULT STDMETHODCALLTYPE HrValidateParameters(METHODS method, LPVOID *first)
{
    return first ? validate(method, (struct arguments){first, NULL})
                 : FAIL(MAPI_E_INVALID_PARAMETER);
}

/* The arguments behind This, as they are. */
HRESULT HrValidateParametersV(METHODS method, ...)
{
    va_list list;
    HRESULT hr;

    va_start(list, method);
    hr = validate(method, (struct arguments){NULL, &list});
    va_end(list);
    return hr;
}

HRESULT HrValidateParametersValist(METHODS method, va_list list)
{
    va_list copy;
    HRESULT hr;

    va_copy(copy, list);
    hr = validate(method, (struct arguments){NULL, &copy});
    va_end(copy);
    return hr;
}

/* first: on the stack of an x86 stdcall method. Elsewhere arguments come in registers and can't be
 * found by address: nothing is looked at there. */
HRESULT STDMETHODCALLTYPE __CPPValidateParameters(METHODS method, const LPVOID first)
{
#ifdef __i386__
    return HrValidateParameters(method, (LPVOID *)first);
#else
    (void)method, (void)first;
    return S_OK;
#endif
}

/* this_: where This is on that stack; the others follow. */
HRESULT STDMETHODCALLTYPE __ValidateParameters(METHODS method, LPVOID this_)
{
#ifdef __i386__
    return this_ ? HrValidateParameters(method, (LPVOID *)this_ + 1)
                 : FAIL(MAPI_E_INVALID_PARAMETER);
#else
    (void)method, (void)this_;
    return S_OK;
#endif
}
