/*
 * tnef_object.c - ITnef: a TNEF stream and the message it is made of, or made into
 *
 * The object is for one call at a time, whichever thread makes it: another meanwhile answers
 * MAPI_E_BUSY.
 */
#include "msg/tnef_object.h"
#include <string.h>
#include "base/array.h"
#include "base/error.h"
#include "base/mem.h"
#include "com/com.h"
#include "com/mem_stream.h"
#include "mapiguid.h"
#include "mapitags.h"
#include "msg/from_tnef.h"
#include "msg/tagged_body.h"
#include "msg/to_tnef.h"
#include "prop/ptag.h"

#define WAYS       (TNEF_PURE | TNEF_COMPATIBILITY | TNEF_BEST_DATA)
#define OPEN_FLAGS (TNEF_ENCODE | WAYS | TNEF_COMPONENT_ENCODING)
#define CONTAINED  (TNEF_PROP_CONTAINED | TNEF_PROP_CONTAINED_TNEF)
#define ADD_FLAGS                                                                                  \
    (TNEF_PROP_INCLUDE | TNEF_PROP_EXCLUDE | CONTAINED | TNEF_PROP_MESSAGE_ONLY |                  \
     TNEF_PROP_ATTACHMENTS_ONLY)
enum { LONGEST_NAME = 260 }; /* MAX_PATH */

struct tnef_object {
    struct com_object com;
    ITnef ITnef_iface;
    IUnknown *support; /* owned, as the next three; may be NULL */
    IStream *stream;
    IMessage *message;
    IAddrBook *addrbook; /* may be NULL */
    char *name;          /* owned; may be NULL */
    ULONG flags;
    WORD key;
    bool busy;
    /* encoding */
    struct tnef_selection selection; /* recip_table owned */
    struct tnef_export *export;      /* owned; NULL: nothing was written yet */
    bool finished;
    /* decoding */
    struct tnef_numbers made; /* attachments of the first ExtractProps */
    LARGE_INTEGER first;      /* where the stream stood then */
    bool started;             /* first is known, or the stream doesn't tell */
    bool extracted;           /* to its end, at least once */
};

static void tnef_object_destroy(void *self)
{
    struct tnef_object *tnef = self;

    tnef_export_drop(tnef->export);
    ARRAY_DROP(&tnef->selection.adds);
    ARRAY_DROP(&tnef->selection.sets);
    ARRAY_DROP(&tnef->made);
    com_release(&tnef->selection.recip_table);
    com_release(&tnef->message);
    com_release(&tnef->stream);
    com_release(&tnef->addrbook);
    com_release(&tnef->support);
    mem_free(tnef->name);
}

static const struct com_face tnef_object_faces[] = {
    COM_FACE(tnef_object, ITnef),
};
COM_CLASS(tnef_object);
COM_UNKNOWN(tnef_object, ITnef)

static bool enter(struct tnef_object *tnef)
{
    return !__atomic_exchange_n(&tnef->busy, true, __ATOMIC_ACQUIRE);
}

static HRESULT leave(struct tnef_object *tnef, HRESULT hr)
{
    __atomic_store_n(&tnef->busy, false, __ATOMIC_RELEASE);
    return hr;
}

static bool encodes(const struct tnef_object *tnef)
{
    return (tnef->flags & TNEF_ENCODE) != 0;
}

/* ---- what is encoded ---- */

static HRESULT add(struct tnef_object *tnef, const struct tnef_add *one)
{
    struct tnef_add *slot = ARRAY_PUSH(&tnef->selection.adds);

    if (!slot) return FAIL(MAPI_E_NOT_ENOUGH_MEMORY);
    *slot = *one;
    if (one->flags & TNEF_PROP_INCLUDE &&
        !(one->flags & (CONTAINED | TNEF_PROP_ATTACHMENTS_ONLY)) &&
        ptag_has_id(one->tags, PR_MESSAGE_RECIPIENTS))
        tnef->selection.recipients = true;
    return S_OK;
}

