/*
 * sink_message.c - a message that takes whatever it is given, reads all of it once, and keeps only
 * counts
 *
 * Values are read to their last byte, so that a sanitizer sees each that is wrong. What breaks
 * IMAPIProp's rules aborts.
 */
#include "fakes/sink_message.h"
#include <stdlib.h>
#include <string.h>
#include "mapicode.h"
#include "mapitags.h"
#include "base/mem.h"
#include "base/text.h"
#include "codec/tnef/sum.h"
#include "com/com.h"
#include "mapiguid.h"
#include "prop/pval.h"

struct sink_message {
    struct com_object com;
    IMessage IMessage_iface;
    struct sink_counts *counts;
};
struct sink_attach {
    struct com_object com;
    IAttach IAttach_iface;
    struct sink_counts *counts;
};
struct sink_stream {
    struct com_object com;
    IStream IStream_iface;
    struct sink_counts *counts;
};

static volatile uint32_t touched;

/* Each byte is read, and quickly: what it costs is counted against who gives them. */
static void touch(struct sink_counts *counts, const void *bytes, size_t count)
{
    touched = tnef_sum(bytes, count);
    counts->bytes += count;
}

/* ---- a stream ---- */

static void nothing(void *self)
{
    (void)self;
}
#define sink_stream_destroy  nothing
#define sink_attach_destroy  nothing
#define sink_message_destroy nothing

static const struct com_face sink_stream_faces[] = {COM_FACE(sink_stream, IStream)};
COM_CLASS(sink_stream);
COM_UNKNOWN(sink_stream, IStream)

static HRESULT STDMETHODCALLTYPE sink_stream_Write(IStream *iface, const void *bytes, ULONG count,
                                                   ULONG *written)
{
    struct sink_stream *stream = sink_stream_from(iface);

    *written = 0;
    if (FAILED(stream->counts->write_answers)) return stream->counts->write_answers;
    touch(stream->counts, bytes, count);
    *written = count;
    return S_OK;
}

static HRESULT STDMETHODCALLTYPE sink_stream_Commit(IStream *iface, DWORD flags)
{
    (void)iface;
    (void)flags;
    return S_OK;
}

static const IStreamVtbl sink_stream_refused = {ISTREAM_REFUSED_SLOTS,
                                                COM_UNKNOWN_METHODS(sink_stream)};

/* What isn't refused. */
static const IStreamVtbl *sink_stream_vtbl(void)
{
    static IStreamVtbl vtbl;

    if (vtbl.QueryInterface) return &vtbl;
    vtbl = sink_stream_refused;
    vtbl.Write = sink_stream_Write;
    vtbl.Commit = sink_stream_Commit;
    return &vtbl;
}

static HRESULT open_stream(struct sink_counts *counts, IUnknown **out)
{
    struct sink_stream *stream = com_alloc(&sink_stream_class, sizeof(*stream));

    *out = NULL;
    if (!stream) return MAPI_E_NOT_ENOUGH_MEMORY;
    stream->IStream_iface.lpVtbl = sink_stream_vtbl();
    stream->counts = counts;
    *out = (IUnknown *)&stream->IStream_iface;
    return S_OK;
}

/* ---- properties ---- */

/* Of another type: what it points at is read by copying it. */
static void take_any(struct sink_counts *counts, const SPropValue *value)
{
    void *root = mem_zero(1);
    SPropValue copy;
    HRESULT hr = S_OK;

    if (!pval_valid(value) || PROP_TYPE(value->ulPropTag) == PT_OBJECT ||
        PROP_TYPE(value->ulPropTag) == PT_ERROR)
        abort();
    if (root) hr = pval_copy(&copy, value, root);
    if (hr != S_OK && hr != MAPI_E_NOT_ENOUGH_MEMORY) abort();
    counts->bytes += pval_bytes(value);
    mem_free(root);
}

static void take_value(struct sink_counts *counts, const SPropValue *value)
{
    counts->properties++;
    switch (PROP_TYPE(value->ulPropTag)) {
    case PT_UNICODE:
        touch(counts, value->Value.lpszW, text_len(value->Value.lpszW) * sizeof(WCHAR));
        break;
    case PT_BINARY: touch(counts, value->Value.bin.lpb, value->Value.bin.cb); break;
    case PT_LONG:
    case PT_BOOLEAN: touch(counts, &value->Value, sizeof(LONG)); break;
    case PT_SYSTIME: touch(counts, &value->Value.ft, sizeof(FILETIME)); break;
    default: take_any(counts, value);
    }
}

