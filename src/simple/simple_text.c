/*
 * simple_text.c - the text border of Simple MAPI: its structures in UTF-16 and back
 */
#include "simple/simple_text.h"
#include <string.h>
#include "base/mem.h"
#include "base/text.h"
#include "simple/simple_code.h"
#include "simple/simple_note.h"
#include "sys/codepage.h"

#define UTF8 65001

/* What is being brought in. */
struct border {
    void *root;
    UINT code_page;
    HRESULT hr; /* the first failure */
};

HRESULT simple_text_in(const char *text, UINT code_page, void *root, WCHAR **out)
{
    HRESULT hr;

    *out = NULL;
    if (!text) return S_OK;
    hr = text_from_ansi(text, -1, code_page, root, out);
    return hr == MAPI_E_UNKNOWN_CPID ? SIMPLE_FAIL(MAPI_E_TEXT_TOO_LARGE) : hr;
}

/* NULL stays NULL, and is what a failure gives. */
static WCHAR *wide(struct border *border, const char *text)
{
    WCHAR *made = NULL;

    if (SUCCEEDED(border->hr))
        border->hr = simple_text_in(text, border->code_page, border->root, &made);
    return made;
}

static void *room(struct border *border, size_t count, size_t each)
{
    void *made = SUCCEEDED(border->hr) ? mem_zero_more(count * each, border->root) : NULL;

    if (SUCCEEDED(border->hr) && !made) border->hr = FAIL(MAPI_E_NOT_ENOUGH_MEMORY);
    return made;
}

static void take_recipient(struct border *border, const MapiRecipDesc *from, MapiRecipDescW *to)
{
    to->ulRecipClass = from->ulRecipClass;
    to->lpszName = wide(border, from->lpszName);
    to->lpszAddress = wide(border, from->lpszAddress);
    to->ulEIDSize = from->ulEIDSize;
    to->lpEntryID = from->lpEntryID;
}

/* How many characters so many bytes of text are. */
static ULONG place_in_characters(const struct border *border, const char *text, ULONG bytes)
{
    if (!text || bytes == SIMPLE_NO_PLACE || strnlen(text, bytes) < bytes) return SIMPLE_NO_PLACE;
    return (ULONG)sys_decode(border->code_page, text, bytes, NULL, 0);
}

static void take_file(struct border *border, const MapiFileDesc *from, const char *text,
                      MapiFileDescW *to)
{
    to->flFlags = from->flFlags;
    to->nPosition = place_in_characters(border, text, from->nPosition);
    to->lpszPathName = wide(border, from->lpszPathName);
    to->lpszFileName = wide(border, from->lpszFileName);
    to->lpFileType = from->lpFileType;
}

static void take_lists(struct border *border, const MapiMessage *from, MapiMessageW *to)
{
    to->nRecipCount = from->nRecipCount;
    to->nFileCount = from->nFileCount;
    to->lpRecips = room(border, to->nRecipCount, sizeof(*to->lpRecips));
    to->lpFiles = room(border, to->nFileCount, sizeof(*to->lpFiles));
    if (from->lpOriginator) to->lpOriginator = room(border, 1, sizeof(*to->lpOriginator));
    if (FAILED(border->hr)) return;
    if (to->lpOriginator) take_recipient(border, from->lpOriginator, to->lpOriginator);
    for (ULONG i = 0; i < to->nRecipCount; i++)
        take_recipient(border, &from->lpRecips[i], &to->lpRecips[i]);
    for (ULONG i = 0; i < to->nFileCount; i++)
        take_file(border, &from->lpFiles[i], from->lpszNoteText, &to->lpFiles[i]);
}

HRESULT simple_message_check(const MapiMessageW *message)
{
    if (!message) return FAIL(MAPI_E_INVALID_PARAMETER);
    if (!message->nRecipCount != !message->lpRecips) return SIMPLE_FAIL(MAPI_E_INVALID_RECIPS);
    if (message->nRecipCount > SIMPLE_RECIPIENTS_MOST)
        return SIMPLE_FAIL(MAPI_E_TOO_MANY_RECIPIENTS);
    if (message->nFileCount > SIMPLE_FILES_MOST) return SIMPLE_FAIL(MAPI_E_TOO_MANY_FILES);
    if (message->nFileCount && !message->lpFiles) return SIMPLE_FAIL(MAPI_E_ATTACHMENT_NOT_FOUND);
    return S_OK;
}

