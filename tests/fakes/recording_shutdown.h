/*
 * recording_shutdown.h - the recording providers' IMAPIProviderShutdown, an object beside the
 * provider's own
 *
 * Included by recording.c alone, behind what it needs of that: note(), shutdown_query.
 */
#pragma once

struct rec_shutdown {
    struct com_object com;
    IMAPIProviderShutdown IMAPIProviderShutdown_iface;
    const char *who; /* "" or "ab-" */
};

static void rec_shutdown_destroy(void *self)
{
    (void)self;
}

static const struct com_face rec_shutdown_faces[] = {COM_FACE(rec_shutdown, IMAPIProviderShutdown)};
COM_CLASS(rec_shutdown);
COM_UNKNOWN(rec_shutdown, IMAPIProviderShutdown)

static HRESULT shutdown_note(IMAPIProviderShutdown *iface, const char *what, HRESULT hr)
{
    char text[40];

    snprintf(text, sizeof(text), "%s%s", rec_shutdown_from(iface)->who, what);
    note(text);
    return hr;
}

static HRESULT STDMETHODCALLTYPE rec_shutdown_QueryFastShutdown(IMAPIProviderShutdown *iface)
{
    return shutdown_note(iface, "query-shutdown", shutdown_query);
}

static HRESULT STDMETHODCALLTYPE rec_shutdown_NotifyProcessShutdown(IMAPIProviderShutdown *iface)
{
    return shutdown_note(iface, "notify-shutdown", S_OK);
}

static HRESULT STDMETHODCALLTYPE rec_shutdown_DoFastShutdown(IMAPIProviderShutdown *iface)
{
    return shutdown_note(iface, "do-shutdown", S_OK);
}

static const IMAPIProviderShutdownVtbl rec_shutdown_vtbl = {
    COM_UNKNOWN_METHODS(rec_shutdown),
    .QueryFastShutdown = rec_shutdown_QueryFastShutdown,
    .NotifyProcessShutdown = rec_shutdown_NotifyProcessShutdown,
    .DoFastShutdown = rec_shutdown_DoFastShutdown,
};

/* What a provider's QueryInterface asks first: true when that was the whole answer. */
static bool shutdown_asked(REFIID iid, const char *who, void **out, HRESULT *hr)
{
    struct rec_shutdown *made;

    if (!shutdown_answered || !IsEqualGUID(iid, &IID_IMAPIProviderShutdown)) return false;
    made = com_alloc(&rec_shutdown_class, sizeof(*made));
    *out = NULL;
    *hr = made ? S_OK : MAPI_E_NOT_ENOUGH_MEMORY;
    if (!made) return true;
    made->IMAPIProviderShutdown_iface.lpVtbl = &rec_shutdown_vtbl;
    made->who = who;
    *out = &made->IMAPIProviderShutdown_iface;
    return true;
}
