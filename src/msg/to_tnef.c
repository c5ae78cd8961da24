/*
 * to_tnef.c - a message becomes a TNEF stream: its head, its own attributes, then its attachments
 */
#include "msg/to_tnef.h"
#include <string.h>
#include "base/array.h"
#include "base/error.h"
#include "base/mem.h"
#include "com/com.h"
#include "com/stream_call.h"
#include "msg/to_tnef_own.h"
#include "prop/pval.h"
#include "sys/codepage.h"

/* ---- the stream ---- */

struct root_export { /* the outermost message's */
    struct tnef_export export;
    struct tnef_writer writer;
    struct tnef_problems problems;
    IStream *stream; /* borrowed */
    uint64_t first;  /* where the stream stood */
};

static HRESULT write_stream(void *context, const void *bytes, size_t count)
{
    return stream_write(((struct root_export *)context)->stream, bytes, count);
}

static HRESULT patch_stream(void *context, uint64_t place, const void *bytes, size_t count)
{
    struct root_export *root = context;
    IStream *stream = root->stream;
    LARGE_INTEGER to = {.QuadPart = 0};
    ULARGE_INTEGER end;
    HRESULT hr = stream_answer(stream->lpVtbl->Seek(stream, to, STREAM_SEEK_CUR, &end));

    to.QuadPart = (LONGLONG)(root->first + place);
    if (SUCCEEDED(hr)) hr = stream_answer(stream->lpVtbl->Seek(stream, to, STREAM_SEEK_SET, NULL));
    if (SUCCEEDED(hr)) hr = write_stream(root, bytes, count);
    to.QuadPart = (LONGLONG)end.QuadPart;
    if (SUCCEEDED(hr)) hr = stream_answer(stream->lpVtbl->Seek(stream, to, STREAM_SEEK_SET, NULL));
    return hr;
}

HRESULT tnef_export_create(IMessage *message, IStream *stream,
                           const struct to_tnef_options *options, struct tnef_export **out)
{
    LARGE_INTEGER nowhere = {.QuadPart = 0};
    ULARGE_INTEGER here = {.QuadPart = 0};
    struct root_export *root = mem_zero(sizeof(*root));
    struct tnef_output output = {write_stream, patch_stream, root};
    HRESULT hr = root ? tnef_writer_init(&root->writer, &output) : FAIL(MAPI_E_NOT_ENOUGH_MEMORY);

    *out = NULL;
    if (FAILED(hr)) {
        mem_free(root);
        return hr;
    }
    if (SUCCEEDED(stream->lpVtbl->Seek(stream, nowhere, STREAM_SEEK_CUR, &here)))
        root->first = here.QuadPart;
    root->stream = stream;
    root->export = (struct tnef_export){.message = message,
                                        .w = &root->writer,
                                        .problems = &root->problems,
                                        .mode = options->mode,
                                        .key = options->key};
    *out = &root->export;
    return S_OK;
}

void tnef_export_drop(struct tnef_export *export)
{
    struct root_export *root = (struct root_export *)export;

    if (!root) return;
    tnef_writer_drop(&root->writer);
    tnef_problems_drop(&root->problems);
    mem_free(export->done.data);
    mem_free(root);
}

HRESULT tnef_export_flush(struct tnef_export *export, STnefProblemArray **problems)
{
    HRESULT hr = tnef_writer_flush(export->w);

    if (FAILED(hr)) {
        tnef_problems_drop(export->problems);
        return hr;
    }
    return tnef_problems_give(export->problems, problems);
}

/* ---- a message ---- */

/* One that encodes characters as they come, so that old readers can cope: the message's own, or the
 * system's. */
static UINT choose_code_page(IMessage *message)
{
    SizedSPropTagArray(2, wanted) = {2, {PR_MESSAGE_CODEPAGE, PR_INTERNET_CPID}};
    AUTO_FREE SPropValue *values = NULL;
    UINT system = sys_ansi_code_page();
    ULONG n = 0;
    HRESULT hr = message->lpVtbl->GetProps(message, (SPropTagArray *)&wanted, 0, &n, &values);

    hr = pval_given(hr, 2, n, &values);
    for (ULONG i = 0; SUCCEEDED(hr) && i < n; i++) {
        ULONG page = PROP_TYPE(values[i].ulPropTag) == PT_LONG ? values[i].Value.ul : 0;

        if (((page >= 1250 && page <= 1258) || page == 932 || page == 936 || page == 949 ||
             page == 950 || page == 874) &&
            sys_encode(page, L"a", 1, NULL, 0) == 1)
            return page;
    }
    return system == 65001 ? 1252 : system;
}

static void begin(struct tnef_export *export)
{
    struct tnef_writer *w = export->w;
    struct tnef_mark mark;

    if (export->begun) return;
    export->begun = true;
    export->code_page = choose_code_page(export->message);
    tnef_put_head(w, export->key);
    tnef_attr_open(w, LVL_MESSAGE, attTnefVersion, &mark);
    tnef_put_u32(w, TNEF_VERSION);
    tnef_attr_close(w, &mark);
    tnef_attr_open(w, LVL_MESSAGE, attOemCodepage, &mark);
    tnef_put_u32(w, export->code_page);
    tnef_put_u32(w, 0);
    tnef_attr_close(w, &mark);
}

