/*
 * admin_table.c - the static tables of profiles, services and providers
 *
 * Rows are made once, when the table is asked for; nothing changes them, and Advise is accepted and
 * never fires.
 */
#include "admin/admin_table.h"
#include <string.h>
#include "base/error.h"
#include "base/mem.h"
#include "base/text.h"
#include "mapitags.h"
#include "prop/ptag.h"
#include "prop/ptype.h"
#include "prop/pval.h"
#include "table/rows.h"
#include "table/table_view.h"

#define EMSMDB_SECTION_UID PROP_TAG(PT_BINARY, 0x3D15)
#define EMSMDB_LEGACY      PROP_TAG(PT_BOOLEAN, 0x3D18)
#define ROW_ROOM 16

static const SizedSPropTagArray(2, profile_columns) = {2, {PR_DISPLAY_NAME_W, PR_DEFAULT_PROFILE}};
static const SizedSPropTagArray(8, service_columns) = {
    8,
    {PR_DISPLAY_NAME_W, PR_INSTANCE_KEY, PR_RESOURCE_FLAGS, PR_SERVICE_DLL_NAME_W,
     PR_SERVICE_ENTRY_NAME, PR_SERVICE_NAME_W, PR_SERVICE_SUPPORT_FILES_W, PR_SERVICE_UID}};
static const SizedSPropTagArray(10, provider_columns) = {
    10,
    {PR_INSTANCE_KEY, PR_DISPLAY_NAME_W, PR_PROVIDER_DISPLAY_W, PR_PROVIDER_DLL_NAME_W,
     PR_PROVIDER_ORDINAL, PR_PROVIDER_UID, PR_RESOURCE_FLAGS, PR_RESOURCE_TYPE, PR_SERVICE_NAME_W,
     PR_SERVICE_UID}};

struct row_draft {
    SPropValue values[ROW_ROOM];
    ULONG count;
};

static void add(struct row_draft *row, SPropValue value)
{
    row->values[row->count++] = value;
}

static void add_text(struct row_draft *row, ULONG tag, const WCHAR *text)
{
    if (text) add(row, pval_text(tag, text));
}

static void add_uid(struct row_draft *row, ULONG tag, const MAPIUID *uid)
{
    add(row, pval_binary(tag, sizeof(*uid), uid));
}

/* A view over the finished rows, columns in the client's width; moves rows. */
static HRESULT give_view(struct rows *rows, const SPropTagArray *columns, ULONG flags,
                         IMAPITable **out)
{
    struct table_view_config config = {.flags = flags, .table_type = TBLTYPE_SNAPSHOT};
    AUTO_FREE SPropTagArray *own = NULL;
    HRESULT hr = ptag_copy_array(columns, NULL, &own);

    if (SUCCEEDED(hr)) {
        for (ULONG i = 0; i < own->cValues; i++)
            if (own->aulPropTag[i] != PR_SERVICE_ENTRY_NAME)
                own->aulPropTag[i] = ptag_in_width(own->aulPropTag[i], flags);
        config.columns = own;
        hr = table_view_open(rows, &config, out);
    }
    rows_unref(rows);
    return hr;
}

HRESULT admin_table_profiles(ULONG flags, bool apps, IMAPITable **out)
{
    AUTO_FREE struct profile_entry *list = NULL;
    struct rows *rows;
    ULONG n;
    HRESULT hr = profile_list(&list, &n);

    if (SUCCEEDED(hr)) hr = rows_create(PR_DISPLAY_NAME_W, &rows);
    if (FAILED(hr)) return hr;
    for (ULONG i = 0; SUCCEEDED(hr) && i < n; i++) {
        struct row_draft row = {0};

        if (list[i].app && !apps) continue;
        add_text(&row, PR_DISPLAY_NAME_W, list[i].name);
        add(&row, pval_bool(PR_DEFAULT_PROFILE, list[i].is_default));
        hr = rows_put(rows, row.count, row.values);
    }
    if (SUCCEEDED(hr)) return give_view(rows, (const SPropTagArray *)&profile_columns, flags, out);
    rows_unref(rows);
    return hr;
}

/* What a service's section has that is no part of struct service. */
static void add_stored(struct row_draft *row, struct profile *profile, const MAPIUID *uid,
                       ULONG tag, void *root)
{
    AUTO_SECTION struct section *section = NULL;
    SPropValue value;

    if (FAILED(section_open(profile, uid, 0, &section))) return;
    if (SUCCEEDED(section_get(section, tag, root, &value))) add(row, value);
}