/*
 * AddProps - what Finish is to encode; nothing is written before, and what is pointed at must stay
 * until then
 *
 * flags    TNEF_PROP_INCLUDE (those of tags), TNEF_PROP_EXCLUDE (all but those of tags); with
 *          neither, tags are included, or everything is when there are none.
 *          TNEF_PROP_MESSAGE_ONLY, TNEF_PROP_ATTACHMENTS_ONLY. TNEF_PROP_CONTAINED,
 *          TNEF_PROP_CONTAINED_TNEF: this holds for attachment element, and nothing else does
 * element  PR_ATTACH_NUM of that attachment
 * data     of a contained one NULL, or an IStream whose bytes are encoded in place of its own; of
 *          CONTAINED_TNEF they are a TNEF stream, and must be given. The page doesn't say what it
 *          is otherwise; with a length, it can only be that
 * tags     PR_MESSAGE_RECIPIENTS, when included, is the table of recipients; PR_MESSAGE_ATTACHMENTS
 *          all of each attachment
 * Errors   MAPI_E_NO_SUPPORT (the stream is decoded), MAPI_E_UNKNOWN_FLAGS,
 *          MAPI_E_INVALID_PARAMETER, MAPI_E_BUSY, MAPI_E_NOT_ENOUGH_MEMORY
 * Source   ITnef::AddProps; contracts 11.10-09, -10, -11
 */
static HRESULT STDMETHODCALLTYPE tnef_object_AddProps(ITnef *iface, ULONG flags, ULONG element,
                                                      LPVOID data, LPSPropTagArray tags)
{
    struct tnef_object *tnef = tnef_object_from(iface);
    struct tnef_add one = {.flags = flags, .tags = tags};

    if (!encodes(tnef)) return FAIL(MAPI_E_NO_SUPPORT);
    if (flags & ~ADD_FLAGS) return FAIL(MAPI_E_UNKNOWN_FLAGS);
    if (!(flags & (TNEF_PROP_INCLUDE | TNEF_PROP_EXCLUDE)))
        one.flags |= tags ? TNEF_PROP_INCLUDE : TNEF_PROP_EXCLUDE;
    if ((flags & TNEF_PROP_INCLUDE && (flags & TNEF_PROP_EXCLUDE || !tags)) ||
        (flags & TNEF_PROP_MESSAGE_ONLY && flags & (TNEF_PROP_ATTACHMENTS_ONLY | CONTAINED)) ||
        (flags & TNEF_PROP_CONTAINED_TNEF && !data))
        return FAIL(MAPI_E_INVALID_PARAMETER);
    if (flags & CONTAINED) {
        one.element = element;
        one.data = data;
    }
    if (!enter(tnef)) return FAIL(MAPI_E_BUSY);
    return leave(tnef, add(tnef, &one));
}

static HRESULT set(struct tnef_object *tnef, const struct tnef_set *one)
{
    struct tnef_set *slot = ARRAY_PUSH(&tnef->selection.sets);

    if (!slot) return FAIL(MAPI_E_NOT_ENOUGH_MEMORY);
    *slot = *one;
    return S_OK;
}

/*
 * SetProps - values to encode in place of the message's own, which stay as they are; queued like
 * AddProps
 *
 * flags    TNEF_PROP_CONTAINED: of attachment element
 * Errors   MAPI_E_NO_SUPPORT (the stream is decoded), MAPI_E_UNKNOWN_FLAGS,
 *          MAPI_E_INVALID_PARAMETER, MAPI_E_BUSY, MAPI_E_NOT_ENOUGH_MEMORY
 * Source   ITnef::SetProps; contracts 11.10-12
 */
static HRESULT STDMETHODCALLTYPE tnef_object_SetProps(ITnef *iface, ULONG flags, ULONG element,
                                                      ULONG count, LPSPropValue props)
{
    struct tnef_object *tnef = tnef_object_from(iface);
    struct tnef_set one = {flags, element, count, props};

    if (!encodes(tnef)) return FAIL(MAPI_E_NO_SUPPORT);
    if (flags & ~TNEF_PROP_CONTAINED) return FAIL(MAPI_E_UNKNOWN_FLAGS);
    if (!count || !props) return FAIL(MAPI_E_INVALID_PARAMETER);
    if (!enter(tnef)) return FAIL(MAPI_E_BUSY);
    return leave(tnef, set(tnef, &one));
}

