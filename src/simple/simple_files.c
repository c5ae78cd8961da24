/*
 * simple_files.c - files that Simple MAPI names become attachments
 *
 * The text of the note stays whole: the character that the file replaces (contracts 12.3-15) is
 * where the attachment is drawn, and a client that filled its structure with zeros loses none.
 */
#include "simple/simple_files.h"
#include <stdbool.h>
#include <string.h>
#include "mapiguid.h"
#include "mapitags.h"
#include "base/mem.h"
#include "base/text.h"
#include "com/com.h"
#include "com/file_stream.h"
#include "com/stream_call.h"
#include "msg/attach_name.h"
#include "prop/pval.h"
#include "simple/simple_code.h"
#include "simple/simple_note.h"

enum {
    PIECE = 65536,
    PROPS = 9
};

static HRESULT open_file(const MapiFileDescW *file, IStream **out)
{
    HRESULT hr;

    *out = NULL;
    if (!file->lpszPathName || !*file->lpszPathName)
        return SIMPLE_FAIL(MAPI_E_ATTACHMENT_NOT_FOUND);
    hr = file_stream_open(file->lpszPathName, 0, out);
    if (hr == MAPI_E_NOT_ENOUGH_MEMORY) return hr;
    if (hr == MAPI_E_NOT_FOUND) return SIMPLE_FAIL(MAPI_E_ATTACHMENT_NOT_FOUND);
    return FAILED(hr) ? SIMPLE_FAIL(MAPI_E_ATTACHMENT_OPEN_FAILURE) : S_OK;
}

HRESULT simple_file_check(const MapiFileDescW *file)
{
    AUTO_RELEASE IStream *stream = NULL;

    return open_file(file, &stream);
}

/* What the reader of the mail sees; "" means the path's own (contracts 12.3-14). */
static HRESULT shown_name(const MapiFileDescW *file, void *root, WCHAR **out)
{
    bool named = file->lpszFileName && *file->lpszFileName;
    WCHAR *copy = mem_dup_text(named ? file->lpszFileName : file->lpszPathName, root);

    *out = copy ? attach_name_clean(copy) : NULL;
    return copy ? S_OK : FAIL(MAPI_E_NOT_ENOUGH_MEMORY);
}

/* ---- properties ---- */

static ULONG put_type(const MapiFileTagExt *type, SPropValue *props)
{
    ULONG n = 0;

    if (!type) return 0;
    if (type->cbTag && type->lpTag)
        props[n++] = pval_binary(PR_ATTACH_TAG, type->cbTag, type->lpTag);
    if (type->cbEncoding && type->lpEncoding)
        props[n++] = pval_binary(PR_ATTACH_ENCODING, type->cbEncoding, type->lpEncoding);
    return n;
}

static HRESULT set_props(IAttach *attach, const MapiFileDescW *file, const WCHAR *text)
{
    AUTO_FREE void *root = mem_zero(1);
    const WCHAR *extension;
    WCHAR *name, short_name[ATTACH_SHORT_NAME];
    SPropValue props[PROPS];
    ULONG n = 0;
    HRESULT hr = root ? shown_name(file, root, &name) : FAIL(MAPI_E_NOT_ENOUGH_MEMORY);

    if (FAILED(hr)) return hr;
    extension = attach_name_extension(name);
    attach_name_short(name, short_name);
    props[n++] =
        pval_long(PR_ATTACH_METHOD, file->flFlags & MAPI_OLE ? ATTACH_OLE : ATTACH_BY_VALUE);
    props[n++] = pval_long(PR_RENDERING_POSITION, (LONG)simple_note_place(text, file->nPosition));
    props[n++] = pval_text(PR_ATTACH_LONG_FILENAME_W, name);
    props[n++] = pval_text(PR_ATTACH_FILENAME_W, short_name);
    props[n++] = pval_text(PR_ATTACH_EXTENSION_W, extension ? extension : L"");
    props[n++] = pval_text(PR_DISPLAY_NAME_W, name);
    n += put_type(file->lpFileType, &props[n]);
    return attach->lpVtbl->SetProps(attach, n, props, NULL);
}

/* ---- bytes ---- */

/* An OLE object of OLE 2 is a compound file, which lies elsewhere than the stream of OLE 1. */
static bool is_docfile(const BYTE *bytes, size_t count)
{
    static const BYTE head[8] = {0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1};

    return count >= sizeof(head) && !memcmp(bytes, head, sizeof(head));
}

static HRESULT open_data(IAttach *attach, bool docfile, IStream **out)
{
    HRESULT hr =
        attach->lpVtbl->OpenProperty(attach, docfile ? PR_ATTACH_DATA_OBJ : PR_ATTACH_DATA_BIN,
                                     docfile ? &IID_IStreamDocfile : &IID_IStream, STGM_READWRITE,
                                     MAPI_CREATE | MAPI_MODIFY, (IUnknown **)out);

    return com_given(hr, out);
}

static HRESULT read_piece(IStream *from, BYTE *piece, size_t *got)
{
    HRESULT hr = stream_read(from, piece, PIECE, got);

    if (FAILED(hr) && hr != MAPI_E_NOT_ENOUGH_MEMORY)
        return SIMPLE_FAIL(MAPI_E_ATTACHMENT_OPEN_FAILURE);
    return hr;
}

static HRESULT copy_bytes(IStream *from, IAttach *attach, bool ole)
{
    AUTO_RELEASE IStream *to = NULL;
    AUTO_FREE BYTE *piece = mem_zero(PIECE);
    size_t got = 0;
    HRESULT hr = piece ? read_piece(from, piece, &got) : FAIL(MAPI_E_NOT_ENOUGH_MEMORY);

    if (SUCCEEDED(hr)) hr = open_data(attach, ole && is_docfile(piece, got), &to);
    while (SUCCEEDED(hr) && got) {
        hr = stream_write(to, piece, got);
        if (SUCCEEDED(hr)) hr = read_piece(from, piece, &got);
    }
    if (SUCCEEDED(hr)) hr = stream_answer(to->lpVtbl->Commit(to, STGC_DEFAULT));
    return hr == MAPI_E_TOO_BIG ? SIMPLE_FAIL(MAPI_E_ATTACHMENT_TOO_LARGE) : hr;
}

HRESULT simple_file_attach(IMessage *message, const MapiFileDescW *file, const WCHAR *text)
{
    AUTO_RELEASE IStream *from = NULL;
    AUTO_RELEASE IAttach *attach = NULL;
    ULONG number;
    HRESULT hr = open_file(file, &from);

    if (FAILED(hr)) return hr;
    hr = message->lpVtbl->CreateAttach(message, NULL, 0, &number, &attach);
    hr = com_given(hr, &attach);
    if (SUCCEEDED(hr)) hr = set_props(attach, file, text);
    if (SUCCEEDED(hr)) hr = copy_bytes(from, attach, file->flFlags & MAPI_OLE);
    if (SUCCEEDED(hr)) hr = attach->lpVtbl->SaveChanges(attach, 0);
    return hr;
}
