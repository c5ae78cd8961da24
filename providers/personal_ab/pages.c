/*
 * pages.c - what a user is shown of an entry, and fills in to make one
 */
#include "pages.h"
#include <stdlib.h>
#include <string.h>
#include "common/display_rows.h"
#include "common/sql/props.h"
#include "common/sql/view_table.h"

#define PAGE(title)                                                                                \
    {                                                                                              \
        .type = DTCT_PAGE, .width = 244, .height = 196, .text = title                              \
    }
#define LABEL(line, title)                                                                         \
    {                                                                                              \
        .type = DTCT_LABEL, .x = 8, .y = 10 + 18 * (line), .width = 78, .height = 10,              \
        .text = title                                                                              \
    }
#define EDIT(line, lines, flags_, tag_, most)                                                      \
    {                                                                                              \
        .type = DTCT_EDIT, .flags = DT_EDITABLE | DT_ACCEPT_DBCS | (flags_), .x = 88,              \
        .y = 8 + 18 * (line), .width = 148, .height = 18 * (lines)-6, .tag = tag_, .number = most  \
    }
#define LINE(line, title, tag, most) LABEL(line, title), EDIT(line, 1, 0, tag, most)
#define NOTES(title)                                                                               \
    PAGE(title),                                                                                   \
    {                                                                                              \
        .type = DTCT_EDIT, .flags = DT_EDITABLE | DT_ACCEPT_DBCS | DT_MULTILINE, .x = 8, .y = 8,   \
        .width = 228, .height = 180, .tag = PR_COMMENT_W, .number = 32767                          \
    }
#define RICH_INFO(line)                                                                            \
    {                                                                                              \
        .type = DTCT_CHECKBOX, .flags = DT_EDITABLE, .x = 88, .y = 8 + 18 * (line), .width = 148,  \
        .height = 12, .text = "Reads &formatted text", .tag = PR_SEND_RICH_INFO                    \
    }

static const struct display_control person[] = {
    PAGE("Name"),
    LINE(0, "&Display name:", PR_DISPLAY_NAME_W, 1024),
    LINE(1, "&First name:", PR_GIVEN_NAME_W, 255),
    LINE(2, "&Last name:", PR_SURNAME_W, 255),
    LINE(3, "&Nickname:", PR_NICKNAME_W, 255),
    LINE(4, "&Title:", PR_TITLE_W, 255),
    LINE(5, "&Company:", PR_COMPANY_NAME_W, 255),
    LINE(6, "De&partment:", PR_DEPARTMENT_NAME_W, 255),
    LINE(7, "&Office:", PR_OFFICE_LOCATION_W, 255),
    PAGE("Addresses"),
    LABEL(0, "Address &type:"),
    {.type = DTCT_EDIT,
     .flags = DT_EDITABLE,
     .x = 88,
     .y = 8,
     .width = 60,
     .height = 12,
     .text = "[A-Za-z0-9]",
     .tag = PR_ADDRTYPE_W,
     .number = 64},
    LINE(1, "&Address:", PR_EMAIL_ADDRESS_W, 1024),
    RICH_INFO(2),
    LABEL(3, "&Other addresses:"),
    EDIT(3, 5, DT_MULTILINE, PR_OTHER_ADDRESSES_W, 32767),
    PAGE("Phones"),
    LINE(0, "&Business:", PR_BUSINESS_TELEPHONE_NUMBER_W, 64),
    LINE(1, "Business &2:", PR_BUSINESS2_TELEPHONE_NUMBER_W, 64),
    LINE(2, "&Mobile:", PR_MOBILE_TELEPHONE_NUMBER_W, 64),
    LINE(3, "&Home:", PR_HOME_TELEPHONE_NUMBER_W, 64),
    LINE(4, "&Fax:", PR_BUSINESS_FAX_NUMBER_W, 64),
    LINE(5, "&Pager:", PR_PAGER_TELEPHONE_NUMBER_W, 64),
    LINE(6, "&Assistant:", PR_ASSISTANT_TELEPHONE_NUMBER_W, 64),
    LINE(7, "&Other:", PR_OTHER_TELEPHONE_NUMBER_W, 64),
    PAGE("Post"),
    LABEL(0, "&Street:"),
    EDIT(0, 2, DT_MULTILINE, PR_STREET_ADDRESS_W, 255),
    LINE(2, "&City:", PR_LOCALITY_W, 255),
    LINE(3, "S&tate:", PR_STATE_OR_PROVINCE_W, 255),
    LINE(4, "&Postal code:", PR_POSTAL_CODE_W, 64),
    LINE(5, "C&ountry:", PR_COUNTRY_W, 255),
    NOTES("Notes"),
};