/*
 * EncodeRecips - the table of recipients is encoded, too
 *
 * table   its columns, order, restriction and position hold; it must stay until Finish. NULL: the
 *         message's own
 * Errors  MAPI_E_NO_SUPPORT (the stream is decoded), MAPI_E_UNKNOWN_FLAGS (any), MAPI_E_BUSY
 * Source  ITnef::EncodeRecips; contracts 11.10-13
 */
static HRESULT STDMETHODCALLTYPE tnef_object_EncodeRecips(ITnef *iface, ULONG flags,
                                                          LPMAPITABLE table)
{
    struct tnef_object *tnef = tnef_object_from(iface);
    IMAPITable *old;

    if (!encodes(tnef)) return FAIL(MAPI_E_NO_SUPPORT);
    if (flags) return FAIL(MAPI_E_UNKNOWN_FLAGS);
    if (!enter(tnef)) return FAIL(MAPI_E_BUSY);
    if (table) com_addref(table);
    old = tnef->selection.recip_table;
    tnef->selection.recip_table = table;
    tnef->selection.recipients = true;
    leave(tnef, S_OK);
    com_release(&old);
    return S_OK;
}

/* ---- written ---- */

static HRESULT need_export(struct tnef_object *tnef)
{
    struct to_tnef_options options = {.mode = tnef->flags & WAYS, .key = tnef->key};

    return tnef->export ? S_OK
                        : tnef_export_create(tnef->message, tnef->stream, &options, &tnef->export);
}

static HRESULT write_all(struct tnef_object *tnef, STnefProblemArray **problems)
{
    HRESULT hr;

    if (tnef->finished) return S_OK;
    hr = need_export(tnef);
    if (SUCCEEDED(hr)) hr = tnef_export_message(tnef->export, &tnef->selection);
    if (SUCCEEDED(hr)) hr = tnef_export_attachments(tnef->export, &tnef->selection);
    if (SUCCEEDED(hr)) hr = tnef_export_flush(tnef->export, problems);
    tnef->finished = SUCCEEDED(hr);
    return hr;
}

static HRESULT read_all(struct tnef_object *tnef, const SPropTagArray *included,
                        const SPropTagArray *excluded, STnefProblemArray **problems)
{
    struct from_tnef_options options = {
        .included = included, .excluded = excluded, .made = &tnef->made, .key = &tnef->key};
    LARGE_INTEGER nowhere = {.QuadPart = 0};
    ULARGE_INTEGER here;
    HRESULT hr;

    if (tnef->started) {
        hr = tnef->stream->lpVtbl->Seek(tnef->stream, tnef->first, STREAM_SEEK_SET, NULL);
        if (FAILED(hr)) return hr;
    } else if (SUCCEEDED(
                   tnef->stream->lpVtbl->Seek(tnef->stream, nowhere, STREAM_SEEK_CUR, &here))) {
        tnef->first.QuadPart = (LONGLONG)here.QuadPart;
    }
    tnef->started = true;
    hr = message_from_tnef(tnef->message, tnef->stream, &options, problems);
    if (SUCCEEDED(hr)) tnef->extracted = true;
    return hr;
}

/*
 * ExtractProps - properties out of the stream into the message, at once
 *
 * flags     TNEF_PROP_INCLUDE or TNEF_PROP_EXCLUDE, which tags to take; EXCLUDE without tags: all
 * tags      PR_MESSAGE_RECIPIENTS and PR_MESSAGE_ATTACHMENTS mean what they stand for
 * problems  NULL, or gets what was not carried (NULL: all was), MAPIFreeBuffer; with S_OK alone
 * Errors    MAPI_E_NO_SUPPORT (the stream is encoded), MAPI_E_UNKNOWN_FLAGS,
 *           MAPI_E_INVALID_PARAMETER (not one of both, or no tags to include), MAPI_E_CORRUPT_DATA,
 *           MAPI_E_BUSY, message_from_tnef's
 * Source    ITnef::ExtractProps; contracts 11.10-16, -17, -18
 */