HRESULT admin_table_services(struct profile *profile, ULONG flags, IMAPITable **out)
{
    AUTO_FREE struct service *list = NULL;
    struct rows *rows;
    ULONG n;
    HRESULT hr = roster_services(profile, &list, &n);

    if (SUCCEEDED(hr)) hr = rows_create(PR_INSTANCE_KEY, &rows);
    if (FAILED(hr)) return hr;
    for (ULONG i = 0; SUCCEEDED(hr) && i < n; i++) {
        struct row_draft row = {0};

        add_text(&row, PR_DISPLAY_NAME_W, list[i].display);
        add_uid(&row, PR_INSTANCE_KEY, &list[i].uid);
        add(&row, pval_long(PR_RESOURCE_FLAGS, (LONG)list[i].flags));
        add_text(&row, PR_SERVICE_DLL_NAME_W, list[i].dll);
        add_text(&row, PR_SERVICE_ENTRY_NAME, list[i].entry);
        add_text(&row, PR_SERVICE_NAME_W, list[i].name);
        add_uid(&row, PR_SERVICE_UID, &list[i].uid);
        add_stored(&row, profile, &list[i].uid, PR_SERVICE_SUPPORT_FILES_W, list);
        add_stored(&row, profile, &list[i].uid, EMSMDB_LEGACY, list);
        add_stored(&row, profile, &list[i].uid, EMSMDB_SECTION_UID, list);
        hr = rows_put(rows, row.count, row.values);
    }
    if (SUCCEEDED(hr)) return give_view(rows, (const SPropTagArray *)&service_columns, flags, out);
    rows_unref(rows);
    return hr;
}

static HRESULT put_providers(struct rows *rows, const struct provider *list, ULONG n)
{
    HRESULT hr = S_OK;

    for (ULONG i = 0; SUCCEEDED(hr) && i < n; i++) {
        struct row_draft row = {0};

        add_uid(&row, PR_INSTANCE_KEY, &list[i].uid);
        add_text(&row, PR_DISPLAY_NAME_W, list[i].display);
        add_text(&row, PR_PROVIDER_DISPLAY_W, list[i].provider_display);
        add_text(&row, PR_PROVIDER_DLL_NAME_W, list[i].dll);
        add(&row, pval_long(PR_PROVIDER_ORDINAL, (LONG)list[i].ordinal));
        add_uid(&row, PR_PROVIDER_UID, &list[i].uid);
        add(&row, pval_long(PR_RESOURCE_FLAGS, (LONG)list[i].flags));
        add(&row, pval_long(PR_RESOURCE_TYPE, (LONG)list[i].type));
        add_text(&row, PR_SERVICE_NAME_W, list[i].service_name);
        add_uid(&row, PR_SERVICE_UID, &list[i].service);
        hr = rows_put(rows, row.count, row.values);
    }
    return hr;
}

/* A service's extra sections: rows without PR_RESOURCE_TYPE, so that nobody takes them for
 * providers (2.5-03). */
static HRESULT put_extra(struct rows *rows, struct profile *profile, const MAPIUID *service)
{
    AUTO_FREE struct service *owner = NULL;
    AUTO_FREE MAPIUID *uids = NULL;
    ULONG n;
    HRESULT hr = roster_service(profile, service, &owner);

    if (SUCCEEDED(hr)) hr = roster_extra(profile, service, &uids, &n);
    for (ULONG i = 0; SUCCEEDED(hr) && i < n; i++) {
        AUTO_SECTION struct section *section = NULL;
        AUTO_FREE WCHAR *display = NULL;
        struct row_draft row = {0};

        if (FAILED(section_open(profile, &uids[i], 0, &section))) continue;
        section_get_text(section, PR_DISPLAY_NAME, &display);
        add_uid(&row, PR_INSTANCE_KEY, &uids[i]);
        add_text(&row, PR_DISPLAY_NAME_W, display ? display : L"");
        add_uid(&row, PR_PROVIDER_UID, &uids[i]);
        add_text(&row, PR_SERVICE_NAME_W, owner->name);
        add_uid(&row, PR_SERVICE_UID, service);
        hr = rows_put(rows, row.count, row.values);
    }
    return hr;
}

HRESULT admin_table_providers(struct profile *profile, const MAPIUID *service, ULONG flags,
                              IMAPITable **out)
{
    AUTO_FREE struct provider *list = NULL;
    struct rows *rows;
    ULONG n;
    HRESULT hr = roster_providers(profile, 0, service, &list, &n);

    if (SUCCEEDED(hr)) hr = rows_create(PR_INSTANCE_KEY, &rows);
    if (FAILED(hr)) return hr;
    hr = put_providers(rows, list, n);
    if (SUCCEEDED(hr) && service) hr = put_extra(rows, profile, service);
    if (SUCCEEDED(hr)) return give_view(rows, (const SPropTagArray *)&provider_columns, flags, out);
    rows_unref(rows);
    return hr;
}
