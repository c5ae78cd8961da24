/*
 * copy_message.c - copies what hangs on a message, recipients and attachments, and what an
 * attachment is
 */
#include "mapitags.h"
#include "base/array.h"
#include "base/error.h"
#include "base/mem.h"
#include "com/com.h"
#include "com/stream_call.h"
#include "msg/copy_own.h"
#include "prop/ptag.h"
#include "prop/rowset.h"

enum { ROWS_AT_ONCE = 64 };

/* ---- recipients ---- */

/* Shows every column the table has. */
static HRESULT all_columns(IMAPITable *table)
{
    AUTO_FREE SPropTagArray *columns = NULL;
    HRESULT hr;

    hr = com_given(table->lpVtbl->QueryColumns(table, TBL_ALL_COLUMNS, &columns), &columns);
    return SUCCEEDED(hr) && columns->cValues ? table->lpVtbl->SetColumns(table, columns, 0) : hr;
}

/* S_OK with *out NULL: it has none, or can't have any. */
static HRESULT recipients_of(IMessage *message, IMAPITable **out)
{
    HRESULT hr = com_given(message->lpVtbl->GetRecipientTable(message, MAPI_UNICODE, out), out);

    if (hr == MAPI_E_BAD_CHARWIDTH)
        hr = com_given(message->lpVtbl->GetRecipientTable(message, 0, out), out);
    return hr == MAPI_E_NOT_FOUND || hr == MAPI_E_NO_SUPPORT ? S_OK : hr;
}

/* A row as a recipient of another message: without what it hasn't got, and without its number. */
static void to_recipient(SRow *row)
{
    ULONG n = 0;

    for (ULONG i = 0; i < row->cValues; i++) {
        ULONG tag = row->lpProps[i].ulPropTag;

        if (PROP_TYPE(tag) == PT_ERROR || PROP_TYPE(tag) == PT_NULL ||
            PROP_TYPE(tag) == PT_OBJECT || tag == PR_ROWID || tag == PR_INSTANCE_KEY)
            continue;
        row->lpProps[n++] = row->lpProps[i];
    }
    row->cValues = n;
}

/* Rows that have nothing to say go last; gives how many have. */
static ULONG to_recipients(SRowSet *rows)
{
    ULONG n = 0;

    for (ULONG i = 0; i < rows->cRows; i++) {
        SRow row = rows->aRow[i];

        to_recipient(&row);
        rows->aRow[i] = rows->aRow[n];
        rows->aRow[n] = row;
        n += row.cValues > 0;
    }
    return n;
}

/* All of src's; they take the place of those that dst has (6.1-42), but for a source without any.
 */
static HRESULT copy_recipients(const struct copy_job *job, IMessage *src, IMessage *dst)
{
    AUTO_RELEASE IMAPITable *table = NULL;
    ULONG how = job->made ? MODRECIP_ADD : 0;
    ADRLIST none = {0};
    HRESULT hr;
    bool any = false;

    hr = recipients_of(src, &table);
    if (FAILED(hr) || !table) return hr;
    hr = all_columns(table);
    while (SUCCEEDED(hr)) {
        AUTO_ROWSET SRowSet *rows = NULL;
        ULONG all;

        hr = rowset_given(table->lpVtbl->QueryRows(table, ROWS_AT_ONCE, 0, &rows), 0, &rows);
        if (FAILED(hr) || !rows->cRows) break;
        all = rows->cRows;
        rows->cRows = to_recipients(rows);
        if (rows->cRows || !how) hr = dst->lpVtbl->ModifyRecipients(dst, how, (ADRLIST *)rows);
        rows->cRows = all; /* to be freed */
        how = MODRECIP_ADD;
        any = true;
    }
    if (SUCCEEDED(hr) && any && job->flags & MAPI_MOVE)
        hr = src->lpVtbl->ModifyRecipients(src, 0, &none);
    return FAILED(hr) ? hr : S_OK;
}

/* ---- attachments ---- */

struct numbers {
    ULONG *data;
    size_t count, room;
};

/* The numbers of a message's attachments; none when it can't have any. */
static HRESULT read_numbers(IMessage *message, struct numbers *numbers)
{
    SizedSPropTagArray(1, columns) = {1, {PR_ATTACH_NUM}};
    AUTO_RELEASE IMAPITable *table = NULL;
    HRESULT hr;

    hr = com_given(message->lpVtbl->GetAttachmentTable(message, 0, &table), &table);
    if (hr == MAPI_E_NOT_FOUND || hr == MAPI_E_NO_SUPPORT) return S_OK;
    if (SUCCEEDED(hr)) hr = table->lpVtbl->SetColumns(table, (SPropTagArray *)&columns, 0);
    while (SUCCEEDED(hr)) {
        AUTO_ROWSET SRowSet *rows = NULL;

        hr = rowset_given(table->lpVtbl->QueryRows(table, ROWS_AT_ONCE, 0, &rows), 1, &rows);
        if (FAILED(hr) || !rows->cRows) break;
        for (ULONG i = 0; i < rows->cRows; i++) {
            ULONG *slot =
                rows->aRow[i].lpProps->ulPropTag == PR_ATTACH_NUM ? ARRAY_PUSH(numbers) : NULL;

            if (!slot)
                return rows->aRow[i].lpProps->ulPropTag == PR_ATTACH_NUM ? MAPI_E_NOT_ENOUGH_MEMORY
                                                                         : FAIL(MAPI_E_CALL_FAILED);
            *slot = rows->aRow[i].lpProps->Value.ul;
        }
    }
    return FAILED(hr) ? hr : S_OK;
}

