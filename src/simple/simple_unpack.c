/*
 * simple_unpack.c - what is attached to a message, and its text, as temporary files
 */
#include "simple/simple_unpack.h"
#include <string.h>
#include "mapiguid.h"
#include "mapitags.h"
#include "base/format.h"
#include "base/mem.h"
#include "base/text.h"
#include "com/com.h"
#include "com/file_stream.h"
#include "com/stream_call.h"
#include "com/stream_storage.h"
#include "msg/attach_name.h"
#include "msg/imsg.h"
#include "prop/pval.h"
#include "prop/rowset.h"
#include "simple/simple_code.h"
#include "simple/simple_text.h"
#include "sys/entropy.h"
#include "sys/file.h"
#include "table/query.h"

enum {
    PIECE = 65536,
    TRIES = 1000,
    NAME_ROOM = 40,
    EXTENSION_MOST = 16
};
enum {
    COLUMN_NUMBER,
    COLUMN_METHOD,
    COLUMN_LONG,
    COLUMN_SHORT,
    COLUMN_SHOWN,
    COLUMN_PLACE,
    COLUMNS
};
#ifdef _WIN32
#    define SEPARATOR L"\\"
#else
#    define SEPARATOR L"/"
#endif

/* ---- files ---- */

/* What goes wrong while a file is written, in Simple MAPI's words. */
static HRESULT write_failure(HRESULT hr)
{
    if (SUCCEEDED(hr) || hr == MAPI_E_NOT_ENOUGH_MEMORY || hr == MAPI_E_NOT_ENOUGH_DISK ||
        ((ULONG)hr & 0xffffff00) == SIMPLE_CODES)
        return hr;
    return SIMPLE_FAIL(MAPI_E_ATTACHMENT_WRITE_FAILURE);
}

/* A new file whose name ends as the attachment's, so that programs know what it is. */
static HRESULT make_file(const WCHAR *name, void *root, WCHAR **path, IStream **out)
{
    const WCHAR *extension = attach_name_extension(name);
    AUTO_FREE WCHAR *folder = NULL, *made = NULL;
    WCHAR last[NAME_ROOM];
    ULONG number = 0;
    HRESULT hr = sys_file_temp_folder(&folder);

    *path = NULL;
    if (extension && text_len(extension) > EXTENSION_MOST) extension = NULL;
    sys_random(&number, sizeof(number));
    for (int tried = 0; SUCCEEDED(hr) && tried < TRIES; tried++, number++) {
        mem_free(made);
        text_format(last, NAME_ROOM, L"om%08x%ls", number, extension ? extension : L".tmp");
        made = text_join(folder, SEPARATOR, last, NULL);
        if (!made) return FAIL(MAPI_E_NOT_ENOUGH_MEMORY);
        hr = file_stream_open(made, SYS_FILE_WRITE | SYS_FILE_NEW, out);
        if (hr != MAPI_E_COLLISION) break;
        hr = S_OK;
    }
    if (SUCCEEDED(hr) && !*out) hr = FAIL(MAPI_E_NO_ACCESS);
    if (FAILED(hr)) return write_failure(hr);
    *path = mem_dup_text(made, root);
    if (*path) return S_OK;
    com_release(out);
    sys_file_delete(made);
    return FAIL(MAPI_E_NOT_ENOUGH_MEMORY);
}

/* ---- what goes into them ---- */

static HRESULT copy_stream(IStream *from, IStream *to)
{
    AUTO_FREE BYTE *piece = mem_zero(PIECE);
    size_t got = 0;
    HRESULT hr = piece ? S_OK : FAIL(MAPI_E_NOT_ENOUGH_MEMORY);

    do {
        if (SUCCEEDED(hr)) hr = stream_read(from, piece, PIECE, &got);
        if (FAILED(hr) && hr != MAPI_E_NOT_ENOUGH_MEMORY)
            return SIMPLE_FAIL(MAPI_E_ATTACHMENT_OPEN_FAILURE);
        if (SUCCEEDED(hr) && got) hr = write_failure(stream_write(to, piece, got));
    } while (SUCCEEDED(hr) && got);
    return hr;
}

