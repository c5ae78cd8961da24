/*
 * fuzz_display_table.c - any bytes as the rows of a display table, the answers of the object behind
 * it, and what a user does to the sheet
 *
 * A row is: type, flags, which columns it lacks or has in another type (a bit each), bytes of its
 * structure, these. A zero count of bytes after a type of 255 ends the rows; what follows answers
 * GetProps, SetProps and OpenProperty, and says what is pressed, typed and chosen.
 *
 * Origin of the seeds (corpus/display_table): written for this test, one of each kind of control
 * with its text in both widths; the cut ones are their beginnings.
 */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include "mapitags.h"
#include "base/bytes.h"
#include "base/mem.h"
#include "base/text.h"
#include "com/com.h"
#include "prop/pval.h"
#include "table/table_data.h"
#include "ui/property_sheet.h"

static struct reader bytes;
static ITableData *lines; /* of each list */

static void check(bool is)
{
    if (!is) abort();
}

/* ---- an object that answers what the bytes say ---- */

static HRESULT STDMETHODCALLTYPE liar_QueryInterface(IMAPIProp *iface, REFIID iid, void **out)
{
    (void)iface, (void)iid;
    *out = NULL;
    return E_NOINTERFACE;
}

static ULONG STDMETHODCALLTYPE liar_count(IMAPIProp *iface)
{
    (void)iface;
    return 1;
}

static const HRESULT answers[] = {S_OK,
                                  MAPI_W_ERRORS_RETURNED,
                                  MAPI_E_NO_ACCESS,
                                  MAPI_E_BAD_CHARWIDTH,
                                  MAPI_E_NOT_FOUND,
                                  MAPI_E_NOT_ENOUGH_MEMORY};

static HRESULT answer(void)
{
    return answers[read_u8(&bytes) % (sizeof(answers) / sizeof(answers[0]))];
}

static SPropValue value_of(ULONG tag)
{
    static WCHAR wide[] = {'w', 0x416, 0}, *wides[] = {wide, wide, NULL};
    static char narrow[] = "n", *narrows[] = {narrow, NULL};
    SPropValue value = {.ulPropTag = tag};
    ULONG types[] = {PROP_TYPE(tag), PROP_TYPE(tag), PT_ERROR,      PT_LONG,       PT_BOOLEAN,
                     PT_STRING8,     PT_UNICODE,     PT_MV_UNICODE, PT_MV_STRING8, PT_BINARY,
                     PT_OBJECT,      PT_NULL,        0x77};
    uint8_t n = read_u8(&bytes);

    value.ulPropTag = CHANGE_PROP_TYPE(tag, types[n % (sizeof(types) / sizeof(types[0]))]);
    switch (PROP_TYPE(value.ulPropTag)) {
    case PT_UNICODE: value.Value.lpszW = n & 0x80 ? NULL : wide; break;
    case PT_STRING8: value.Value.lpszA = n & 0x80 ? NULL : narrow; break;
    case PT_MV_UNICODE: value.Value.MVszW = (SWStringArray){n & 0x80 ? 3 : 2, wides}; break;
    case PT_MV_STRING8: value.Value.MVszA = (SLPSTRArray){n & 0x80 ? 2 : 1, narrows}; break;
    case PT_BINARY: value.Value.bin = (SBinary){n & 0x80, n & 0x40 ? NULL : (BYTE *)wides}; break;
    case PT_LONG: value.Value.l = n % 4; break;
    case PT_BOOLEAN: value.Value.b = n & 1; break;
    }
    if (PROP_TYPE(value.ulPropTag) == PT_BINARY && value.Value.bin.cb > 4) value.Value.bin.cb = 4;
    return value;
}

static HRESULT STDMETHODCALLTYPE liar_GetProps(IMAPIProp *iface, LPSPropTagArray tags, ULONG flags,
                                               ULONG *count, LPSPropValue *out)
{
    HRESULT hr = answer();

    (void)iface, (void)flags;
    if (FAILED(hr)) return hr;
    *count = read_u8(&bytes) == 1 ? tags->cValues - 1 : tags->cValues;
    *out = mem_array(tags->cValues + 1, sizeof(**out));
    for (ULONG i = 0; i < *count && *out; i++)
        (*out)[i] = value_of(tags->aulPropTag[i]);
    return *out ? hr : MAPI_E_NOT_ENOUGH_MEMORY;
}