HRESULT simple_message_in(const MapiMessage *message, MapiMessageW **out)
{
    AUTO_FREE MapiMessageW *made = NULL;
    struct border border;
    HRESULT hr = simple_message_check((const MapiMessageW *)message);

    *out = NULL;
    if (FAILED(hr)) return hr;
    made = mem_zero(sizeof(*made));
    if (!made) return FAIL(MAPI_E_NOT_ENOUGH_MEMORY);
    border = (struct border){made, message->ulReserved == UTF8 ? UTF8 : 0, S_OK};
    made->lpszSubject = wide(&border, message->lpszSubject);
    made->lpszNoteText = wide(&border, message->lpszNoteText);
    made->lpszMessageType = wide(&border, message->lpszMessageType);
    made->lpszDateReceived = wide(&border, message->lpszDateReceived);
    made->lpszConversationID = wide(&border, message->lpszConversationID);
    made->flFlags = message->flFlags;
    take_lists(&border, message, made);
    if (SUCCEEDED(border.hr)) *out = TAKE(made);
    return border.hr;
}

/* ---- the way out ---- */

static char *narrow(struct border *border, const WCHAR *text)
{
    char *made = NULL;

    if (SUCCEEDED(border->hr))
        border->hr = text_to_ansi(text ? text : L"", -1, 0, border->root, &made);
    return made;
}

static void give_recipient(struct border *border, const MapiRecipDescW *from, MapiRecipDesc *to)
{
    to->ulRecipClass = from->ulRecipClass;
    to->lpszName = narrow(border, from->lpszName);
    to->lpszAddress = narrow(border, from->lpszAddress);
    if (FAILED(border->hr) || !from->ulEIDSize) return;
    to->lpEntryID = mem_dup(from->lpEntryID, from->ulEIDSize, border->root);
    to->ulEIDSize = from->ulEIDSize;
    if (!to->lpEntryID) border->hr = FAIL(MAPI_E_NOT_ENOUGH_MEMORY);
}

static void give_lists(struct border *border, const MapiMessageW *from, MapiMessage *to)
{
    to->nRecipCount = from->nRecipCount;
    to->nFileCount = from->nFileCount;
    if (to->nRecipCount) to->lpRecips = room(border, to->nRecipCount, sizeof(*to->lpRecips));
    if (from->lpFiles) to->lpFiles = room(border, to->nFileCount, sizeof(*to->lpFiles));
    if (from->lpOriginator) to->lpOriginator = room(border, 1, sizeof(*to->lpOriginator));
    if (FAILED(border->hr)) return;
    if (to->lpOriginator) give_recipient(border, from->lpOriginator, to->lpOriginator);
    for (ULONG i = 0; i < to->nRecipCount; i++)
        give_recipient(border, &from->lpRecips[i], &to->lpRecips[i]);
    for (ULONG i = 0; to->lpFiles && i < to->nFileCount; i++) {
        to->lpFiles[i].flFlags = from->lpFiles[i].flFlags;
        to->lpFiles[i].nPosition = from->lpFiles[i].nPosition;
        to->lpFiles[i].lpszPathName = narrow(border, from->lpFiles[i].lpszPathName);
        to->lpFiles[i].lpszFileName = narrow(border, from->lpFiles[i].lpszFileName);
    }
}

HRESULT simple_message_out(const MapiMessageW *message, MapiMessage **out)
{
    AUTO_FREE MapiMessage *made = mem_zero(sizeof(*made));
    struct border border = {made, 0, made ? S_OK : FAIL(MAPI_E_NOT_ENOUGH_MEMORY)};

    *out = NULL;
    if (!made) return border.hr;
    made->lpszSubject = narrow(&border, message->lpszSubject);
    made->lpszNoteText = narrow(&border, message->lpszNoteText);
    made->lpszMessageType = narrow(&border, message->lpszMessageType);
    made->lpszDateReceived = narrow(&border, message->lpszDateReceived);
    made->lpszConversationID = narrow(&border, message->lpszConversationID);
    made->flFlags = message->flFlags;
    give_lists(&border, message, made);
    if (SUCCEEDED(border.hr)) *out = TAKE(made);
    return border.hr;
}