static HRESULT open_stream(IAttach *attach, ULONG tag, const IID *iid, IStream **out)
{
    return com_given(attach->lpVtbl->OpenProperty(attach, tag, iid, 0, 0, (IUnknown **)out), out);
}

/* The bytes of a file, or of an OLE object. */
static HRESULT write_data(IAttach *attach, LONG method, IStream *to)
{
    AUTO_RELEASE IStream *from = NULL;
    HRESULT hr = MAPI_E_NOT_FOUND;

    if (method == ATTACH_OLE)
        hr = open_stream(attach, PR_ATTACH_DATA_OBJ, &IID_IStreamDocfile, &from);
    if (FAILED(hr)) hr = open_stream(attach, PR_ATTACH_DATA_BIN, &IID_IStream, &from);
    if (hr == MAPI_E_NOT_ENOUGH_MEMORY) return hr;
    if (hr == MAPI_E_NOT_FOUND) return S_OK; /* a reference, say: an empty file */
    return SUCCEEDED(hr) ? copy_stream(from, to) : SIMPLE_FAIL(MAPI_E_ATTACHMENT_OPEN_FAILURE);
}

static HRESULT write_message(IAttach *attach, IStream *to)
{
    AUTO_RELEASE IMessage *from = NULL;
    AUTO_RELEASE IMessage *copy = NULL;
    AUTO_RELEASE IStorage *storage = NULL;
    struct imsg_open open = {.unicode = true};
    HRESULT hr = attach->lpVtbl->OpenProperty(attach, PR_ATTACH_DATA_OBJ, &IID_IMessage, 0, 0,
                                              (IUnknown **)&from);

    hr = com_given(hr, &from);
    if (hr == MAPI_E_NOT_ENOUGH_MEMORY) return hr;
    if (FAILED(hr)) return SIMPLE_FAIL(MAPI_E_ATTACHMENT_OPEN_FAILURE);
    hr = stream_storage_open((IUnknown *)to, &IID_IStream, STGSTRM_MODIFY | STGSTRM_CREATE,
                             &storage);
    open.storage = storage;
    if (SUCCEEDED(hr)) hr = imsg_open(&open, &copy);
    if (SUCCEEDED(hr))
        hr = from->lpVtbl->CopyTo(from, 0, NULL, NULL, 0, NULL, &IID_IMessage, copy, 0, NULL);
    if (SUCCEEDED(hr)) hr = copy->lpVtbl->SaveChanges(copy, 0);
    return write_failure(hr);
}

/* ---- one file ---- */

static const WCHAR *text_in_row(const SPropValue *row, int column, ULONG tag)
{
    return row[column].ulPropTag == tag && *row[column].Value.lpszW ? row[column].Value.lpszW
                                                                    : NULL;
}

/* What the attachment is called, on root. */
static WCHAR *name_of(const SPropValue *row, LONG method, void *root)
{
    const WCHAR *name = text_in_row(row, COLUMN_LONG, PR_ATTACH_LONG_FILENAME_W);
    AUTO_FREE WCHAR *made = NULL;
    WCHAR *copy;

    if (!name) name = text_in_row(row, COLUMN_SHORT, PR_ATTACH_FILENAME_W);
    if (!name) name = text_in_row(row, COLUMN_SHOWN, PR_DISPLAY_NAME_W);
    if (!name) name = L"attachment";
    if (method == ATTACH_EMBEDDED_MSG && !attach_name_extension(name)) {
        made = text_join(name, L".msg", NULL);
        name = made;
    }
    copy = mem_dup_text(name, root);
    return copy ? attach_name_clean(copy) : NULL;
}

