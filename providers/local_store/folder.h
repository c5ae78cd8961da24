/*
 * folder.h - IMAPIFolder, for the files that make up its methods
 */
#pragma once
#include "common/sql/bag.h"
#include "common/sql/props.h"
#include "folder_rows.h"
#include "search.h"

struct folder {
    struct com_object com;
    IMAPIFolder IMAPIFolder_iface;
    struct props props;
    struct store *store; /* owned */
    struct identity id;
    struct bag bag;      /* as read last; under the lock */
    struct folder_place place;
    struct change_list changes; /* of a SetProps, until it is told */
};

static inline struct folder *folder_from_iface(IMAPIFolder *iface)
{
    return (struct folder *)((char *)iface - offsetof(struct folder, IMAPIFolder_iface));
}

/* The folder behind a client's pointer, when it is of this provider and the same file in this
 * process; else NULL. One reference. */
struct folder *folder_of_ours(struct store *store, const IID *iid, void *iface);

/* folder_search.c */
HRESULT folder_searches(struct folder *folder, bool *out); /* is it a search folder? */
/* Goes on with a pass that was not finished: a background search behind when there is more to look
 * at than takes a moment, another to its end. */
void folder_search_on(struct folder *folder);
HRESULT STDMETHODCALLTYPE folder_SetSearchCriteria(IMAPIFolder *iface, SRestriction *res,
                                                   ENTRYLIST *list, ULONG flags);
HRESULT STDMETHODCALLTYPE folder_GetSearchCriteria(IMAPIFolder *iface, ULONG flags,
                                                   SRestriction **res, ENTRYLIST **list,
                                                   ULONG *state);
/* folder_messages.c */
HRESULT STDMETHODCALLTYPE folder_CopyMessages(IMAPIFolder *iface, ENTRYLIST *list, const IID *iid,
                                              void *dest, ULONG_PTR window, IMAPIProgress *progress,
                                              ULONG flags);
HRESULT STDMETHODCALLTYPE folder_DeleteMessages(IMAPIFolder *iface, ENTRYLIST *list,
                                                ULONG_PTR window, IMAPIProgress *progress,
                                                ULONG flags);
HRESULT STDMETHODCALLTYPE folder_SetReadFlags(IMAPIFolder *iface, ENTRYLIST *list, ULONG_PTR window,
                                              IMAPIProgress *progress, ULONG flags);
HRESULT STDMETHODCALLTYPE folder_GetMessageStatus(IMAPIFolder *iface, ULONG count, ENTRYID *id,
                                                  ULONG flags, ULONG *status);
HRESULT STDMETHODCALLTYPE folder_SetMessageStatus(IMAPIFolder *iface, ULONG count, ENTRYID *id,
                                                  ULONG status, ULONG mask, ULONG *old);
HRESULT STDMETHODCALLTYPE folder_EmptyFolder(IMAPIFolder *iface, ULONG_PTR window,
                                             IMAPIProgress *progress, ULONG flags);
/* folder_sort.c */
HRESULT STDMETHODCALLTYPE folder_SaveContentsSort(IMAPIFolder *iface, SSortOrderSet *set,
                                                  ULONG flags);
/* folder_folders.c */
HRESULT STDMETHODCALLTYPE folder_CreateFolder(IMAPIFolder *iface, ULONG type, LPTSTR name,
                                              LPTSTR comment, const IID *iid, ULONG flags,
                                              IMAPIFolder **out);
HRESULT STDMETHODCALLTYPE folder_CopyFolder(IMAPIFolder *iface, ULONG count, ENTRYID *id,
                                            const IID *iid, void *dest, LPTSTR name,
                                            ULONG_PTR window, IMAPIProgress *progress, ULONG flags);
HRESULT STDMETHODCALLTYPE folder_DeleteFolder(IMAPIFolder *iface, ULONG count, ENTRYID *id,
                                              ULONG_PTR window, IMAPIProgress *progress,
                                              ULONG flags);