/* TNEF_COMPATIBILITY: what old clients need to be there. */
static void put_defaults(struct tnef_export *export, const struct tnef_values *values)
{
    static const char class[] = "IPM.Microsoft Mail.Note";
    struct tnef_mark mark;

    if (!(export->mode & TNEF_COMPATIBILITY)) return;
    if (!tnef_values_find(values, PR_MESSAGE_CLASS_W))
        tnef_put_attr(export->w, LVL_MESSAGE, attMessageClass, class, sizeof(class));
    if (!tnef_values_find(values, PR_SUBJECT_W))
        tnef_put_attr(export->w, LVL_MESSAGE, attSubject, "", 1);
    if (tnef_values_find(values, PR_PRIORITY)) return;
    tnef_attr_open(export->w, LVL_MESSAGE, attPriority, &mark);
    tnef_put_u16(export->w,
                 (uint16_t)(prioNorm - (tnef_values_long(values, PR_IMPORTANCE, IMPORTANCE_NORMAL) -
                                        IMPORTANCE_NORMAL)));
    tnef_attr_close(export->w, &mark);
}

/* What fails half way stays failed: nothing fits behind it. In a message in a message it is told,
 * and cuts that one short. */
static HRESULT keep(struct tnef_export *export, HRESULT hr)
{
    if (FAILED(hr) && !export->depth && SUCCEEDED(export->w->failed)) export->w->failed = hr;
    return FAILED(export->w->failed) ? export->w->failed : hr;
}

HRESULT tnef_export_message(struct tnef_export *export, const struct tnef_selection *selection)
{
    IMAPIProp *message = (IMAPIProp *)export->message;
    struct tnef_values values;
    HRESULT hr;

    begin(export);
    if (FAILED(export->w->failed) || export->message_done) return export->w->failed;
    export->message_done = true;
    hr = tnef_values_of(export, message, selection, TNEF_MESSAGE, &values);
    if (FAILED(hr)) return keep(export, hr);
    put_defaults(export, &values);
    hr = tnef_put_attributes(export, LVL_MESSAGE, message, 0, &values);
    /* behind the class, which says what attOwner is */
    if (SUCCEEDED(hr)) hr = tnef_put_people(export, &values);
    if (SUCCEEDED(hr) && selection->recipients)
        hr = tnef_put_recipients(export, selection->recip_table);
    if (SUCCEEDED(hr))
        hr = tnef_put_props(export, LVL_MESSAGE, attMAPIProps, message, 0, &values, NULL, NULL);
    tnef_values_drop(&values);
    return keep(export, hr);
}

/* ---- attachments ---- */

static bool went(const struct tnef_export *export, ULONG number)
{
    for (size_t i = 0; i < export->done.count; i++)
        if (export->done.data[i] == number) return true;
    return false;
}

static HRESULT one(struct tnef_export *export, const struct tnef_selection *selection, ULONG number)
{
    ULONG *slot = ARRAY_PUSH(&export->done);

    if (!slot) return FAIL(MAPI_E_NOT_ENOUGH_MEMORY);
    *slot = number;
    return keep(export, tnef_put_attachment(export, selection, number));
}

HRESULT tnef_export_attachment(struct tnef_export *export, const struct tnef_selection *selection,
                               ULONG number)
{
    AUTO_RELEASE IAttach *attach = NULL;
    HRESULT hr = com_given(
        export->message->lpVtbl->OpenAttach(export->message, number, NULL, 0, &attach), &attach);

    if (SUCCEEDED(hr)) hr = tnef_export_message(export, selection);
    return SUCCEEDED(hr) ? one(export, selection, number) : hr;
}

HRESULT tnef_export_attachments(struct tnef_export *export, const struct tnef_selection *selection)
{
    AUTO_FREE ULONG *numbers = NULL;
    ULONG count = 0;
    size_t before = export->done.count; /* those of single calls: few */
    HRESULT hr = tnef_list_attachments(export->message, &numbers, &count);

    if (FAILED(hr) && !ends_all(hr))
        return tnef_problem(export->problems, 0, attAttachment, PR_MESSAGE_ATTACHMENTS, hr);
    for (ULONG i = 0; SUCCEEDED(hr) && i < count; i++)
        if (!(before && went(export, numbers[i])) && tnef_selects_attachment(selection, numbers[i]))
            hr = one(export, selection, numbers[i]);
    return hr;
}

static const struct tnef_selection *everything(void)
{
    static struct tnef_add all = {.flags = TNEF_PROP_EXCLUDE};
    static const struct tnef_selection selection = {.adds = {&all, 1, 1}, .recipients = true};

    return &selection;
}

HRESULT tnef_put_whole(struct tnef_export *export)
{
    HRESULT hr = tnef_export_message(export, everything());

    return SUCCEEDED(hr) ? tnef_export_attachments(export, everything()) : hr;
}

HRESULT message_to_tnef(IMessage *message, IStream *stream, const struct to_tnef_options *options,
                        STnefProblemArray **problems)
{
    struct to_tnef_options usual = {.mode = TNEF_BEST_DATA, .key = 1};
    struct tnef_export *export;
    HRESULT hr;

    if (problems) *problems = NULL;
    if (!message || !stream) return FAIL(MAPI_E_INVALID_PARAMETER);
    hr = tnef_export_create(message, stream, options ? options : &usual, &export);
    if (SUCCEEDED(hr)) hr = tnef_put_whole(export);
    if (SUCCEEDED(hr)) hr = tnef_export_flush(export, problems);
    tnef_export_drop(export);
    return hr;
}