static const struct display_control list[] = {
    PAGE("List"),
    LABEL(0, "&Name:"),
    EDIT(0, 1, DT_REQUIRED, PR_DISPLAY_NAME_W, 1024),
    LABEL(1, "&Members:"),
    {.type = DTCT_LBX,
     .x = 88,
     .y = 26,
     .width = 148,
     .height = 136,
     .tag = PR_NULL,
     .table = PR_CONTAINER_CONTENTS},
    {.type = DTCT_BUTTON,
     .flags = DT_EDITABLE,
     .x = 88,
     .y = 170,
     .width = 148,
     .height = 16,
     .text = "&Choose members...",
     .tag = PR_CHOOSE_MEMBERS},
    NOTES("Notes"),
};

static const struct display_control internet[] = {
    PAGE("Internet Address"),
    LINE(0, "&Display name:", PR_DISPLAY_NAME_W, 1024),
    LABEL(1, "&E-mail address:"),
    EDIT(1, 1, DT_REQUIRED, PR_EMAIL_ADDRESS_W, 1024),
    RICH_INFO(2),
};

static const struct display_control any[] = {
    PAGE("Other Address"),
    LINE(0, "&Display name:", PR_DISPLAY_NAME_W, 1024),
    LABEL(1, "&E-mail address:"),
    EDIT(1, 1, DT_REQUIRED, PR_EMAIL_ADDRESS_W, 1024),
    LABEL(2, "Address &type:"),
    {.type = DTCT_EDIT,
     .flags = DT_EDITABLE | DT_REQUIRED,
     .x = 88,
     .y = 44,
     .width = 60,
     .height = 12,
     .text = "[A-Za-z0-9]",
     .tag = PR_ADDRTYPE_W,
     .number = 64},
    RICH_INFO(3),
};

#define ROWS(of)                                                                                   \
    {                                                                                              \
        of, sizeof(of) / sizeof((of)[0])                                                           \
    }
static const struct {
    const struct display_control *controls;
    size_t n;
} all_pages[] = {
    [PAGES_PERSON] = ROWS(person),
    [PAGES_LIST] = ROWS(list),
    [PAGES_INTERNET] = ROWS(internet),
    [PAGES_ANY] = ROWS(any),
};

HRESULT pages_open(struct book *book, enum pages which, bool editable, const IID *iid,
                   ULONG options, IUnknown **out)
{
    const GUID id = {0x6f6d7062 + (ULONG)which, 0x7061, 0x6765, {0x73, 0, 0, 0, 0, 0, 0, 1}};
    size_t n = all_pages[which].n;
    struct display_control *controls;
    IMAPITable *view = NULL;
    HRESULT hr;

    *out = NULL;
    if (!iid_is(iid, &IID_IMAPITable, &IID_IUnknown)) return MAPI_E_INTERFACE_NOT_SUPPORTED;
    if (options & ~(ULONG)MAPI_UNICODE) return MAPI_E_UNKNOWN_FLAGS;
    controls = malloc(n * sizeof(*controls));
    if (!controls) return MAPI_E_NOT_ENOUGH_MEMORY;
    memcpy(controls, all_pages[which].controls, n * sizeof(*controls));
    for (size_t i = 0; i < n && !editable; i++)
        controls[i].flags &= ~(ULONG)(DT_EDITABLE | DT_REQUIRED);
    hr = display_rows_open(controls, n, &id, options, &book->alloc, &view);
    free(controls);
    return FAILED(hr) ? hr : view_table_create(&book_house, book, true, view, (IMAPITable **)out);
}
