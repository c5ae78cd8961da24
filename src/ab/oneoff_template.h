/*
 * oneoff_template.h - MAPI's own template: what a one-off of any type is made from
 */
#pragma once
#include <stdbool.h>
#include "mapidefs.h"
#include "table/rows.h"

/* Its entry ID, which is its PR_TEMPLATEID too: EID_OWN_BYTES (eid.h). */
void oneoff_template_eid(BYTE *out);
bool oneoff_template_is(ULONG cb, const ENTRYID *eid);
/* One to be filled in: PR_DETAILS_TABLE is its page. iid NULL, IID_IMailUser, IID_IMAPIProp. */
HRESULT oneoff_template_create(const IID *iid, IUnknown **out);
/*
 * IABLogon::OpenTemplateID as MAPI itself would have it: the host's own entry, data, in the
 * interface asked for; iid NULL: IID_IMailUser.
 * Errors  MAPI_E_INTERFACE_NOT_SUPPORTED
 */
HRESULT oneoff_template_bind(IMAPIProp *data, const IID *iid, IMAPIProp **out);
/* Puts its row of a one-off table at the end of rows, whose index is PR_INSTANCE_KEY. */
HRESULT oneoff_template_list(struct rows *rows);
