/*
 * copy_message.c - copies the recipients and attachments of a message into another one
 */
#include "mapitags.h"
#include "base/error.h"
#include "base/mem.h"
#include "com/com.h"
#include "msg/copy_own.h"
#include "prop/ptag.h"
#include "prop/pval.h"
#include "prop/rowset.h"

enum { ROWS_AT_ONCE = 64 };

/* Shows every column the table has. */
static HRESULT all_columns(IMAPITable *table)
{
    AUTO_FREE SPropTagArray *columns = NULL;
    HRESULT hr;

    hr = com_given(table->lpVtbl->QueryColumns(table, TBL_ALL_COLUMNS, &columns), &columns);
    return SUCCEEDED(hr) && columns->cValues ? table->lpVtbl->SetColumns(table, columns, 0) : hr;
}

/* A row as a recipient of another message: without what it hasn't got, and without its number. */
static void to_recipient(SRow *row)
{
    ULONG n = 0;

    for (ULONG i = 0; i < row->cValues; i++) {
        ULONG tag = row->lpProps[i].ulPropTag;

        if (PROP_TYPE(tag) == PT_ERROR || PROP_TYPE(tag) == PT_NULL || PROP_TYPE(tag) == PT_OBJECT ||
            tag == PR_ROWID || tag == PR_INSTANCE_KEY)
            continue;
        row->lpProps[n++] = row->lpProps[i];
    }
    row->cValues = n;
}

HRESULT copy_recipients(IMessage *src, IMessage *dst)
{
    AUTO_RELEASE IMAPITable *table = NULL;
    HRESULT hr;

    hr = com_given(src->lpVtbl->GetRecipientTable(src, MAPI_UNICODE, &table), &table);
    if (hr == MAPI_E_NOT_FOUND || hr == MAPI_E_NO_SUPPORT) return S_OK; /* has none */
    if (SUCCEEDED(hr)) hr = all_columns(table);
    while (SUCCEEDED(hr)) {
        AUTO_ROWSET SRowSet *rows = NULL;

        hr = rowset_given(table->lpVtbl->QueryRows(table, ROWS_AT_ONCE, 0, &rows), 0, &rows);
        if (FAILED(hr) || !rows->cRows) break;
        for (ULONG i = 0; i < rows->cRows; i++)
            to_recipient(&rows->aRow[i]);
        hr = dst->lpVtbl->ModifyRecipients(dst, MODRECIP_ADD, (ADRLIST *)rows);
    }
    return FAILED(hr) ? hr : S_OK;
}

/* What is in an attachment as an object: a message is copied as one, anything else by its bytes. */
static HRESULT copy_attached_object(const struct copy_job *job, IAttach *src, IAttach *dst, ULONG method)
{
    AUTO_RELEASE IMessage *from = NULL, *to = NULL;
    AUTO_RELEASE IStorage *storage_from = NULL, *storage_to = NULL;
    struct copy_job inner = {.progress = job->progress, .depth = job->depth + 1};
    HRESULT hr;

    if (method == ATTACH_EMBEDDED_MSG) {
        hr = src->lpVtbl->OpenProperty(src, PR_ATTACH_DATA_OBJ, &IID_IMessage, 0, 0, (IUnknown **)&from);
        hr = com_given(hr, &from);
        if (SUCCEEDED(hr))
            hr = com_given(dst->lpVtbl->OpenProperty(dst, PR_ATTACH_DATA_OBJ, &IID_IMessage, 0, MAPI_CREATE | MAPI_MODIFY,
                                                     (IUnknown **)&to),
                           &to);
        if (FAILED(hr)) return hr;
        inner.src = (IMAPIProp *)from;
        inner.dst = (IMAPIProp *)to;
        hr = copy_object(&inner);
        return SUCCEEDED(hr) ? to->lpVtbl->SaveChanges(to, 0) : hr;
    }
    hr = src->lpVtbl->OpenProperty(src, PR_ATTACH_DATA_OBJ, &IID_IStorage, STGM_READ, 0, (IUnknown **)&storage_from);
    hr = com_given(hr, &storage_from);
    if (FAILED(hr))
        return copy_by_stream((IMAPIProp *)src, PR_ATTACH_DATA_OBJ, (IMAPIProp *)dst, PR_ATTACH_DATA_OBJ);
    hr = dst->lpVtbl->OpenProperty(dst, PR_ATTACH_DATA_OBJ, &IID_IStorage, STGM_READWRITE, MAPI_CREATE | MAPI_MODIFY,
                                   (IUnknown **)&storage_to);
    hr = com_given(hr, &storage_to);
    if (SUCCEEDED(hr)) hr = storage_from->lpVtbl->CopyTo(storage_from, 0, NULL, NULL, storage_to);
    if (SUCCEEDED(hr)) hr = storage_to->lpVtbl->Commit(storage_to, STGC_DEFAULT);
    return hr;
}

