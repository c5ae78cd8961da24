/*
 * status_table.c - the status table and the rows of what is MAPI's own in it
 */
#include "mapitags.h"
#include "mapix.h"
#include "base/mem.h"
#include "prop/ptag.h"
#include "prop/pval.h"
#include "provider/status_row.h"
#include "session/core.h"
#include "table/table_view.h"

static const ULONG default_columns[] = {
    PR_DISPLAY_NAME_W,      PR_ENTRYID,
    PR_INSTANCE_KEY,        PR_OBJECT_TYPE,
    PR_PROVIDER_DLL_NAME_W, PR_PROVIDER_DISPLAY_W,
    PR_RESOURCE_FLAGS,      PR_RESOURCE_METHODS,
    PR_RESOURCE_TYPE,       PR_ROWID,
    PR_STATUS_CODE,         PR_IDENTITY_DISPLAY_W,
    PR_IDENTITY_ENTRYID,    PR_IDENTITY_SEARCH_KEY,
};
enum { N_COLUMNS = sizeof(default_columns) / sizeof(default_columns[0]) };

/* In a session that begins without mail there is no spooler, and its row says so. */
HRESULT status_table_fill(struct core *core)
{
    bool mail = !(router_flags(core->router) & MAPI_NO_MAIL);
    const struct {
        ULONG type, methods, code;
        const WCHAR *name;
    } own[] = {
        {MAPI_SUBSYSTEM, STATUS_VALIDATE_STATE, STATUS_AVAILABLE, profile_name(core->profile)},
        {MAPI_SPOOLER, STATUS_VALIDATE_STATE | STATUS_FLUSH_QUEUES,
         mail ? STATUS_AVAILABLE : STATUS_FAILURE, L"MAPI Spooler"},
        {MAPI_AB, STATUS_VALIDATE_STATE, STATUS_AVAILABLE, L"MAPI Address Book"},
    };
    HRESULT hr = S_OK;

    for (int i = 0; SUCCEEDED(hr) && i < 3; i++) {
        struct status_owner owner = {
            .resource_type = own[i].type,
            .dll = L"msmapi32.dll",
            .provider = L"MAPI Subsystem",
        };
        SPropValue values[] = {
            pval_text(PR_DISPLAY_NAME_W, own[i].name),
            pval_long(PR_RESOURCE_METHODS, (LONG)own[i].methods),
            pval_long(PR_STATUS_CODE, (LONG)own[i].code),
        };

        hr = status_row_put(core->router, &owner, &core->rows_own[i], false, 3, values);
    }
    return hr;
}

HRESULT status_table_open(struct core *core, ULONG flags, IMAPITable **out)
{
    struct table_view_config config = {.flags = flags, .table_type = TBLTYPE_DYNAMIC};
    AUTO_FREE SPropTagArray *columns = ptag_new_array(N_COLUMNS, NULL);

    if (!columns) return MAPI_E_NOT_ENOUGH_MEMORY;
    for (ULONG i = 0; i < N_COLUMNS; i++)
        columns->aulPropTag[i] = ptag_in_width(default_columns[i], flags);
    config.columns = columns;
    return table_view_open(router_status_rows(core->router), &config, out);
}