static HRESULT STDMETHODCALLTYPE liar_SetProps(IMAPIProp *iface, ULONG count, LPSPropValue values,
                                               LPSPropProblemArray *problems)
{
    HRESULT hr = answer();

    (void)iface;
    for (ULONG i = 0; i < count; i++)
        check(pval_valid(&values[i]));
    *problems = NULL;
    if (FAILED(hr) || !(read_u8(&bytes) & 1)) return hr;
    *problems = mem_zero(CbNewSPropProblemArray(2));
    if (!*problems) return MAPI_E_NOT_ENOUGH_MEMORY;
    (*problems)->cProblem = 2;
    (*problems)->aProblem[0].ulIndex = read_u8(&bytes);
    (*problems)->aProblem[0].scode = answer();
    return hr;
}

/* ---- its button ---- */

static HRESULT STDMETHODCALLTYPE button_QueryInterface(IMAPIControl *iface, REFIID iid, void **out)
{
    return liar_QueryInterface((IMAPIProp *)iface, iid, out);
}

static ULONG STDMETHODCALLTYPE button_count(IMAPIControl *iface)
{
    return liar_count((IMAPIProp *)iface);
}

static HRESULT STDMETHODCALLTYPE button_GetLastError(IMAPIControl *iface, HRESULT hr, ULONG flags,
                                                     MAPIERROR **out)
{
    (void)iface, (void)hr, (void)flags;
    *out = NULL;
    return S_OK;
}

static HRESULT STDMETHODCALLTYPE button_Activate(IMAPIControl *iface, ULONG flags, ULONG_PTR ui)
{
    (void)iface, (void)flags, (void)ui;
    return answer();
}

static HRESULT STDMETHODCALLTYPE button_GetState(IMAPIControl *iface, ULONG flags, ULONG *state)
{
    (void)iface, (void)flags;
    *state = read_u8(&bytes) % 3;
    return answer();
}

static IMAPIControl *the_button(void)
{
    static const IMAPIControlVtbl vtbl = {
        .QueryInterface = button_QueryInterface,
        .AddRef = button_count,
        .Release = button_count,
        .GetLastError = button_GetLastError,
        .Activate = button_Activate,
        .GetState = button_GetState,
    };
    static IMAPIControl button = {(IMAPIControlVtbl *)&vtbl};

    return &button;
}

static HRESULT STDMETHODCALLTYPE liar_OpenProperty(IMAPIProp *iface, ULONG tag, LPCIID iid,
                                                   ULONG options, ULONG flags, LPUNKNOWN *out)
{
    HRESULT hr = answer();

    (void)iface, (void)tag, (void)options, (void)flags;
    if (FAILED(hr) || !(read_u8(&bytes) % 8)) return hr; /* success and nothing */
    if (IsEqualGUID(iid, &IID_IMAPITable))
        return lines->lpVtbl->HrGetView(lines, NULL, NULL, 0, (IMAPITable **)out);
    *out = (IUnknown *)the_button();
    return hr;
}

static IMAPIProp *the_liar(void)
{
    static const IMAPIPropVtbl vtbl = {
        .QueryInterface = liar_QueryInterface,
        .AddRef = liar_count,
        .Release = liar_count,
        .GetLastError = refuse_IMAPIProp_GetLastError,
        .SaveChanges = refuse_IMAPIProp_SaveChanges,
        .GetProps = liar_GetProps,
        .GetPropList = refuse_IMAPIProp_GetPropList,
        .OpenProperty = liar_OpenProperty,
        .SetProps = liar_SetProps,
        .DeleteProps = refuse_IMAPIProp_DeleteProps,
        .CopyTo = refuse_IMAPIProp_CopyTo,
        .CopyProps = refuse_IMAPIProp_CopyProps,
        .GetNamesFromIDs = refuse_IMAPIProp_GetNamesFromIDs,
        .GetIDsFromNames = refuse_IMAPIProp_GetIDsFromNames,
    };
    static IMAPIProp liar = {(IMAPIPropVtbl *)&vtbl};

    return &liar;
}

/* ---- tables ---- */

static ITableData *make_table(ULONG index, const SPropTagArray *columns)
{
    ITableData *data = NULL;

    return SUCCEEDED(table_data_create(TBLTYPE_DYNAMIC, index, columns, &data)) ? data : NULL;
}

