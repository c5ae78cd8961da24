/*
 * simple_compose.c - what a message of Simple MAPI says, written into one of Extended MAPI
 */
#include "simple/simple_compose.h"
#include <string.h>
#include "mapitags.h"
#include "base/error.h"
#include "base/mem.h"
#include "base/text.h"
#include "prop/pval.h"
#include "simple/simple_files.h"
#include "simple/simple_note.h"

const WCHAR *simple_compose_class(const WCHAR *type)
{
    return type && *type ? type : L"IPM.Note";
}

/* Up to the end of its line (contracts 12.3-22). */
static WCHAR *first_line(const WCHAR *text, void *root)
{
    WCHAR *line = mem_dup_text(text ? text : L"", root);

    for (WCHAR *c = line; c && *c; c++)
        if (*c == '\r' || *c == '\n') *c = 0;
    return line;
}

/* The bytes of PR_CONVERSATION_KEY are the client's text in UTF-8. */
static HRESULT conversation(const WCHAR *id, void *root, SPropValue *out)
{
    char *key;
    HRESULT hr = text_to_utf8(id, -1, root, &key);

    if (SUCCEEDED(hr)) *out = pval_binary(PR_CONVERSATION_KEY, (ULONG)strlen(key), key);
    return hr;
}

HRESULT simple_compose_props(IMessage *message, const MapiMessageW *from)
{
    AUTO_FREE void *root = mem_zero(1);
    WCHAR *subject = root ? first_line(from->lpszSubject, root) : NULL, *text;
    SPropValue props[5];
    ULONG n = 0;
    HRESULT hr = subject ? S_OK : FAIL(MAPI_E_NOT_ENOUGH_MEMORY);

    if (SUCCEEDED(hr))
        hr = simple_note_lines(from->lpszNoteText ? from->lpszNoteText : L"", root, &text);
    if (FAILED(hr)) return hr;
    props[n++] = pval_text(PR_SUBJECT_W, subject);
    props[n++] = pval_text(PR_BODY_W, text);
    props[n++] = pval_text(PR_MESSAGE_CLASS_W, simple_compose_class(from->lpszMessageType));
    props[n++] =
        pval_bool(PR_READ_RECEIPT_REQUESTED, (from->flFlags & MAPI_RECEIPT_REQUESTED) != 0);
    if (from->lpszConversationID && *from->lpszConversationID)
        hr = conversation(from->lpszConversationID, root, &props[n++]);
    return SUCCEEDED(hr) ? message->lpVtbl->SetProps(message, n, props, NULL) : hr;
}

HRESULT simple_compose_files(IMessage *message, const MapiMessageW *from)
{
    HRESULT hr = S_OK;

    for (ULONG i = 0; i < from->nFileCount && SUCCEEDED(hr); i++)
        hr = simple_file_attach(message, &from->lpFiles[i], from->lpszNoteText);
    return hr;
}
