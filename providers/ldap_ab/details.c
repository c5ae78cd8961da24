/*
 * details.c - the display tables of people and lists
 */
#include "details.h"
#include "common/display_rows.h"
#include "table.h"

#define LABEL(row, text_)                                                                          \
    {                                                                                              \
        .type = DTCT_LABEL, .x = 6, .y = 8 + (row)*16, .width = 58, .height = 10, .text = text_    \
    }
#define EDIT(row, tag_)                                                                            \
    {                                                                                              \
        .type = DTCT_EDIT, .x = 68, .y = 6 + (row)*16, .width = 150, .height = 12, .tag = tag_,    \
        .number = 255                                                                              \
    }
#define LINE(row, text_, tag_) LABEL(row, text_), EDIT(row, tag_)

/* clang-format off: a line is a line of the dialog */
static const struct display_control person_controls[] = {
    {.type = DTCT_PAGE, .width = 230, .height = 180, .text = "General"},
    LINE(0, "Name:", PR_DISPLAY_NAME_W),
    LINE(1, "First:", PR_GIVEN_NAME_W),
    LINE(2, "Last:", PR_SURNAME_W),
    LINE(3, "E-mail address:", PR_EMAIL_ADDRESS_W),
    LINE(4, "Account:", PR_ACCOUNT_W),
    LINE(5, "Title:", PR_TITLE_W),
    LINE(6, "Company:", PR_COMPANY_NAME_W),
    LINE(7, "Department:", PR_DEPARTMENT_NAME_W),
    LINE(8, "Office:", PR_OFFICE_LOCATION_W),
    LINE(9, "Notes:", PR_COMMENT_W),
    {.type = DTCT_PAGE, .width = 230, .height = 180, .text = "Phone and address"},
    LINE(0, "Business:", PR_BUSINESS_TELEPHONE_NUMBER_W),
    LINE(1, "Mobile:", PR_MOBILE_TELEPHONE_NUMBER_W),
    LINE(2, "Home:", PR_HOME_TELEPHONE_NUMBER_W),
    LINE(3, "Pager:", PR_PAGER_TELEPHONE_NUMBER_W),
    LINE(4, "Street:", PR_STREET_ADDRESS_W),
    LINE(5, "City:", PR_LOCALITY_W),
    LINE(6, "State:", PR_STATE_OR_PROVINCE_W),
    LINE(7, "Postal code:", PR_POSTAL_CODE_W),
    LINE(8, "Country:", PR_COUNTRY_W),
};
static const struct display_control list_controls[] = {
    {.type = DTCT_PAGE, .width = 230, .height = 180, .text = "General"},
    LINE(0, "Name:", PR_DISPLAY_NAME_W),
    LINE(1, "E-mail address:", PR_EMAIL_ADDRESS_W),
    LINE(2, "Notes:", PR_COMMENT_W),
    {.type = DTCT_LABEL, .x = 6, .y = 56, .width = 100, .height = 10, .text = "Members:"},
    {.type = DTCT_LBX,
     .x = 6,
     .y = 68,
     .width = 212,
     .height = 104,
     .tag = PR_NULL,
     .table = PR_CONTAINER_CONTENTS},
};
/* clang-format on */

static const GUID person_id = {
    0x2f6b8c10, 0x47d3, 0x4a5e, {0x9b, 0x21, 0x5c, 0x08, 0xe1, 0x7a, 0x64, 0xd1}};
static const GUID list_id = {
    0x2f6b8c10, 0x47d3, 0x4a5e, {0x9b, 0x21, 0x5c, 0x08, 0xe1, 0x7a, 0x64, 0xd2}};

HRESULT details_open(struct book *book, USHORT type, ULONG flags, IMAPITable **out)
{
    bool list = type == MAPI_DISTLIST;
    IMAPITable *view;
    HRESULT hr;

    *out = NULL;
    if (flags & ~(ULONG)MAPI_UNICODE) return MAPI_E_UNKNOWN_FLAGS;
    hr = display_rows_open(list ? list_controls : person_controls,
                           list ? sizeof(list_controls) / sizeof(list_controls[0])
                                : sizeof(person_controls) / sizeof(person_controls[0]),
                           list ? &list_id : &person_id, flags, &book->alloc, &view);
    return FAILED(hr) ? hr : table_of_view(book, view, out);
}