static HRESULT copy_attached_message(const struct copy_job *job, IAttach *src, IAttach *dst)
{
    struct copy_job inner = {.depth = job->depth + 1, .made = true};
    AUTO_RELEASE IMessage *from = NULL, *to = NULL;
    HRESULT hr;

    hr =
        src->lpVtbl->OpenProperty(src, PR_ATTACH_DATA_OBJ, &IID_IMessage, 0, 0, (IUnknown **)&from);
    hr = com_given(hr, &from);
    if (FAILED(hr)) return hr;
    hr = dst->lpVtbl->OpenProperty(dst, PR_ATTACH_DATA_OBJ, &IID_IMessage, 0,
                                   MAPI_CREATE | MAPI_MODIFY, (IUnknown **)&to);
    hr = com_given(hr, &to);
    if (FAILED(hr)) return hr;
    inner.src = (IMAPIProp *)from;
    inner.dst = (IMAPIProp *)to;
    hr = copy_object(&inner);
    return SUCCEEDED(hr) ? to->lpVtbl->SaveChanges(to, 0) : hr;
}

/* An OLE object: as a storage where the source gives one, else as its bytes. */
static HRESULT copy_attached_storage(IAttach *src, IAttach *dst)
{
    AUTO_RELEASE IStorage *from = NULL, *to = NULL;
    HRESULT hr;

    hr = src->lpVtbl->OpenProperty(src, PR_ATTACH_DATA_OBJ, &IID_IStorage, STGM_READ, 0,
                                   (IUnknown **)&from);
    hr = com_given(hr, &from);
    if (FAILED(hr))
        return copy_by_stream((IMAPIProp *)src, PR_ATTACH_DATA_OBJ, (IMAPIProp *)dst,
                              PR_ATTACH_DATA_OBJ);
    hr = dst->lpVtbl->OpenProperty(dst, PR_ATTACH_DATA_OBJ, &IID_IStorage, STGM_READWRITE,
                                   MAPI_CREATE | MAPI_MODIFY, (IUnknown **)&to);
    hr = com_given(hr, &to);
    if (SUCCEEDED(hr)) hr = from->lpVtbl->CopyTo(from, 0, NULL, NULL, to);
    if (SUCCEEDED(hr)) hr = to->lpVtbl->Commit(to, STGC_DEFAULT);
    return stream_answer(hr);
}

HRESULT copy_attach_parts(const struct copy_job *job, IAttach *src, IAttach *dst)
{
    static const IID *const message[] = {&IID_IMessage, NULL};
    SizedSPropTagArray(1, wanted) = {1, {PR_ATTACH_METHOD}};
    SizedSPropTagArray(1, object) = {1, {PR_ATTACH_DATA_OBJ}};
    AUTO_FREE SPropValue *method = NULL;
    struct copy_watch watch;
    bool copied = false;
    ULONG n = 0;
    HRESULT hr;

    copy_watch_begin(&watch, job->progress, 1);
    hr = src->lpVtbl->GetProps(src, (SPropTagArray *)&wanted, 0, &n, &method);
    hr = copy_small_given(hr, 1, n, &method);
    if (FAILED(hr)) return hr;
    if (method->ulPropTag == PR_ATTACH_METHOD && copy_wants(job, PR_ATTACH_DATA_OBJ)) {
        if (method->Value.ul == ATTACH_EMBEDDED_MSG && !copy_iid_excluded(job, message)) {
            hr = copy_attached_message(job, src, dst);
            copied = true;
        } else if (method->Value.ul == ATTACH_OLE) {
            hr = copy_attached_storage(src, dst);
            copied = true;
        }
    }
    if (hr == MAPI_E_NOT_FOUND && copied) hr = S_OK; /* it is empty */
    else if (SUCCEEDED(hr) && copied && job->flags & MAPI_MOVE)
        hr = src->lpVtbl->DeleteProps(src, (SPropTagArray *)&object, NULL);
    return SUCCEEDED(hr) ? copy_watch_step(&watch) : hr;
}

static HRESULT copy_attachment(const struct copy_job *job, IMessage *src, IMessage *dst,
                               ULONG number)
{
    struct copy_job inner = {.depth = job->depth + 1, .made = true};
    AUTO_RELEASE IAttach *from = NULL, *to = NULL;
    ULONG theirs;
    HRESULT hr;

    hr = com_given(src->lpVtbl->OpenAttach(src, number, NULL, 0, &from), &from);
    if (SUCCEEDED(hr)) hr = com_given(dst->lpVtbl->CreateAttach(dst, NULL, 0, &theirs, &to), &to);
    if (FAILED(hr)) return hr;
    inner.src = (IMAPIProp *)from;
    inner.dst = (IMAPIProp *)to;
    hr = copy_object(&inner);
    return SUCCEEDED(hr) ? to->lpVtbl->SaveChanges(to, 0) : hr;
}

