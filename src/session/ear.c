/*
 * ear.c - what the members of a shared session hear from other processes
 */
#include "session/ear.h"
#include <string.h>
#include "base/uid.h"
#include "notify/hub.h"
#include "session/roll.h"
#include "session/session_own.h"

struct ear {
    struct com_object com;
    IMAPIAdviseSink IMAPIAdviseSink_iface;
    struct core *core; /* counted */
};

/* What is said, in fnevExtended's parameters. */
struct farewell_words {
    MAPIUID session;
    MAPIUID part; /* who says it, and goes by itself */
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

static bool is_for(const struct core *core, const NOTIFICATION *note)
{
    struct farewell_words words;

    if (note->ulEventType != fnevExtended || note->info.ext.cb != sizeof(words)) return false;
    memcpy(&words, note->info.ext.pbEventParameters, sizeof(words));
    return uid_equal(&words.session, roll_session(core->part)) &&
           !uid_equal(&words.part, roll_uid(core->part));
}

/* A table event is told where something was lost (hub.c): it may have been that the session is
 * over. */
static ULONG STDMETHODCALLTYPE ear_OnNotify(IMAPIAdviseSink *iface, ULONG count,
                                            NOTIFICATION *batch)
{
    struct ear *ear = ear_from(iface);

    for (ULONG i = 0; i < count; i++) {
        if (is_for(ear->core, &batch[i])) session_force_all(ear->core);
        else if (batch[i].ulEventType == fnevTableModified) ear_look(ear->core);
    }
    return S_OK;
}

static const IMAPIAdviseSinkVtbl ear_vtbl = {
    COM_UNKNOWN_METHODS(ear),
    .OnNotify = ear_OnNotify,
};

struct ear_key {
    ULONG cb; /* as in NOTIFKEY */
    BYTE head[16];
    MAPIUID session;
};

static struct ear_key key_of(const struct roll_part *part)
{
    return (struct ear_key){.cb = sizeof(struct ear_key) - offsetof(struct ear_key, head),
                            .head = "OpenMAPI.Shared",
                            .session = *roll_session(part)};
}

HRESULT ear_open(struct core *core)
{
    struct ear_key key = key_of(core->part);
    struct ear *ear = com_alloc(&ear_class, sizeof(*ear));
    HRESULT hr;

    if (!ear) return MAPI_E_NOT_ENOUGH_MEMORY;
    ear->IMAPIAdviseSink_iface.lpVtbl = &ear_vtbl;
    ear->core = core;
    core_ref(core);
    hr = hub_subscribe((NOTIFKEY *)&key, fnevExtended | fnevTableModified, NOTIFY_SYNC,
                       &ear->IMAPIAdviseSink_iface, &core->ear);
    com_unref(ear);
    return hr;
}

void ear_close(struct core *core)
{
    ULONG_PTR connection = core->ear;

    core->ear = 0;
    if (connection) hub_unsubscribe(connection);
}

void ear_look(struct core *core)
{
    if (roll_is_over(core->part)) session_force_all(core);
}

void ear_tell_others(struct roll_part *part)
{
    struct ear_key key = key_of(part);
    struct farewell_words words = {*roll_session(part), *roll_uid(part)};
    NOTIFICATION note = {.ulEventType = fnevExtended};
    ULONG flags = 0;

    roll_end_others(part);
    note.info.ext.cb = sizeof(words);
    note.info.ext.pbEventParameters = (BYTE *)&words;
    hub_notify((NOTIFKEY *)&key, 1, &note, &flags);
}
