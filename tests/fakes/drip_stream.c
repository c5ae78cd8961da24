/*
 * drip_stream.c - a stream of somebody else's: it gives little at a time, may not tell its length,
 * and may fail or call back
 */
#include "fakes/drip_stream.h"
#include <string.h>
#include "mapicode.h"
#include "com/com.h"

struct drips {
    struct com_object com;
    IStream IStream_iface;
    struct drip_stream config;
    size_t place;
};

static void drips_destroy(void *self)
{
    (void)self;
}

static const struct com_face drips_faces[] = {COM_FACE(drips, IStream)};
COM_CLASS(drips);
COM_UNKNOWN(drips, IStream)

static HRESULT STDMETHODCALLTYPE drips_Read(IStream *iface, void *to, ULONG want, ULONG *got)
{
    struct drips *drips = drips_from(iface);
    const struct drip_stream *config = &drips->config;
    size_t n = config->most ? config->most : 1 + drips->place % 7;
    HRESULT hr = config->reading ? config->reading(config->context, drips->place) : S_OK;

    if (got) *got = 0;
    if (FAILED(hr)) return hr;
    if (n > want) n = want;
    if (n > config->bytes - drips->place) n = config->bytes - drips->place;
    if (n) memcpy(to, (const char *)config->data + drips->place, n);
    drips->place += n;
    if (got) *got = (ULONG)n;
    return S_OK;
}

static HRESULT STDMETHODCALLTYPE drips_Seek(IStream *iface, LARGE_INTEGER move, DWORD origin,
                                            ULARGE_INTEGER *place)
{
    struct drips *drips = drips_from(iface);
    LONGLONG to = move.QuadPart;

    if (!drips->config.seeks) return STG_E_INVALIDFUNCTION;
    if (origin != STREAM_SEEK_SET)
        to += (LONGLONG)(origin == STREAM_SEEK_CUR ? drips->place : drips->config.bytes);
    if (to < 0 || (size_t)to > drips->config.bytes) return STG_E_INVALIDFUNCTION;
    drips->place = (size_t)to;
    if (place) place->QuadPart = drips->place;
    return S_OK;
}

static HRESULT STDMETHODCALLTYPE drips_Stat(IStream *iface, STATSTG *stat, DWORD flags)
{
    struct drips *drips = drips_from(iface);

    (void)flags;
    if (!drips->config.seeks) return STG_E_INVALIDFUNCTION;
    memset(stat, 0, sizeof(*stat));
    stat->type = STGTY_STREAM;
    stat->cbSize.QuadPart = drips->config.bytes;
    return S_OK;
}

static const IStreamVtbl drips_refused = {ISTREAM_REFUSED_SLOTS, COM_UNKNOWN_METHODS(drips)};

/* What isn't refused. */
static const IStreamVtbl *drips_vtbl(void)
{
    static IStreamVtbl vtbl;

    if (vtbl.QueryInterface) return &vtbl;
    vtbl = drips_refused;
    vtbl.Read = drips_Read;
    vtbl.Seek = drips_Seek;
    vtbl.Stat = drips_Stat;
    return &vtbl;
}

IStream *drip_stream_create(const struct drip_stream *config)
{
    struct drips *drips = com_alloc(&drips_class, sizeof(*drips));

    if (!drips) return NULL;
    drips->IStream_iface.lpVtbl = (IStreamVtbl *)drips_vtbl();
    drips->config = *config;
    return &drips->IStream_iface;
}
