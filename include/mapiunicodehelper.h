/*
 * mapiunicodehelper.h - MAPISendMailHelper: a Unicode message through whatever mapi32.dll there is
 *
 * Uses MAPISendMailW where the DLL has it, otherwise converts the message to the system's ANSI
 * code page and uses MAPISendMail. Inline, so a program needs no import library for it. Windows
 * only. Source: MAPISendMailHelper (Windows SDK documentation).
 */
#ifndef MAPIUNICODEHELPER_H
#define MAPIUNICODEHELPER_H

#include "mapi.h"

#ifdef _WIN32

/* One walk over a message measures (block is NULL) or writes the ANSI copy. */
struct mapi_ansi_writer {
    BYTE *block;
    SIZE_T used;
    BOOL failed;
};

static __inline void *mapi_ansi_take(struct mapi_ansi_writer *out, SIZE_T bytes)
{
    SIZE_T at = out->used;

    out->used = (at + bytes + sizeof(void *) - 1) & ~(SIZE_T)(sizeof(void *) - 1);
    if (out->used < at) out->failed = TRUE;
    return out->block && !out->failed ? out->block + at : NULL;
}

static __inline void *mapi_ansi_take_array(struct mapi_ansi_writer *out, SIZE_T count, SIZE_T bytes)
{
    if (count > (SIZE_T)-1 / 2 / bytes) out->failed = TRUE;
    return out->failed ? NULL : mapi_ansi_take(out, count * bytes);
}

static __inline LPSTR mapi_ansi_text(struct mapi_ansi_writer *out, LPCWSTR text)
{
    int chars = text ? WideCharToMultiByte(CP_ACP, 0, text, -1, NULL, 0, NULL, NULL) : 0;
    LPSTR copy;

    if (!text) return NULL;
    if (chars <= 0) {
        out->failed = TRUE;
        return NULL;
    }
    copy = (LPSTR)mapi_ansi_take(out, (SIZE_T)chars);
    if (copy) WideCharToMultiByte(CP_ACP, 0, text, -1, copy, chars, NULL, NULL);
    return copy;
}

static __inline lpMapiRecipDesc mapi_ansi_recips(struct mapi_ansi_writer *out, ULONG count,
                                                 const MapiRecipDescW *from)
{
    lpMapiRecipDesc to;
    ULONG i;

    if (!count || !from) return NULL;
    to = (lpMapiRecipDesc)mapi_ansi_take_array(out, count, sizeof(*to));
    if (out->failed) return NULL;
    for (i = 0; i < count; i++) {
        LPSTR name = mapi_ansi_text(out, from[i].lpszName);
        LPSTR address = mapi_ansi_text(out, from[i].lpszAddress);

        if (!to) continue;
        to[i].ulReserved = from[i].ulReserved;
        to[i].ulRecipClass = from[i].ulRecipClass;
        to[i].lpszName = name;
        to[i].lpszAddress = address;
        to[i].ulEIDSize = from[i].ulEIDSize;
        to[i].lpEntryID = from[i].lpEntryID;
    }
    return to;
}

static __inline lpMapiFileDesc mapi_ansi_files(struct mapi_ansi_writer *out, ULONG count,
                                               const MapiFileDescW *from)
{
    lpMapiFileDesc to;
    ULONG i;

    if (!count || !from) return NULL;
    to = (lpMapiFileDesc)mapi_ansi_take_array(out, count, sizeof(*to));
    if (out->failed) return NULL;
    for (i = 0; i < count; i++) {
        LPSTR path = mapi_ansi_text(out, from[i].lpszPathName);
        LPSTR name = mapi_ansi_text(out, from[i].lpszFileName);

        if (!to) continue;
        to[i].ulReserved = from[i].ulReserved;
        to[i].flFlags = from[i].flFlags;
        to[i].nPosition = from[i].nPosition;
        to[i].lpszPathName = path;
        to[i].lpszFileName = name;
        to[i].lpFileType = from[i].lpFileType;
    }
    return to;
}

static __inline lpMapiMessage mapi_ansi_message(struct mapi_ansi_writer *out,
                                                const MapiMessageW *from)
{
    lpMapiMessage to = (lpMapiMessage)mapi_ansi_take(out, sizeof(*to));
    MapiMessage copy;

    copy.ulReserved = from->ulReserved;
    copy.lpszSubject = mapi_ansi_text(out, from->lpszSubject);
    copy.lpszNoteText = mapi_ansi_text(out, from->lpszNoteText);
    copy.lpszMessageType = mapi_ansi_text(out, from->lpszMessageType);
    copy.lpszDateReceived = mapi_ansi_text(out, from->lpszDateReceived);
    copy.lpszConversationID = mapi_ansi_text(out, from->lpszConversationID);
    copy.flFlags = from->flFlags;
    copy.lpOriginator = mapi_ansi_recips(out, from->lpOriginator ? 1 : 0, from->lpOriginator);
    copy.nRecipCount = from->nRecipCount;
    copy.lpRecips = mapi_ansi_recips(out, from->nRecipCount, from->lpRecips);
    copy.nFileCount = from->nFileCount;
    copy.lpFiles = mapi_ansi_files(out, from->nFileCount, from->lpFiles);
    if (to) *to = copy;
    return to;
}

/*
 * MAPISendMailHelper - send a Unicode message, as ANSI where nothing better is there
 *
 * flags   as for MAPISendMailW; MAPI_FORCE_UNICODE forbids the conversion
 * Errors  those of MAPISendMailW and MAPISendMail, and
 *         MAPI_E_FAILURE                mapi32.dll is missing or no mapi32.dll
 *         MAPI_E_UNICODE_NOT_SUPPORTED  no MAPISendMailW, and MAPI_FORCE_UNICODE is set
 *         MAPI_E_INSUFFICIENT_MEMORY    no room for the ANSI copy, or text that cannot be converted
 */
static __inline ULONG MAPISendMailHelper(LHANDLE session, ULONG_PTR window, lpMapiMessageW message,
                                         FLAGS flags, ULONG reserved)
{
    HMODULE dll = LoadLibraryW(L"mapi32.dll");
    struct mapi_ansi_writer size = {NULL, 0, FALSE}, copy = {NULL, 0, FALSE};
    LPMAPISENDMAILW send_wide;
    LPMAPISENDMAIL send;
    ULONG result;

    if (!dll) return MAPI_E_FAILURE;
    send_wide = (LPMAPISENDMAILW)(ULONG_PTR)GetProcAddress(dll, "MAPISendMailW");
    send = (LPMAPISENDMAIL)(ULONG_PTR)GetProcAddress(dll, "MAPISendMail");

    if (send_wide) {
        result = send_wide(session, window, message, flags, reserved);
    } else if (flags & MAPI_FORCE_UNICODE) {
        result = MAPI_E_UNICODE_NOT_SUPPORTED;
    } else if (!send) {
        result = MAPI_E_FAILURE;
    } else if (!message) {
        result = send(session, window, NULL, flags, reserved);
    } else {
        mapi_ansi_message(&size, message);
        if (!size.failed) copy.block = (BYTE *)HeapAlloc(GetProcessHeap(), 0, size.used);
        if (!copy.block) {
            result = MAPI_E_INSUFFICIENT_MEMORY;
        } else {
            result = send(session, window, mapi_ansi_message(&copy, message), flags, reserved);
            HeapFree(GetProcessHeap(), 0, copy.block);
        }
    }
    FreeLibrary(dll);
    return result;
}

#endif /* _WIN32 */

#endif