static HRESULT unpack_one(IMessage *message, const SPropValue *row, void *root, MapiFileDescW *file)
{
    AUTO_RELEASE IAttach *attach = NULL;
    AUTO_RELEASE IStream *to = NULL;
    LONG method = row[COLUMN_METHOD].ulPropTag == PR_ATTACH_METHOD ? row[COLUMN_METHOD].Value.l
                                                                   : (LONG)ATTACH_BY_VALUE;
    HRESULT hr;

    file->flFlags = method == ATTACH_OLE ? MAPI_OLE : 0;
    file->nPosition = row[COLUMN_PLACE].ulPropTag == PR_RENDERING_POSITION
                          ? row[COLUMN_PLACE].Value.ul
                          : (ULONG)-1;
    file->lpszFileName = name_of(row, method, root);
    if (!file->lpszFileName) return FAIL(MAPI_E_NOT_ENOUGH_MEMORY);
    hr = message->lpVtbl->OpenAttach(message, row[COLUMN_NUMBER].Value.ul, NULL, 0, &attach);
    hr = com_given(hr, &attach);
    if (SUCCEEDED(hr)) hr = make_file(file->lpszFileName, root, &file->lpszPathName, &to);
    if (FAILED(hr)) return hr;
    return method == ATTACH_EMBEDDED_MSG ? write_message(attach, to)
                                         : write_data(attach, method, to);
}

static HRESULT unpack_text(const WCHAR *text, void *root, MapiFileDescW *file)
{
    AUTO_RELEASE IStream *to = NULL;
    AUTO_FREE char *bytes = NULL;
    HRESULT hr = text_to_ansi(text, -1, 0, NULL, &bytes);

    file->nPosition = (ULONG)-1;
    file->lpszFileName = mem_dup_text(L"body.txt", root);
    if (SUCCEEDED(hr) && !file->lpszFileName) hr = FAIL(MAPI_E_NOT_ENOUGH_MEMORY);
    if (SUCCEEDED(hr)) hr = make_file(file->lpszFileName, root, &file->lpszPathName, &to);
    return SUCCEEDED(hr) ? write_failure(stream_write(to, bytes, strlen(bytes))) : hr;
}

/* ---- all of them ---- */

static HRESULT list(IMessage *message, SRowSet **out)
{
    SizedSPropTagArray(COLUMNS, columns) = {COLUMNS,
                                            {PR_ATTACH_NUM, PR_ATTACH_METHOD,
                                             PR_ATTACH_LONG_FILENAME_W, PR_ATTACH_FILENAME_W,
                                             PR_DISPLAY_NAME_W, PR_RENDERING_POSITION}};
    AUTO_RELEASE IMAPITable *table = NULL;
    HRESULT hr = message->lpVtbl->GetAttachmentTable(message, 0, &table);

    hr = com_given(hr, &table);
    if (FAILED(hr)) return hr;
    return query_all_rows(table, (SPropTagArray *)&columns, NULL, NULL, 0, out);
}

HRESULT simple_unpack_count(IMessage *message, ULONG *count)
{
    AUTO_ROWSET SRowSet *rows = NULL;
    HRESULT hr = list(message, &rows);

    *count = SUCCEEDED(hr) ? rows->cRows : 0;
    return hr;
}

void simple_unpack_drop(const MapiMessageW *message)
{
    for (ULONG i = 0; message->lpFiles && i < message->nFileCount; i++)
        if (message->lpFiles[i].lpszPathName) sys_file_delete(message->lpFiles[i].lpszPathName);
}

HRESULT simple_unpack(IMessage *message, const WCHAR *text, void *root, MapiMessageW *into)
{
    AUTO_ROWSET SRowSet *rows = NULL;
    ULONG first = text ? 1 : 0;
    HRESULT hr = list(message, &rows);

    if (FAILED(hr)) return hr;
    if (rows->cRows > SIMPLE_FILES_MOST) return SIMPLE_FAIL(MAPI_E_TOO_MANY_FILES);
    into->nFileCount = rows->cRows + first;
    if (!into->nFileCount) return S_OK;
    into->lpFiles = mem_zero_more(into->nFileCount * sizeof(*into->lpFiles), root);
    if (!into->lpFiles) return FAIL(MAPI_E_NOT_ENOUGH_MEMORY);
    if (text) hr = unpack_text(text, root, &into->lpFiles[0]);
    for (ULONG i = 0; i < rows->cRows && SUCCEEDED(hr); i++)
        hr = unpack_one(message, rows->aRow[i].lpProps, root, &into->lpFiles[first + i]);
    if (FAILED(hr)) {
        simple_unpack_drop(into);
        into->lpFiles = NULL;
    }
    return hr;
}