static HRESULT copy_attachment(const struct copy_job *job, IMessage *src, IMessage *dst, ULONG number)
{
    SizedSPropTagArray(1, wanted) = {1, {PR_ATTACH_METHOD}};
    AUTO_RELEASE IAttach *from = NULL, *to = NULL;
    AUTO_FREE SPropValue *method = NULL;
    struct copy_job inner = {.progress = job->progress, .depth = job->depth + 1};
    ULONG n = 0;
    HRESULT hr;

    hr = com_given(src->lpVtbl->OpenAttach(src, number, NULL, 0, &from), &from);
    if (SUCCEEDED(hr)) hr = com_given(dst->lpVtbl->CreateAttach(dst, NULL, 0, &n, &to), &to);
    if (FAILED(hr)) return hr;
    inner.src = (IMAPIProp *)from;
    inner.dst = (IMAPIProp *)to;
    hr = copy_values(&inner);
    if (SUCCEEDED(hr)) {
        hr = from->lpVtbl->GetProps(from, (SPropTagArray *)&wanted, 0, &n, &method);
        hr = pval_given(hr, 1, n, &method);
    }
    if (SUCCEEDED(hr) && method->ulPropTag == PR_ATTACH_METHOD &&
        (method->Value.ul == ATTACH_EMBEDDED_MSG || method->Value.ul == ATTACH_OLE)) {
        hr = copy_attached_object(job, from, to, method->Value.ul);
        if (hr == MAPI_E_NOT_FOUND) hr = S_OK; /* it is empty */
    }
    return SUCCEEDED(hr) ? to->lpVtbl->SaveChanges(to, 0) : hr;
}

HRESULT copy_attachments(const struct copy_job *job, IMessage *src, IMessage *dst)
{
    SizedSPropTagArray(1, columns) = {1, {PR_ATTACH_NUM}};
    AUTO_RELEASE IMAPITable *table = NULL;
    HRESULT hr;

    hr = com_given(src->lpVtbl->GetAttachmentTable(src, MAPI_UNICODE, &table), &table);
    if (hr == MAPI_E_NOT_FOUND || hr == MAPI_E_NO_SUPPORT) return S_OK;
    if (SUCCEEDED(hr)) hr = table->lpVtbl->SetColumns(table, (SPropTagArray *)&columns, 0);
    while (SUCCEEDED(hr)) {
        AUTO_ROWSET SRowSet *rows = NULL;

        hr = rowset_given(table->lpVtbl->QueryRows(table, ROWS_AT_ONCE, 0, &rows), 1, &rows);
        if (FAILED(hr) || !rows->cRows) break;
        for (ULONG i = 0; SUCCEEDED(hr) && i < rows->cRows; i++)
            if (rows->aRow[i].lpProps[0].ulPropTag == PR_ATTACH_NUM)
                hr = copy_attachment(job, src, dst, rows->aRow[i].lpProps[0].Value.ul);
    }
    return FAILED(hr) ? hr : S_OK;
}