static HRESULT STDMETHODCALLTYPE tnef_object_ExtractProps(ITnef *iface, ULONG flags,
                                                          LPSPropTagArray tags,
                                                          LPSTnefProblemArray *problems)
{
    struct tnef_object *tnef = tnef_object_from(iface);
    bool include = (flags & TNEF_PROP_INCLUDE) != 0;

    if (problems) *problems = NULL;
    if (encodes(tnef)) return FAIL(MAPI_E_NO_SUPPORT);
    if (flags & ~(TNEF_PROP_INCLUDE | TNEF_PROP_EXCLUDE)) return FAIL(MAPI_E_UNKNOWN_FLAGS);
    if (include == !!(flags & TNEF_PROP_EXCLUDE) || (include && !tags))
        return FAIL(MAPI_E_INVALID_PARAMETER);
    if (!enter(tnef)) return FAIL(MAPI_E_BUSY);
    return leave(tnef, read_all(tnef, include ? tags : NULL, include ? NULL : tags, problems));
}

/*
 * Finish - encodes all that was asked for; of a stream that is decoded, decodes everything unless
 * ExtractProps did
 *
 * key       NULL, or gets the key of the first attachment
 * problems  NULL, or gets what was not carried (NULL: all was), MAPIFreeBuffer; with S_OK alone
 * Errors    MAPI_E_UNKNOWN_FLAGS (any), MAPI_E_BUSY, message_to_tnef's, message_from_tnef's. What
 *           failed while it was encoded fails from then on: the stream ends within something;
 *           decoding may be tried again
 * Source    ITnef::Finish; contracts 11.10-14
 */
static HRESULT STDMETHODCALLTYPE tnef_object_Finish(ITnef *iface, ULONG flags, WORD *key,
                                                    LPSTnefProblemArray *problems)
{
    struct tnef_object *tnef = tnef_object_from(iface);
    HRESULT hr;

    if (problems) *problems = NULL;
    if (key) *key = 0;
    if (flags) return FAIL(MAPI_E_UNKNOWN_FLAGS);
    if (!enter(tnef)) return FAIL(MAPI_E_BUSY);
    if (encodes(tnef)) hr = write_all(tnef, problems);
    else hr = tnef->extracted ? S_OK : read_all(tnef, NULL, NULL, problems);
    if (SUCCEEDED(hr) && key) *key = tnef->key;
    return leave(tnef, hr);
}

static HRESULT write_component(struct tnef_object *tnef, bool attachment, ULONG number,
                               const struct tnef_set *custom, const SPropTagArray *tags,
                               STnefProblemArray **problems)
{
    struct tnef_add more = {.flags = TNEF_PROP_INCLUDE | (attachment ? TNEF_PROP_ATTACHMENTS_ONLY
                                                                     : TNEF_PROP_MESSAGE_ONLY),
                            .tags = tags};
    size_t adds = tnef->selection.adds.count, sets = tnef->selection.sets.count;
    bool recipients = tnef->selection.recipients;
    HRESULT hr = need_export(tnef);

    /* The message's own part, when an attachment comes first, is what the queue selects. */
    if (SUCCEEDED(hr) && attachment) hr = tnef_export_message(tnef->export, &tnef->selection);
    if (SUCCEEDED(hr) && tags) hr = add(tnef, &more);
    if (SUCCEEDED(hr) && custom->count) hr = set(tnef, custom);
    if (SUCCEEDED(hr))
        hr = attachment ? tnef_export_attachment(tnef->export, &tnef->selection, number)
                        : tnef_export_message(tnef->export, &tnef->selection);
    if (SUCCEEDED(hr)) hr = tnef_export_flush(tnef->export, problems);
    tnef->selection.adds.count = adds;
    tnef->selection.sets.count = sets;
    tnef->selection.recipients = recipients;
    return hr;
}

