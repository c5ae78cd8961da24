/*
 * to_mime_people.c - senders and recipients become the address fields of a mail
 */
#include <string.h>
#include "mapitags.h"
#include "mapix.h"
#include "base/bytes.h"
#include "base/error.h"
#include "base/text.h"
#include "com/com.h"
#include "eid/oneoff.h"
#include "msg/to_mime_own.h"
#include "prop/pval.h"
#include "prop/rowset.h"

enum { ROWS_AT_ONCE = 64 };

/* What the message says of one person. */
struct person {
    const WCHAR *name, *type, *address, *smtp; /* NULL: not said */
    SBinary eid;
};

static const struct role {
    ULONG name, type, address, smtp, eid;
} sender = {PR_SENDER_NAME_W, PR_SENDER_ADDRTYPE_W, PR_SENDER_EMAIL_ADDRESS_W,
            PR_SENDER_SMTP_ADDRESS_W, PR_SENDER_ENTRYID},
  representing = {PR_SENT_REPRESENTING_NAME_W, PR_SENT_REPRESENTING_ADDRTYPE_W,
                  PR_SENT_REPRESENTING_EMAIL_ADDRESS_W, PR_SENT_REPRESENTING_SMTP_ADDRESS_W,
                  PR_SENT_REPRESENTING_ENTRYID};

static struct person person_in(const struct mime_export *export, const struct role *role)
{
    const SPropValue *eid = pval_find_const(export->props, export->n_props, role->eid);

    return (struct person){
        .name = export_text(export->props, export->n_props, role->name),
        .type = export_text(export->props, export->n_props, role->type),
        .address = export_text(export->props, export->n_props, role->address),
        .smtp = export_text(export->props, export->n_props, role->smtp),
        .eid = eid ? eid->Value.bin : (SBinary){0},
    };
}

static bool is_smtp(const WCHAR *type, const WCHAR *address)
{
    if (!address || !*address) return false;
    return type && *type ? !text_compare_nocase(type, L"SMTP") : one_off_looks_internet(address);
}

/* What the address book says of an entry. */
static WCHAR *looked_up(struct mime_export *export, const SBinary *eid)
{
    SizedSPropTagArray(3, tags) = {3, {PR_SMTP_ADDRESS_W, PR_ADDRTYPE_W, PR_EMAIL_ADDRESS_W}};
    IAddrBook *book = export->options->addrbook;
    AUTO_RELEASE IMAPIProp *user = NULL;
    AUTO_FREE SPropValue *props = NULL;
    const WCHAR *address;
    ULONG type, n;

    if (!book || !eid->cb) return NULL;
    if (FAILED(book->lpVtbl->OpenEntry(book, eid->cb, (ENTRYID *)eid->lpb, NULL, 0, &type,
                                       (IUnknown **)&user)))
        return NULL;
    if (FAILED(export_get(user, (SPropTagArray *)&tags, &n, &props))) return NULL;
    address = export_text(props, n, PR_SMTP_ADDRESS_W);
    if (!address &&
        is_smtp(export_text(props, n, PR_ADDRTYPE_W), export_text(props, n, PR_EMAIL_ADDRESS_W)))
        address = export_text(props, n, PR_EMAIL_ADDRESS_W);
    return mem_dup_text(address, NULL);
}

/* The person's Internet address, new root; NULL: none is known. */
static WCHAR *internet_address(struct mime_export *export, const struct person *who)
{
    AUTO_FREE struct one_off *one = NULL;

    if (who->smtp) return mem_dup_text(who->smtp, NULL);
    if (is_smtp(who->type, who->address)) return mem_dup_text(who->address, NULL);
    if (who->eid.cb && one_off_is(who->eid.cb, (ENTRYID *)who->eid.lpb)) {
        if (SUCCEEDED(one_off_read(who->eid.cb, (ENTRYID *)who->eid.lpb, &one)) &&
            is_smtp(one->type, one->address))
            return mem_dup_text(one->address, NULL);
        return NULL;
    }
    return looked_up(export, &who->eid);
}

static bool is_nobody(const struct person *who)
{
    return !who->name && !who->address && !who->smtp && !who->eid.cb;
}