static HRESULT delete_numbers(IMessage *message, const struct numbers *numbers)
{
    HRESULT hr = S_OK;

    for (size_t i = 0; SUCCEEDED(hr) && i < numbers->count; i++)
        hr = message->lpVtbl->DeleteAttach(message, numbers->data[i], 0, NULL, 0);
    return hr;
}

/*
 * The attachments that a message has, saved or not: its table shows the saved ones only (6.7-14).
 * S_FALSE: its store doesn't delete them as a property. Source: IMAPIProp::DeleteProps
 */
static HRESULT delete_all(IMessage *message)
{
    SizedSPropTagArray(1, all) = {1, {PR_MESSAGE_ATTACHMENTS}};
    AUTO_FREE SPropProblemArray *problems = NULL;
    HRESULT hr = message->lpVtbl->DeleteProps(message, (SPropTagArray *)&all, &problems);

    if (hr == MAPI_E_NOT_ENOUGH_MEMORY) return hr;
    return hr == S_OK && !problems ? S_OK : S_FALSE;
}

/* All of src's, in the place of those that dst had (6.1-42); where these can't go at once they go
 * at the end. */
static HRESULT copy_attachments(const struct copy_job *job, IMessage *src,
                                const struct numbers *numbers, IMessage *dst,
                                struct copy_watch *watch)
{
    struct numbers old = {0};
    HRESULT hr = S_OK;

    if (numbers->count && !job->made) {
        hr = delete_all(dst);
        if (hr == S_FALSE) hr = read_numbers(dst, &old);
    }
    for (size_t i = 0; SUCCEEDED(hr) && i < numbers->count; i++) {
        hr = copy_attachment(job, src, dst, numbers->data[i]);
        if (SUCCEEDED(hr)) hr = copy_watch_step(watch);
    }
    if (SUCCEEDED(hr)) hr = delete_numbers(dst, &old);
    if (SUCCEEDED(hr) && job->flags & MAPI_MOVE) hr = delete_numbers(src, numbers);
    ARRAY_DROP(&old);
    return hr;
}

/* ---- both ---- */

static bool wants_attachments(const struct copy_job *job)
{
    static const IID *const attachment[] = {&IID_IAttachment, NULL};

    return copy_wants(job, PR_MESSAGE_ATTACHMENTS) && !copy_iid_excluded(job, attachment);
}

HRESULT copy_message_parts(const struct copy_job *job, IMessage *src, IMessage *dst)
{
    struct numbers numbers = {0};
    struct copy_watch watch;
    HRESULT hr = S_OK;

    if (wants_attachments(job)) hr = read_numbers(src, &numbers);
    copy_watch_begin(&watch, job->progress, (ULONG)numbers.count + 1);
    if (SUCCEEDED(hr) && copy_wants(job, PR_MESSAGE_RECIPIENTS))
        hr = copy_recipients(job, src, dst);
    /* with the properties, which are there already */
    if (SUCCEEDED(hr)) hr = copy_watch_step(&watch);
    if (SUCCEEDED(hr)) hr = copy_attachments(job, src, &numbers, dst, &watch);
    ARRAY_DROP(&numbers);
    return hr;
}

/* S_OK: there are recipients; S_FALSE: none. */
static HRESULT has_recipients(IMessage *message)
{
    AUTO_RELEASE IMAPITable *table = NULL;
    AUTO_ROWSET SRowSet *rows = NULL;
    HRESULT hr;

    hr = recipients_of(message, &table);
    if (FAILED(hr) || !table) return FAILED(hr) ? hr : S_FALSE;
    hr = rowset_given(table->lpVtbl->QueryRows(table, 1, 0, &rows), 0, &rows);
    if (FAILED(hr)) return hr;
    return rows->cRows ? S_OK : S_FALSE;
}

static HRESULT has_attachments(IMessage *message)
{
    struct numbers numbers = {0};
    HRESULT hr = read_numbers(message, &numbers);
    bool any = numbers.count;

    ARRAY_DROP(&numbers);
    if (FAILED(hr)) return hr;
    return any ? S_OK : S_FALSE;
}

HRESULT copy_message_collides(const struct copy_job *job, IMessage *src, IMessage *dst)
{
    HRESULT hr = S_FALSE;

    if (!(job->flags & MAPI_NOREPLACE)) return S_OK;
    if (copy_wants(job, PR_MESSAGE_RECIPIENTS)) {
        hr = has_recipients(src);
        if (hr == S_OK) hr = has_recipients(dst);
    }
    if (hr == S_FALSE && wants_attachments(job)) {
        hr = has_attachments(src);
        if (hr == S_OK) hr = has_attachments(dst);
    }
    if (FAILED(hr)) return hr;
    return hr == S_OK ? FAIL(MAPI_E_COLLISION) : S_OK;
}