/*
 * FinishComponent - encodes the message's own part, or one attachment, at once
 *
 * flags         TNEF_COMPONENT_MESSAGE or TNEF_COMPONENT_ATTACHMENT
 * component     0, or PR_ATTACH_NUM
 * custom_tags   as many as custom_props, which are what SetProps would be given; both or neither
 * tags          as AddProps' under TNEF_PROP_INCLUDE, beside what AddProps queued; may be NULL
 * Errors        MAPI_E_NO_SUPPORT (opened without TNEF_COMPONENT_ENCODING), MAPI_E_UNKNOWN_FLAGS,
 * MAPI_E_INVALID_PARAMETER, MAPI_E_NOT_FOUND (no such attachment), MAPI_E_BUSY, message_to_tnef's
 * Source        ITnef::FinishComponent; contracts 11.10-15
 */
static HRESULT STDMETHODCALLTYPE tnef_object_FinishComponent(
    ITnef *iface, ULONG flags, ULONG component, LPSPropTagArray custom_tags,
    LPSPropValue custom_props, LPSPropTagArray tags, LPSTnefProblemArray *problems)
{
    struct tnef_object *tnef = tnef_object_from(iface);
    bool attachment = (flags & TNEF_COMPONENT_ATTACHMENT) != 0;
    struct tnef_set custom = {attachment ? TNEF_PROP_CONTAINED : 0, component,
                              custom_tags ? custom_tags->cValues : 0, custom_props};

    if (problems) *problems = NULL;
    if (!encodes(tnef) || !(tnef->flags & TNEF_COMPONENT_ENCODING)) return FAIL(MAPI_E_NO_SUPPORT);
    if (flags & ~(TNEF_COMPONENT_MESSAGE | TNEF_COMPONENT_ATTACHMENT))
        return FAIL(MAPI_E_UNKNOWN_FLAGS);
    if (attachment == !!(flags & TNEF_COMPONENT_MESSAGE) || (!attachment && component) ||
        !custom_tags != !custom_props)
        return FAIL(MAPI_E_INVALID_PARAMETER);
    for (ULONG i = 0; i < custom.count; i++)
        if (custom_tags->aulPropTag[i] != custom_props[i].ulPropTag)
            return FAIL(MAPI_E_INVALID_PARAMETER);
    if (!enter(tnef)) return FAIL(MAPI_E_BUSY);
    return leave(tnef, write_component(tnef, attachment, component, &custom, tags, problems));
}

/* ---- the tagged body ---- */

struct tagged_stream { /* what a stream that is written knows */
    struct tnef_object *tnef; /* one reference, as the message */
    IMessage *message;
};

static struct tagged_body body_of(struct tnef_object *tnef, IMessage *message)
{
    return (struct tagged_body){.message = message, .name = tnef->name, .key = tnef->key,
                                .numbers = message == tnef->message ? &tnef->made : NULL};
}

static HRESULT take_tagged(void *context, const void *data, size_t bytes)
{
    struct tagged_stream *stream = context;
    struct tagged_body body;

    /* the attachments' numbers may be changing */
    if (!enter(stream->tnef)) return FAIL(MAPI_E_BUSY);
    body = body_of(stream->tnef, stream->message);
    return leave(stream->tnef, tagged_body_take(&body, data, bytes));
}

static void close_tagged(void *context)
{
    struct tagged_stream *stream = context;

    com_release(&stream->message);
    com_unref(stream->tnef);
    mem_free(stream);
}

/*
 * OpenTaggedBody - a message's text, with tags where its attachments stand: 8-bit text in the ANSI
 * code page
 *
 * message  need not be that of OpenTnefStream
 * flags    MAPI_MODIFY: what is written becomes PR_BODY at Commit, or at the last Release, and the
 *          tags in it the attachments' positions; MAPI_CREATE with it: the stream begins empty
 * out      begins at the text's beginning Commit answers MAPI_E_BUSY while another call on the
 *          object is under way; try again
 * Errors   MAPI_E_INVALID_PARAMETER (also MAPI_CREATE without MAPI_MODIFY), MAPI_E_UNKNOWN_FLAGS,
 *          MAPI_E_BUSY, MAPI_E_TOO_BIG (more than 64 MiB), MAPI_E_NOT_ENOUGH_MEMORY, what the
 *          message answers
 * Source   ITnef::OpenTaggedBody, TNEF-tagged message text; contracts 11.10-19, -20, -21
 */