/* One mailbox of a field that begins with the first of them. *n: how many it has. */
static void put_person(struct mime_export *export, struct header_out *header, const char *field,
                       const struct person *who, size_t *n)
{
    AUTO_FREE WCHAR *address = internet_address(export, who);
    AUTO_FREE struct one_off *one = NULL;
    const WCHAR *name = who->name;

    if (!name && who->eid.cb && SUCCEEDED(one_off_read(who->eid.cb, (ENTRYID *)who->eid.lpb, &one)))
        name = one->name;
    /* of no Internet kind, but all there is */
    if (!address && !(name && *name)) name = who->address;
    if (!address && !(name && *name)) return;
    if (!*n) header_begin(header, field);
    if (!header_mailbox(header, name, address, !*n)) export->report->no_address++;
    ++*n;
}

static void put_one(struct mime_export *export, struct header_out *header, const char *field,
                    const struct person *who)
{
    size_t n = 0;

    put_person(export, header, field, who, &n);
    if (n) header_end(header);
}

static struct person author(const struct mime_export *export)
{
    struct person from = person_in(export, &representing);

    return is_nobody(&from) ? person_in(export, &sender) : from;
}

WCHAR *export_sender_domain(struct mime_export *export)
{
    struct person from = author(export);
    AUTO_FREE WCHAR *address = internet_address(export, &from);
    const WCHAR *domain = NULL;

    for (const WCHAR *at = address; at && *at; at++)
        if (*at == '@') domain = at + 1;
    return mem_dup_text(domain, NULL);
}

/* Sender only where it is someone else. */
static void put_senders(struct mime_export *export, struct header_out *header)
{
    struct person from = author(export), by = person_in(export, &sender);
    AUTO_FREE WCHAR *from_address = internet_address(export, &from),
                    *by_address = internet_address(export, &by);

    put_one(export, header, "From", &from);
    if (by_address &&
        (export->has_sender || !from_address || text_compare_nocase(from_address, by_address)))
        put_one(export, header, "Sender", &by);
}

/* ---- Reply-To ---- */

/* The next name of a list separated by ";", new root. */
static WCHAR *next_name(const WCHAR **list)
{
    const WCHAR *start = *list, *end;
    WCHAR *name;

    while (start && *start == ' ')
        start++;
    if (!start || !*start) return NULL;
    for (end = start; *end && *end != ';'; end++) {}
    *list = *end ? end + 1 : end;
    name = mem_array((size_t)(end - start) + 1, sizeof(*name));
    if (name) memcpy(name, start, (size_t)(end - start) * sizeof(*name));
    return name;
}

/* FLATENTRYLIST: number, bytes, then (bytes, entry ID, up to a multiple of four) for each. */
static HRESULT put_reply_to(struct mime_export *export, struct header_out *header)
{
    const SPropValue *list =
        pval_find_const(export->props, export->n_props, PR_REPLY_RECIPIENT_ENTRIES);
    const WCHAR *names = export_text(export->props, export->n_props, PR_REPLY_RECIPIENT_NAMES_W);
    struct reader r;
    ULONG count;
    size_t n = 0;

    if (!list) return S_OK;
    r = reader_over(list->Value.bin.lpb, list->Value.bin.cb);
    count = read_u32(&r);
    read_u32(&r);
    for (ULONG i = 0; i < count && !r.bad; i++) {
        AUTO_FREE WCHAR *name = next_name(&names);
        struct person who = {.name = name};

        who.eid.cb = read_u32(&r);
        who.eid.lpb = (BYTE *)read_bytes(&r, who.eid.cb);
        if (r.bad) break;
        read_skip(&r, read_left(&r) < (-who.eid.cb & 3) ? read_left(&r) : (-who.eid.cb & 3));
        if (one_off_is(who.eid.cb, (ENTRYID *)who.eid.lpb)) who.name = NULL; /* it has its own */
        put_person(export, header, "Reply-To", &who, &n);
    }
    if (n) header_end(header);
    return S_OK;
}

/* ---- recipients ---- */

enum { COL_TYPE, COL_NAME, COL_ADDRTYPE, COL_ADDRESS, COL_SMTP, COL_EID, N_COLS };

static HRESULT recipient_table(IMessage *message, IMAPITable **out)
{
    SizedSPropTagArray(N_COLS, columns) = {N_COLS,
                                           {PR_RECIPIENT_TYPE, PR_DISPLAY_NAME_W, PR_ADDRTYPE_W,
                                            PR_EMAIL_ADDRESS_W, PR_SMTP_ADDRESS_W, PR_ENTRYID}};
    bool wide = true;
    HRESULT hr = message->lpVtbl->GetRecipientTable(message, MAPI_UNICODE, out);

    if (hr == MAPI_E_BAD_CHARWIDTH) {
        wide = false;
        hr = message->lpVtbl->GetRecipientTable(message, 0, out);
    }
    if (FAILED(hr)) return hr;
    for (ULONG i = 0; i < N_COLS && !wide; i++)
        if (PROP_TYPE(columns.aulPropTag[i]) == PT_UNICODE)
            columns.aulPropTag[i] = CHANGE_PROP_TYPE(columns.aulPropTag[i], PT_STRING8);
    hr = (*out)->lpVtbl->SetColumns(*out, (SPropTagArray *)&columns, 0);
    if (FAILED(hr)) com_release(out);
    return hr;
}

