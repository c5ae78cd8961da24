/*
 * file_stream.c - IStream over a file
 */
#include "com/file_stream.h"
#include <string.h>
#include "base/error.h"
#include "base/format.h"
#include "base/mem.h"
#include "base/text.h"
#include "com/byte_stream.h"
#include "sys/entropy.h"
#include "sys/file.h"
#include "sys/memory.h"

struct file_store {
    struct byte_store store;
    struct sys_file *file; /* owned */
    WCHAR *path;           /* owned */
};

static struct sys_file *file_of(struct byte_store *store)
{
    return ((struct file_store *)store)->file;
}

/* What sys/file.h answers, as structured storage says it. */
static HRESULT as_storage_code(HRESULT hr, HRESULT otherwise)
{
    if (SUCCEEDED(hr)) return S_OK;
    if (hr == MAPI_E_NO_ACCESS) return STG_E_ACCESSDENIED;
    if (hr == MAPI_E_NOT_ENOUGH_DISK) return STG_E_MEDIUMFULL;
    if (hr == MAPI_E_NOT_ENOUGH_MEMORY) return STG_E_INSUFFICIENTMEMORY;
    return otherwise;
}

static HRESULT file_store_read(struct byte_store *store, uint64_t at, void *into, ULONG bytes)
{
    ULONG done;
    HRESULT hr = sys_file_read_at(file_of(store), at, into, bytes, &done);

    /* someone may have cut the file since we asked for its size */
    if (SUCCEEDED(hr) && done < bytes) hr = MAPI_E_DISK_ERROR;
    return as_storage_code(hr, STG_E_READFAULT);
}

static HRESULT file_store_write(struct byte_store *store, uint64_t at, const void *from,
                                ULONG bytes)
{
    return as_storage_code(sys_file_write_at(file_of(store), at, from, bytes), STG_E_WRITEFAULT);
}

static HRESULT file_store_size(struct byte_store *store, uint64_t *bytes)
{
    struct sys_file_facts facts;
    HRESULT hr = sys_file_facts(file_of(store), &facts);

    if (SUCCEEDED(hr)) *bytes = facts.bytes;
    return as_storage_code(hr, STG_E_READFAULT);
}

static HRESULT file_store_set_size(struct byte_store *store, uint64_t bytes)
{
    return as_storage_code(sys_file_set_size(file_of(store), bytes), STG_E_WRITEFAULT);
}

/* The name is the file's path, in COM's memory (contracts 1.6-06). */
static HRESULT file_store_stat(struct byte_store *store, STATSTG *stat, bool name)
{
    struct file_store *f = (struct file_store *)store;
    size_t bytes = (text_len(f->path) + 1) * sizeof(WCHAR);
    struct sys_file_facts facts;
    HRESULT hr = sys_file_facts(f->file, &facts);

    if (FAILED(hr)) return as_storage_code(hr, STG_E_READFAULT);
    stat->mtime = facts.modified;
    stat->ctime = facts.created;
    stat->atime = facts.accessed;
    if (!name) return S_OK;
    stat->pwcsName = sys_task_alloc(bytes);
    if (!stat->pwcsName) return FAIL(STG_E_INSUFFICIENTMEMORY);
    memcpy(stat->pwcsName, f->path, bytes);
    return S_OK;
}

static HRESULT file_store_commit(struct byte_store *store)
{
    return as_storage_code(sys_file_flush(file_of(store)), STG_E_WRITEFAULT);
}

static void file_store_destroy(struct byte_store *store)
{
    struct file_store *f = (struct file_store *)store;

    sys_file_close(f->file);
    mem_free(f->path);
    mem_free(f);
}

static const struct byte_store_ops file_store_ops = {
    .read = file_store_read,
    .write = file_store_write,
    .size = file_store_size,
    .set_size = file_store_set_size,
    .stat = file_store_stat,
    .commit = file_store_commit,
    .destroy = file_store_destroy,
};

HRESULT file_stream_open(const WCHAR *path, unsigned mode, IStream **out)
{
    struct file_store *f = mem_zero(sizeof(*f));
    bool made;
    HRESULT hr;

    *out = NULL;
    if (!f) return FAIL(MAPI_E_NOT_ENOUGH_MEMORY);
    byte_store_init(&f->store, &file_store_ops, mode & SYS_FILE_WRITE, INT64_MAX);
    f->path = mem_dup_text(path, NULL); /* before the file is touched */
    hr = f->path ? sys_file_open(path, mode, &f->file) : MAPI_E_NOT_ENOUGH_MEMORY;
    made = SUCCEEDED(hr) && mode & SYS_FILE_NEW;
    if (SUCCEEDED(hr)) hr = byte_stream_create(&f->store, out);
    byte_store_unref(&f->store);
    if (FAILED(hr) && made) sys_file_delete(path); /* nobody else knows of it */
    return FAILED(hr) ? FAIL(hr) : S_OK;
}

#ifdef _WIN32
#    define SEPARATOR L'\\'
#else
#    define SEPARATOR L'/'
#endif

HRESULT file_stream_open_unique(const WCHAR *folder, const WCHAR *prefix, unsigned mode,
                                IStream **out)
{
    size_t chars = text_len(folder), room = chars + 16;
    AUTO_FREE WCHAR *path = mem_array(room, sizeof(*path));
    const WCHAR *separator =
        chars && (folder[chars - 1] == SEPARATOR || folder[chars - 1] == '/') ? L"" : L"\\";
    WCHAR start[4] = {0};
    uint16_t number = 0;
    HRESULT hr;

    *out = NULL;
    if (!path) return FAIL(MAPI_E_NOT_ENOUGH_MEMORY);
    if (SEPARATOR == '/' && *separator) separator = L"/";
    for (int i = 0; i < 3 && prefix[i]; i++)
        start[i] = prefix[i];
    /* a number to begin with; whether it is a good one doesn't matter */
    sys_random(&number, sizeof(number));
    for (unsigned tried = 0; tried < 0x10000; tried++, number++) {
        text_format(path, room, L"%ls%ls%ls%04X.TMP", folder, separator, start, (unsigned)number);
        hr = file_stream_open(path, mode | SYS_FILE_WRITE | SYS_FILE_NEW, out);
        if (hr != MAPI_E_COLLISION) return hr;
    }
    return FAIL(MAPI_E_NO_ACCESS); /* the folder is full of such names */
}