static HRESULT STDMETHODCALLTYPE tnef_object_OpenTaggedBody(ITnef *iface, LPMESSAGE message,
                                                            ULONG flags, LPSTREAM *out)
{
    struct tnef_object *tnef = tnef_object_from(iface);
    struct mem_stream_config config = {.writable = (flags & MAPI_MODIFY) != 0};
    struct tagged_body body;
    AUTO_FREE char *text = NULL;
    struct tagged_stream *context;
    HRESULT hr = S_OK;

    if (!out) return FAIL(MAPI_E_INVALID_PARAMETER);
    *out = NULL;
    if (flags & ~(ULONG)(MAPI_CREATE | MAPI_MODIFY)) return FAIL(MAPI_E_UNKNOWN_FLAGS);
    if (!message || (flags & MAPI_CREATE && !(flags & MAPI_MODIFY)))
        return FAIL(MAPI_E_INVALID_PARAMETER);
    if (!enter(tnef)) return FAIL(MAPI_E_BUSY);
    body = body_of(tnef, message);
    if (!(flags & MAPI_CREATE)) hr = tagged_body_make(&body, &text, &config.bytes);
    leave(tnef, hr);
    if (FAILED(hr)) return hr;
    config.data = text;
    if (config.writable) {
        context = mem_zero(sizeof(*context));
        if (!context) return FAIL(MAPI_E_NOT_ENOUGH_MEMORY);
        com_ref(tnef);
        com_addref(message);
        *context = (struct tagged_stream){tnef, message};
        config.ctx = context;
        config.commit = take_tagged;
        config.closed = close_tagged;
    }
    return mem_stream_open(&config, out); /* which closes when it fails */
}

static const ITnefVtbl tnef_object_vtbl = {
    COM_UNKNOWN_METHODS(tnef_object),
    .AddProps = tnef_object_AddProps,
    .ExtractProps = tnef_object_ExtractProps,
    .Finish = tnef_object_Finish,
    .OpenTaggedBody = tnef_object_OpenTaggedBody,
    .SetProps = tnef_object_SetProps,
    .EncodeRecips = tnef_object_EncodeRecips,
    .FinishComponent = tnef_object_FinishComponent,
};

static bool good_name(const char *name, bool needed)
{
    size_t n = 0;

    if (!name || !*name) return !needed;
    for (; name[n]; n++)
        if (n >= LONGEST_NAME || name[n] == '[' || name[n] == ']' || name[n] == ':') return false;
    return true;
}

HRESULT tnef_object_create(const struct tnef_open *open, ITnef **out)
{
    bool encode = (open->flags & TNEF_ENCODE) != 0;
    ULONG way = open->flags & WAYS;
    struct tnef_object *tnef;

    *out = NULL;
    if (open->flags & ~OPEN_FLAGS) return FAIL(MAPI_E_UNKNOWN_FLAGS);
    if (!open->stream || !open->message || way & (way - 1) || !good_name(open->name, encode) ||
        (encode && !open->key))
        return FAIL(MAPI_E_INVALID_PARAMETER);
    tnef = com_alloc(&tnef_object_class, sizeof(*tnef));
    if (!tnef) return FAIL(MAPI_E_NOT_ENOUGH_MEMORY);
    tnef->ITnef_iface.lpVtbl = (ITnefVtbl *)&tnef_object_vtbl;
    tnef->flags = open->flags;
    tnef->key = open->key;
    tnef->stream = open->stream;
    com_addref(open->stream);
    tnef->message = open->message;
    com_addref(open->message);
    tnef->support = open->support;
    if (open->support) com_addref(open->support);
    tnef->addrbook = open->addrbook;
    if (open->addrbook) com_addref(open->addrbook);
    tnef->name = mem_dup_text8(open->name, NULL);
    if (open->name && !tnef->name) {
        com_unref(tnef);
        return FAIL(MAPI_E_NOT_ENOUGH_MEMORY);
    }
    *out = &tnef->ITnef_iface;
    return S_OK;
}