static HRESULT take_values(struct sink_counts *counts, ULONG count, const SPropValue *values,
                           SPropProblemArray **problems)
{
    static unsigned char set[0x10000 / 8];

    if (problems) *problems = NULL;
    if (!count) abort();
    for (ULONG i = 0; i < count; i++) {
        ULONG id = PROP_ID(values[i].ulPropTag);

        if (set[id / 8] & 1 << id % 8) abort(); /* one call sets a property once */
        set[id / 8] |= (unsigned char)(1 << id % 8);
        take_value(counts, &values[i]);
    }
    for (ULONG i = 0; i < count; i++)
        set[PROP_ID(values[i].ulPropTag) / 8] = 0;
    return S_OK;
}

/* ---- an attachment ---- */

static HRESULT STDMETHODCALLTYPE sink_attach_GetIDsFromNames(IAttach *iface, ULONG count,
                                                             MAPINAMEID **names, ULONG flags,
                                                             SPropTagArray **out);

static const struct com_face sink_attach_faces[] = {COM_FACE(sink_attach, IAttach)};
COM_CLASS(sink_attach);
COM_UNKNOWN(sink_attach, IAttach)

static HRESULT STDMETHODCALLTYPE sink_attach_SetProps(IAttach *iface, ULONG count,
                                                      SPropValue *values,
                                                      SPropProblemArray **problems)
{
    sink_attach_from(iface)->counts->sets++;
    return take_values(sink_attach_from(iface)->counts, count, values, problems);
}

static HRESULT STDMETHODCALLTYPE sink_attach_OpenProperty(IAttach *iface, ULONG tag, const IID *iid,
                                                          ULONG options, ULONG flags,
                                                          IUnknown **out)
{
    struct sink_counts *counts = sink_attach_from(iface)->counts;
    IMessage *message;

    (void)options;
    (void)flags;
    *out = NULL;
    if (PROP_TYPE(tag) != PT_OBJECT || IsEqualGUID(iid, &IID_IStreamDocfile))
        return open_stream(counts, out);
    if (!IsEqualGUID(iid, &IID_IMessage)) return MAPI_E_INTERFACE_NOT_SUPPORTED;
    message = sink_message_create(counts);
    *out = (IUnknown *)message;
    if (!message) return MAPI_E_NOT_ENOUGH_MEMORY;
    counts->messages++;
    return S_OK;
}

static HRESULT STDMETHODCALLTYPE sink_attach_SaveChanges(IAttach *iface, ULONG flags)
{
    (void)flags;
    sink_attach_from(iface)->counts->saves++;
    return S_OK;
}

static const IAttachVtbl sink_attach_refused = {IATTACH_REFUSED_SLOTS,
                                                COM_UNKNOWN_METHODS(sink_attach)};

/* What isn't refused. */
static const IAttachVtbl *sink_attach_vtbl(void)
{
    static IAttachVtbl vtbl;

    if (vtbl.QueryInterface) return &vtbl;
    vtbl = sink_attach_refused;
    vtbl.SetProps = sink_attach_SetProps;
    vtbl.GetIDsFromNames = sink_attach_GetIDsFromNames;
    vtbl.OpenProperty = sink_attach_OpenProperty;
    vtbl.SaveChanges = sink_attach_SaveChanges;
    return &vtbl;
}

/* ---- a message ---- */

static const struct com_face sink_message_faces[] = {COM_FACE(sink_message, IMessage)};
COM_CLASS(sink_message);
COM_UNKNOWN(sink_message, IMessage)

/* Ids from 0x8000 on, in order. */
static HRESULT STDMETHODCALLTYPE sink_message_GetIDsFromNames(IMessage *iface, ULONG count,
                                                              MAPINAMEID **names, ULONG flags,
                                                              SPropTagArray **out)
{
    void *block;

    (void)flags;
    if (mem_root(CbNewSPropTagArray(count), &block) != S_OK) return MAPI_E_NOT_ENOUGH_MEMORY;
    *out = block;
    (*out)->cValues = count;
    for (ULONG i = 0; i < count; i++) {
        const WCHAR *name = names[i]->Kind.lpwstrName;

        if (names[i]->ulKind != MNID_STRING && names[i]->ulKind != MNID_ID) abort();
        touch(sink_message_from(iface)->counts, names[i]->lpguid, sizeof(GUID));
        if (names[i]->ulKind == MNID_STRING && !name[0]) abort();
        if (names[i]->ulKind == MNID_STRING)
            touch(sink_message_from(iface)->counts, name, text_len(name) * sizeof(WCHAR));
        (*out)->aulPropTag[i] = PROP_TAG(PT_UNSPECIFIED, 0x8000 + i);
    }
    return S_OK;
}

