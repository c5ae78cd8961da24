/*
 * maintenance.c - IOMStoreMaintenance: checking, compacting and backing up the file of an open
 * store
 *
 * Each works on a connection of its own: nobody's lock is held while progress and report are
 * called, and the store's other objects go on meanwhile.
 */
#include "maintenance.h"
#include <stdlib.h>
#include "backup.h"
#include "check.h"
#include "common/sql/place.h"
#include "common/text/text8.h"
#include "settings.h"

static struct maintenance *maintenance_from(IOMStoreMaintenance *iface)
{
    return (struct maintenance *)((char *)iface -
                                  offsetof(struct maintenance, IOMStoreMaintenance_iface));
}

static HRESULT STDMETHODCALLTYPE maintenance_QueryInterface(IOMStoreMaintenance *iface, REFIID iid,
                                                            void **out)
{
    return com_query(maintenance_from(iface)->owner, iid, out);
}

static ULONG STDMETHODCALLTYPE maintenance_AddRef(IOMStoreMaintenance *iface)
{
    return com_count_up(maintenance_from(iface)->owner);
}

static ULONG STDMETHODCALLTYPE maintenance_Release(IOMStoreMaintenance *iface)
{
    return com_unref(maintenance_from(iface)->owner);
}

static HRESULT open_own(struct maintenance *self, struct store_file **out)
{
    struct store_file *file = self->store->file;

    return store_file_open(file->path, file->db->read_only ? DB_READ : DB_WRITE, out);
}

static HRESULT write_all(IStream *stream, const char *text, size_t n)
{
    while (n) {
        ULONG piece = n < 65536 ? (ULONG)n : 65536, done = 0;
        HRESULT hr = stream->lpVtbl->Write(stream, text, piece, &done);

        if (FAILED(hr)) return hr;
        if (!done || done > piece) return MAPI_E_CALL_FAILED;
        text += done;
        n -= done;
    }
    return S_OK;
}

/* Check - see omlocal.h */
static HRESULT STDMETHODCALLTYPE maintenance_Check(IOMStoreMaintenance *iface, ULONG flags,
                                                   IMAPIProgress *progress, IStream *report,
                                                   ULONG *found, ULONG *mended)
{
    struct maintenance *self = maintenance_from(iface);
    struct check check = {.mend = flags & OM_CHECK_REPAIR};
    HRESULT hr;

    if (found) *found = 0;
    if (mended) *mended = 0;
    if (flags & ~OM_CHECK_REPAIR) return MAPI_E_UNKNOWN_FLAGS;
    if (check.mend && !self->store->can_modify) return MAPI_E_NO_ACCESS;
    hr = open_own(self, &check.file);
    if (FAILED(hr)) return hr;
    check.file->unlimited = true;
    hr = check_run(&check, progress);
    if (SUCCEEDED(hr)) {
        store_tell(self->store, &check.changes);
        if (found) *found = check.found;
        if (mended) *mended = check.mended;
        if (report && sqlite3_str_length(check.report))
            hr = write_all(report, sqlite3_str_value(check.report),
                           (size_t)sqlite3_str_length(check.report));
    }
    sqlite3_free(sqlite3_str_finish(check.report));
    change_list_clear(&check.changes);
    store_file_unref(check.file);
    return hr;
}

/* Compact - see omlocal.h */
static HRESULT STDMETHODCALLTYPE maintenance_Compact(IOMStoreMaintenance *iface, ULONG flags,
                                                     ULARGE_INTEGER *before, ULARGE_INTEGER *after)
{
    struct maintenance *self = maintenance_from(iface);
    int64_t was = 0, is = 0;
    struct store_file *file;
    HRESULT hr;

    if (before) before->QuadPart = 0;
    if (after) after->QuadPart = 0;
    if (flags) return MAPI_E_UNKNOWN_FLAGS;
    if (!self->store->can_modify) return MAPI_E_NO_ACCESS;
    hr = open_own(self, &file);
    if (FAILED(hr)) return hr;
    hr = backup_compact(file, &was, &is);
    store_file_unref(file);
    if (FAILED(hr)) return hr;
    if (before) before->QuadPart = (uint64_t)was;
    if (after) after->QuadPart = (uint64_t)is;
    return S_OK;
}

/* Backup - see omlocal.h */
static HRESULT STDMETHODCALLTYPE maintenance_Backup(IOMStoreMaintenance *iface, LPTSTR path,
                                                    ULONG flags, IMAPIProgress *progress)
{
    struct store_file *file = NULL;
    WCHAR *wide = NULL;
    char *path8 = NULL;
    size_t n;
    HRESULT hr;

    if (flags & ~MAPI_UNICODE) return MAPI_E_UNKNOWN_FLAGS;
    hr = text_from_caller(path, flags, false, &wide);
    if (SUCCEEDED(hr)) hr = place_absolute(&wide);
    if (SUCCEEDED(hr)) hr = wtf8_from_wide(wide, wide_len(wide), &path8, &n);
    if (SUCCEEDED(hr)) hr = open_own(maintenance_from(iface), &file);
    if (SUCCEEDED(hr)) hr = backup_write(file, path8, progress);
    store_file_unref(file);
    free(path8);
    free(wide);
    return hr;
}

static const IOMStoreMaintenanceVtbl maintenance_vtbl = {
    .QueryInterface = maintenance_QueryInterface,
    .AddRef = maintenance_AddRef,
    .Release = maintenance_Release,
    .Check = maintenance_Check,
    .Compact = maintenance_Compact,
    .Backup = maintenance_Backup,
};

const IOMStoreMaintenanceVtbl maintenance_dead = {
    .QueryInterface = maintenance_QueryInterface,
    .AddRef = maintenance_AddRef,
    .Release = maintenance_Release,
    IOMSTOREMAINTENANCE_DEAD_SLOTS,
};

void maintenance_init(struct maintenance *maintenance, void *owner, struct store *store)
{
    maintenance->IOMStoreMaintenance_iface.lpVtbl = (IOMStoreMaintenanceVtbl *)&maintenance_vtbl;
    maintenance->owner = owner;
    maintenance->store = store;
}