/* Three lines, with the columns that the seeds' lists ask for, of types that the bytes say. */
static void make_lines(void)
{
    static const SizedSPropTagArray(3, columns) = {3,
                                                   {PR_INSTANCE_KEY, PR_DISPLAY_NAME_W, PR_ROWID}};

    lines = make_table(PR_INSTANCE_KEY, (SPropTagArray *)&columns);
    for (BYTE i = 0; lines && i < 3; i++) {
        SPropValue values[] = {
            pval_binary(PR_INSTANCE_KEY, 1, &i), pval_text(PR_DISPLAY_NAME_W, L"line"),
            value_of(PROP_TAG(PT_LONG, 0x6601)), value_of(PR_ENTRYID),
            value_of(PR_DISPLAY_TYPE),
        };
        SRow row = {0, 5, values};

        if (FAILED(lines->lpVtbl->HrModifyRow(lines, &row)))
            row.cValues = 2, lines->lpVtbl->HrModifyRow(lines, &row);
    }
}

static bool add_row(ITableData *table, BYTE number)
{
    ULONG type = read_u8(&bytes), flags = read_u8(&bytes), odd = read_u8(&bytes);
    ULONG cb = read_u16(&bytes) % 600;
    const uint8_t *structure = read_bytes(&bytes, cb);
    SPropValue values[] = {
        pval_binary(PR_CONTROL_ID, 1, &number),
        pval_long(PR_CONTROL_TYPE, (LONG)type),
        pval_long(PR_CONTROL_FLAGS, (LONG)flags),
        pval_binary(PR_CONTROL_STRUCTURE, cb, structure ? structure : &number),
        pval_long(PR_XPOS, (LONG)odd),
        pval_long(PR_DELTAX, 5),
    };
    SRow row = {0, 6, values};

    if (type == 255 && !cb) return false;
    for (int i = 1; i < 6; i++)
        if (odd & 1u << i) values[i] = pval_text(values[i].ulPropTag, L"7");
    if (odd & 1) row.cValues = 1 + odd % 6;
    return structure && SUCCEEDED(table->lpVtbl->HrModifyRow(table, &row));
}

/* ---- what is shown, and done ---- */

static size_t length(const WCHAR *text)
{
    size_t n = text_len(text);

    check(n < 100000);
    return n;
}

static void look(const struct property_sheet *sheet)
{
    size_t sum = 0;

    for (size_t i = 0; i < property_sheet_count(sheet); i++) {
        const struct sheet_control *control = property_sheet_control(sheet, i);
        const struct sheet_list *list = property_sheet_list(sheet, i);
        const SPropValue *value = property_sheet_value(sheet, i);

        sum += length(control->text) + length(control->help) +
               length(property_sheet_text(sheet, i)) + property_sheet_enabled(sheet, i);
        check(!value || pval_valid(value));
        for (size_t k = 0; list && k < list->count; k++)
            sum += length(list->lines[k].text);
        if (list) check(sheet_list_find(list, value) <= list->count);
    }
    check(sum < 100000000);
}

static void act(struct property_sheet *sheet)
{
    static const WCHAR *const texts[] = {L"", L"a", L"5", L"a\nb", L"\x416\x44f", L"long text [x]"};
    const WCHAR *text = texts[read_u8(&bytes) % 6];
    size_t n = read_u8(&bytes) % (property_sheet_count(sheet) + 1), which;

    switch (read_u8(&bytes) % 7) {
    case 0:
        if (SUCCEEDED(property_sheet_type(sheet, n, text)))
            check(!text_compare(property_sheet_text(sheet, n), text));
        break;
    case 1: property_sheet_check(sheet, n, read_u8(&bytes) & 1); break;
    case 2: property_sheet_choose(sheet, n); break;
    case 3: property_sheet_select(sheet, n, read_u8(&bytes) % 4); break;
    case 4: property_sheet_press(sheet, n, 0); break;
    case 5: check(!property_sheet_refresh(sheet, &which)); break;
    case 6:
        property_sheet_confirm(sheet, &which);
        check(which <= property_sheet_count(sheet));
        break;
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static const SizedSPropTagArray(1, columns) = {1, {PR_CONTROL_ID}};
    AUTO_RELEASE ITableData *table = make_table(PR_CONTROL_ID, (SPropTagArray *)&columns);
    AUTO_RELEASE IMAPITable *view = NULL;
    struct property_sheet *sheet = NULL;

    if (size > 8192 || !table) return 0;
    bytes = reader_over(data, size);
    for (BYTE i = 0; i < 40 && add_row(table, i); i++)
        ;
    make_lines();
    check(lines && SUCCEEDED(table->lpVtbl->HrGetView(table, NULL, NULL, 0, &view)));
    if (SUCCEEDED(property_sheet_open(view, the_liar(), &sheet))) {
        look(sheet);
        for (int i = 0; i < 200 && read_left(&bytes); i++)
            act(sheet);
        look(sheet);
    }
    property_sheet_close(sheet);
    com_release(&lines);
    return 0;
}