static HRESULT STDMETHODCALLTYPE sink_message_SetProps(IMessage *iface, ULONG count,
                                                       SPropValue *values,
                                                       SPropProblemArray **problems)
{
    sink_message_from(iface)->counts->sets++;
    return take_values(sink_message_from(iface)->counts, count, values, problems);
}

static HRESULT STDMETHODCALLTYPE sink_message_OpenProperty(IMessage *iface, ULONG tag,
                                                           const IID *iid, ULONG options,
                                                           ULONG flags, IUnknown **out)
{
    (void)iid;
    (void)options;
    (void)flags;
    if (PROP_TYPE(tag) != PT_UNICODE && PROP_TYPE(tag) != PT_BINARY) abort();
    return open_stream(sink_message_from(iface)->counts, out);
}

static HRESULT STDMETHODCALLTYPE sink_message_CreateAttach(IMessage *iface, const IID *iid,
                                                           ULONG flags, ULONG *number,
                                                           IAttach **out)
{
    struct sink_attach *attach = com_alloc(&sink_attach_class, sizeof(*attach));

    (void)iid;
    (void)flags;
    *out = NULL;
    if (!attach) return MAPI_E_NOT_ENOUGH_MEMORY;
    attach->IAttach_iface.lpVtbl = sink_attach_vtbl();
    attach->counts = sink_message_from(iface)->counts;
    *number = attach->counts->attachments++;
    *out = &attach->IAttach_iface;
    return S_OK;
}

static HRESULT STDMETHODCALLTYPE sink_message_OpenAttach(IMessage *iface, ULONG number,
                                                         const IID *iid, ULONG flags, IAttach **out)
{
    (void)number;
    (void)iid;
    (void)flags;
    *out = NULL;
    sink_message_from(iface)->counts->opens++;
    return MAPI_E_NOT_FOUND; /* none is kept */
}

static HRESULT STDMETHODCALLTYPE sink_message_ModifyRecipients(IMessage *iface, ULONG flags,
                                                               ADRLIST *list)
{
    struct sink_counts *counts = sink_message_from(iface)->counts;

    if (flags != MODRECIP_ADD && flags) abort(); /* 0: in place of those before */
    counts->lists++;
    for (ULONG i = 0; i < list->cEntries; i++) {
        take_values(counts, list->aEntries[i].cValues, list->aEntries[i].rgPropVals, NULL);
        counts->recipients++;
    }
    return S_OK;
}

static HRESULT STDMETHODCALLTYPE sink_message_SaveChanges(IMessage *iface, ULONG flags)
{
    (void)flags;
    sink_message_from(iface)->counts->saves++;
    return S_OK;
}

/* Attachments have the same numbers for names. */
static HRESULT STDMETHODCALLTYPE sink_attach_GetIDsFromNames(IAttach *iface, ULONG count,
                                                             MAPINAMEID **names, ULONG flags,
                                                             SPropTagArray **out)
{
    struct sink_message message = {.counts = sink_attach_from(iface)->counts};

    return sink_message_GetIDsFromNames(&message.IMessage_iface, count, names, flags, out);
}

static const IMessageVtbl sink_message_refused = {IMESSAGE_REFUSED_SLOTS,
                                                  COM_UNKNOWN_METHODS(sink_message)};

/* What isn't refused. */
static const IMessageVtbl *sink_message_vtbl(void)
{
    static IMessageVtbl vtbl;

    if (vtbl.QueryInterface) return &vtbl;
    vtbl = sink_message_refused;
    vtbl.SetProps = sink_message_SetProps;
    vtbl.OpenProperty = sink_message_OpenProperty;
    vtbl.GetIDsFromNames = sink_message_GetIDsFromNames;
    vtbl.OpenAttach = sink_message_OpenAttach;
    vtbl.CreateAttach = sink_message_CreateAttach;
    vtbl.ModifyRecipients = sink_message_ModifyRecipients;
    vtbl.SaveChanges = sink_message_SaveChanges;
    return &vtbl;
}

IMessage *sink_message_create(struct sink_counts *counts)
{
    struct sink_message *message = com_alloc(&sink_message_class, sizeof(*message));

    if (!message) return NULL;
    message->IMessage_iface.lpVtbl = sink_message_vtbl();
    message->counts = counts;
    return &message->IMessage_iface;
}

long sink_objects_alive(void)
{
    return com_objects_alive();
}
