/*
 * ear.c - what the members of a shared session hear from other processes
 */
#include "session/ear.h"
#include <string.h>
#include "base/mem.h"
#include "base/text.h"
#include "notify/hub.h"
#include "session/session_own.h"
#include "sys/process.h"

struct ear {
    struct com_object com;
    IMAPIAdviseSink IMAPIAdviseSink_iface;
    struct core *core; /* counted */
};

/* What is said, in fnevExtended's parameters. */
struct farewell_words {
    ULONG process; /* who says it; that one's own members know already */
    ULONG bits;    /* sessions are shared by processes of one bitness */
};

static void ear_destroy(void *self)
{
    struct ear *ear = self;

    core_unref(ear->core);
}

static const struct com_face ear_faces[] = {
    COM_FACE(ear, IMAPIAdviseSink),
};
COM_CLASS(ear);
COM_UNKNOWN(ear, IMAPIAdviseSink)

static bool is_from_elsewhere(const NOTIFICATION *note)
{
    struct farewell_words words;

    if (note->ulEventType != fnevExtended || note->info.ext.cb != sizeof(words)) return false;
    memcpy(&words, note->info.ext.pbEventParameters, sizeof(words));
    return words.process != sys_process_id() && words.bits == 8 * sizeof(void *);
}

static ULONG STDMETHODCALLTYPE ear_OnNotify(IMAPIAdviseSink *iface, ULONG count,
                                            NOTIFICATION *batch)
{
    struct ear *ear = ear_from(iface);

    for (ULONG i = 0; i < count; i++)
        if (is_from_elsewhere(&batch[i])) session_force_all(ear->core);
    return S_OK;
}

static const IMAPIAdviseSinkVtbl ear_vtbl = {
    COM_UNKNOWN_METHODS(ear),
    .OnNotify = ear_OnNotify,
};

/* A new root. */
static NOTIFKEY *key_of(struct core *core)
{
    static const char head[] = "OpenMAPI.Shared.";
    const WCHAR *name = profile_name(core->profile);
    size_t chars = text_len(name), bytes = sizeof(head) + chars * sizeof(WCHAR);
    NOTIFKEY *key = mem_zero(sizeof(*key) + bytes);

    if (!key) return NULL;
    key->cb = (ULONG)bytes;
    memcpy(key->ab, head, sizeof(head));
    for (size_t i = 0; i < chars; i++) {
        WCHAR folded = text_fold(name[i]);

        memcpy(key->ab + sizeof(head) + i * sizeof(WCHAR), &folded, sizeof(folded));
    }
    return key;
}

HRESULT ear_open(struct core *core)
{
    AUTO_FREE NOTIFKEY *key = key_of(core);
    struct ear *ear = com_alloc(&ear_class, sizeof(*ear));
    HRESULT hr = MAPI_E_NOT_ENOUGH_MEMORY;

    if (ear) {
        ear->IMAPIAdviseSink_iface.lpVtbl = &ear_vtbl;
        ear->core = core;
        core_ref(core);
    }
    if (ear && key)
        hr = hub_subscribe(key, fnevExtended, NOTIFY_SYNC, &ear->IMAPIAdviseSink_iface, &core->ear);
    com_unref(ear);
    return hr;
}

void ear_close(struct core *core)
{
    ULONG_PTR connection = core->ear;

    core->ear = 0;
    if (connection) hub_unsubscribe(connection);
}

void ear_tell_others(struct core *core)
{
    struct farewell_words words = {.process = sys_process_id(), .bits = 8 * sizeof(void *)};
    NOTIFICATION note = {.ulEventType = fnevExtended};
    AUTO_FREE NOTIFKEY *key = NULL;
    ULONG flags = 0;

    if (!core->ear) return;
    key = key_of(core);
    if (!key) return;
    note.info.ext.cb = sizeof(words);
    note.info.ext.pbEventParameters = (BYTE *)&words;
    hub_notify(key, 1, &note, &flags);
}