/* A column's text, made wide on root. */
static const WCHAR *column_text(const SPropValue *value, void *root)
{
    WCHAR *wide = NULL;

    if (PROP_TYPE(value->ulPropTag) == PT_UNICODE)
        return value->Value.lpszW && *value->Value.lpszW ? value->Value.lpszW : NULL;
    if (PROP_TYPE(value->ulPropTag) == PT_STRING8 && value->Value.lpszA && *value->Value.lpszA)
        text_from_ansi(value->Value.lpszA, -1, 0, root, &wide);
    return wide;
}

static void put_row(struct mime_export *export, struct header_out *header, const char *field,
                    const SRow *row, size_t *n)
{
    SPropValue *c = row->lpProps;
    struct person who = {
        .name = column_text(&c[COL_NAME], c),
        .type = column_text(&c[COL_ADDRTYPE], c),
        .address = column_text(&c[COL_ADDRESS], c),
        .smtp = column_text(&c[COL_SMTP], c),
    };

    if (c[COL_EID].ulPropTag == PR_ENTRYID) who.eid = c[COL_EID].Value.bin;
    put_person(export, header, field, &who, n);
}

/* All recipients of one type, in their order. */
static HRESULT put_recipients(struct mime_export *export, struct header_out *header,
                              IMAPITable *table, const char *field, ULONG type)
{
    size_t n = 0;
    HRESULT hr = table->lpVtbl->SeekRow(table, BOOKMARK_BEGINNING, 0, NULL);

    while (SUCCEEDED(hr)) {
        AUTO_ROWSET SRowSet *rows = NULL;

        hr = table->lpVtbl->QueryRows(table, ROWS_AT_ONCE, 0, &rows);
        if (FAILED(hr) || !rows->cRows) break;
        for (ULONG i = 0; i < rows->cRows; i++) {
            const SRow *row = &rows->aRow[i];

            /* MAPI_P1 and MAPI_SUBMITTED say what became of it */
            if (row->cValues == N_COLS && row->lpProps[COL_TYPE].ulPropTag == PR_RECIPIENT_TYPE &&
                (row->lpProps[COL_TYPE].Value.ul & 0x0fffffff) == type)
                put_row(export, header, field, row, &n);
        }
    }
    if (n) header_end(header);
    return FAILED(hr) ? hr : S_OK;
}

static void put_receipts(struct mime_export *export, struct header_out *header)
{
    struct person from = author(export), to = from;
    const SPropValue *eid =
        pval_find_const(export->props, export->n_props, PR_READ_RECEIPT_ENTRYID);

    if (export_long(export->props, export->n_props, PR_READ_RECEIPT_REQUESTED, FALSE)) {
        if (eid && eid->Value.bin.cb) to = (struct person){.eid = eid->Value.bin};
        put_one(export, header, "Disposition-Notification-To", &to);
    }
    if (export_long(export->props, export->n_props, PR_ORIGINATOR_DELIVERY_REPORT_REQUESTED, FALSE))
        put_one(export, header, "Return-Receipt-To", &from);
}

HRESULT export_people(struct mime_export *export, struct header_out *header)
{
    static const struct {
        const char *field;
        ULONG type;
    } kinds[] = {{"To", MAPI_TO}, {"Cc", MAPI_CC}, {"Bcc", MAPI_BCC}};
    AUTO_RELEASE IMAPITable *table = NULL;
    HRESULT hr;

    put_senders(export, header);
    hr = put_reply_to(export, header);
    if (SUCCEEDED(hr)) hr = recipient_table(export->message, &table);
    if (hr == MAPI_E_NOT_FOUND || hr == MAPI_E_NO_SUPPORT) hr = S_OK; /* has none */
    for (size_t i = 0; table && SUCCEEDED(hr) && i < sizeof(kinds) / sizeof(kinds[0]); i++)
        if (kinds[i].type != MAPI_BCC || export->options->flags & CCSF_INCLUDE_BCC)
            hr = put_recipients(export, header, table, kinds[i].field, kinds[i].type);
    put_receipts(export, header);
    return hr;
}
