/*
 * conversation.c - PR_CONVERSATION_INDEX: where a message stands in its conversation
 */
#include "eid/conversation.h"
#include <stdbool.h>
#include <stdint.h>
#include <string.h>
#include "base/error.h"
#include "base/mem.h"
#include "base/uid.h"
#include "sys/entropy.h"

enum { MOST = 0x7fffffff };

/* Answers come without end: what has a head, whole answers, and begins as ours do, is an index. */
static bool is_index(ULONG cb, const BYTE *bytes)
{
    return cb >= CONVERSATION_HEAD && (cb - CONVERSATION_HEAD) % CONVERSATION_ANSWER == 0 &&
           bytes[0] == 1;
}

static HRESULT begin(uint64_t now, BYTE *out)
{
    MAPIUID uid;
    HRESULT hr = uid_new(&uid);

    if (FAILED(hr)) return hr;
    out[0] = 1;
    for (int i = 0; i < 5; i++)
        out[1 + i] = (BYTE)(now >> (48 - 8 * i));
    memcpy(out + 6, &uid, sizeof(uid));
    return S_OK;
}

static HRESULT answer(const BYTE *head, uint64_t now, BYTE *out)
{
    uint64_t began = 0, passed;
    uint32_t code;
    BYTE unlike;

    if (!sys_random(&unlike, 1)) return FAIL(MAPI_E_CALL_FAILED);
    for (int i = 0; i < 6; i++)
        began |= (uint64_t)head[i] << (56 - 8 * i);
    passed = now > began ? now - began : 0; /* a clock that went back: at once */
    if (passed >> 49)
        code = 0x80000000u | (uint32_t)(passed >> 23 & 0x7fffffff);
    else
        code = (uint32_t)(passed >> 18);
    for (int i = 0; i < 4; i++)
        out[i] = (BYTE)(code >> (24 - 8 * i));
    out[4] = unlike;
    return S_OK;
}

HRESULT conversation_index(ULONG cb_parent, const BYTE *parent, FILETIME now, ULONG *cb, BYTE **out)
{
    uint64_t time = (uint64_t)now.dwHighDateTime << 32 | now.dwLowDateTime;
    bool goes_on = is_index(cb_parent, parent);
    AUTO_FREE BYTE *bytes = NULL;
    HRESULT hr;

    if (goes_on && cb_parent > MOST) return FAIL(MAPI_E_TOO_BIG);
    bytes = mem_zero(goes_on ? (size_t)cb_parent + CONVERSATION_ANSWER : CONVERSATION_HEAD);
    if (!bytes) return MAPI_E_NOT_ENOUGH_MEMORY;
    if (goes_on) memcpy(bytes, parent, cb_parent);
    hr = goes_on ? answer(parent, time, bytes + cb_parent) : begin(time, bytes);
    if (FAILED(hr)) return hr;
    *cb = goes_on ? cb_parent + CONVERSATION_ANSWER : CONVERSATION_HEAD;
    *out = TAKE(bytes);
    return S_OK;
}
