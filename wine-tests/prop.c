/*
 * prop.c - values, the functions about one property, IPropData
 */
#include "harness.h"
#define INITGUID
#define USES_IID_IMAPITable
#define USES_IID_IMAPIPropData
#include <initguid.h>
#include "mapiguid.h"
#include "mapitags.h"
#include "mapiutil.h"
#include "mapival.h"
#include "mapix.h"
#include <string.h>

static void free_buffer(void *buffer)
{
    ULONG left = MAPIFreeBuffer(buffer);

    ok(left == S_OK, "got %#lx\n", left);
}

/* 11.1-16: one row a type */
static void sizes_of_values(void)
{
    static const struct {
        SPropValue value;
        ULONG bytes;
    } cases[] = {
        {{.ulPropTag = PROP_TAG(PT_I2, 1)}, 2},
        {{.ulPropTag = PROP_TAG(PT_LONG, 1)}, 4},
        {{.ulPropTag = PROP_TAG(PT_R4, 1)}, 4},
        {{.ulPropTag = PROP_TAG(PT_DOUBLE, 1)}, 8},
        {{.ulPropTag = PROP_TAG(PT_BOOLEAN, 1)}, 2},
        {{.ulPropTag = PROP_TAG(PT_I8, 1)}, 8},
        {{.ulPropTag = PROP_TAG(PT_SYSTIME, 1)}, 8},
        {{.ulPropTag = PROP_TAG(PT_STRING8, 1), .Value.lpszA = "abc"}, 4},
        {{.ulPropTag = PROP_TAG(PT_UNICODE, 1), .Value.lpszW = L"abc"}, 8},
        {{.ulPropTag = PROP_TAG(PT_BINARY, 1), .Value.bin = {3, (BYTE *)"abc"}}, 3},
        {{.ulPropTag = PROP_TAG(0x77, 1)}, 0},
    };

    for (size_t i = 0; i < ARRAYSIZE(cases); i++) {
        ULONG bytes = UlPropSize((SPropValue *)&cases[i].value);

        ok(bytes == cases[i].bytes, "type %#lx: got %lu\n", PROP_TYPE(cases[i].value.ulPropTag),
           bytes);
    }
}

/* 11.1-17, 11.1-18, 11.1-19, 11.1-20, 11.1-21, 11.1-22, 11.1-23 */
static void values_in_one_block(void)
{
    WCHAR *texts[] = {L"one", L"three"};
    SPropValue props[] = {
        {.ulPropTag = PR_IMPORTANCE, .Value.l = 2},
        {.ulPropTag = PR_SUBJECT_W, .Value.lpszW = L"subject"},
        {.ulPropTag = PR_ENTRYID, .Value.bin = {3, (BYTE *)"abc"}},
        {.ulPropTag = PROP_TAG(PT_MV_UNICODE, 0x6801), .Value.MVszW = {2, texts}},
    };
    SPropValue bad = {.ulPropTag = PROP_TAG(PT_LONG, PROP_ID_NULL)},
               empty = {.ulPropTag = PROP_TAG(PT_MV_LONG, 1)};
    SPropValue *copy = NULL, *moved;
    ULONG bytes = 0, written = 0;
    SCODE sc;

    sc = ScCountProps(4, props, &bytes);
    ok(sc == S_OK && bytes == sizeof(props) + 16 + 3 + 2 * sizeof(WCHAR *) + 8 + 12,
       "got %#lx, %lu\n", sc, bytes);
    sc = ScCountProps(4, props, NULL);
    ok(sc == S_OK, "got %#lx\n", sc);
    sc = ScCountProps(1, &bad, &written);
    ok(sc == MAPI_E_INVALID_PARAMETER, "got %#lx\n", sc);
    sc = ScCountProps(1, &empty, &written);
    ok(sc == MAPI_E_INVALID_PARAMETER, "got %#lx\n", sc);

    sc = ScDupPropset(4, props, MAPIAllocateBuffer, &copy);
    ok(sc == S_OK && copy, "got %#lx\n", sc);
    if (!copy) return;
    ok(!wcscmp(copy[1].Value.lpszW, L"subject"), "the text is another\n");
    ok(!wcscmp(copy[3].Value.MVszW.lppszW[1], L"three"), "the second text is another\n");
    sc = MAPIAllocateBuffer(bytes, (void **)&moved);
    ok(sc == S_OK, "got %#lx\n", sc);
    sc = ScRelocProps(4, copy, copy, NULL, &written);
    ok(sc == S_OK && written == bytes, "got %#lx, %lu\n", sc, written);
    memcpy(moved, copy, bytes);
    memset(copy, 0xee, bytes);
    sc = ScRelocProps(4, moved, NULL, moved, NULL);
    ok(sc == S_OK, "got %#lx\n", sc);
    ok(!wcscmp(moved[3].Value.MVszW.lppszW[0], L"one"), "the first text is another\n");
    ok(!memcmp(moved[2].Value.bin.lpb, "abc", 3), "the bytes are others\n");
    free_buffer(copy);
    free_buffer(moved);
}

/* 11.1-06 ... 11.1-15, 11.1-26 */
static void values_found_and_compared(void)
{
    SPropValue props[] = {
        {.ulPropTag = PR_IMPORTANCE, .Value.l = 2},
        {.ulPropTag = PR_SUBJECT_W, .Value.lpszW = L"Re: caf\u00e9"},
    };
    SPropValue one = {.ulPropTag = PR_IMPORTANCE, .Value.l = 1},
               part = {.ulPropTag = PR_SUBJECT_W, .Value.lpszW = L"CAFE"};
    SPropValue copy, unknown = {.ulPropTag = PROP_TAG(0x77, 1)};
    void *root;
    SCODE sc;

    ok(PpropFindProp(props, 2, PR_SUBJECT_W) == &props[1], "not found\n");
    ok(PpropFindProp(props, 2, CHANGE_PROP_TYPE(PR_SUBJECT, PT_UNSPECIFIED)) == &props[1],
       "not found by id\n");
    ok(!PpropFindProp(props, 2, PR_SUBJECT_A), "found in the other width\n");
    ok(!PpropFindProp(NULL, 2, PR_SUBJECT_W), "found nowhere\n");
    ok(LpValFindProp(PR_SUBJECT_W, 2, props) == &props[1], "not found\n");
    ok(LPropCompareProp(&props[0], &one) > 0, "not greater\n");
    ok(LPropCompareProp(&one, &props[0]) < 0, "not less\n");
    ok(LPropCompareProp(&one, &one) == 0, "not equal\n");
    ok(FPropCompareProp(&props[0], RELOP_GT, &one), "not greater\n");
    ok(!FPropCompareProp(&props[0], RELOP_NE, &part), "other types\n");
    ok(FPropContainsProp(&props[1], &part, FL_SUBSTRING | FL_LOOSE), "not contained\n");
    ok(!FPropContainsProp(&props[1], &part, FL_SUBSTRING | FL_IGNORECASE),
       "contained with its accent\n");
    ok(!FPropContainsProp(&props[1], &part, FL_PREFIX | FL_LOOSE), "no prefix\n");

    MAPIAllocateBuffer(0, &root);
    sc = PropCopyMore(&copy, &props[1], MAPIAllocateMore, root);
    ok(sc == S_OK && copy.Value.lpszW != props[1].Value.lpszW &&
           !wcscmp(copy.Value.lpszW, props[1].Value.lpszW),
       "got %#lx\n", sc);
    sc = PropCopyMore(&copy, &unknown, MAPIAllocateMore, root);
    ok(sc == MAPI_E_NO_SUPPORT, "got %#lx\n", sc);
    free_buffer(root);
}

/* 11.3-01 ... 11.3-11; clients.md: PT_UNSPECIFIED tags, PR_NULL entries, explicit widths, S_OK
 * where nothing is wrong */
static void a_property_object(void)
{
    SPropValue props[] = {
        {.ulPropTag = PR_NULL},
        {.ulPropTag = PR_IMPORTANCE, .Value.l = 2},
        {.ulPropTag = PR_SUBJECT_W, .Value.lpszW = L"wide"},
    };
    SizedSPropTagArray(3, tags) = {
        3, {PR_SUBJECT_A, CHANGE_PROP_TYPE(PR_SUBJECT, PT_UNSPECIFIED), PR_IMPORTANCE}};
    SizedSPropTagArray(1, body) = {1, {PR_BODY_A}};
    SPropProblemArray *problems = (void *)1;
    IPropData *data = (void *)1;
    SPropValue *got;
    ULONG count;
    SCODE sc;
    HRESULT hr;

    sc = CreateIProp(&IID_IMAPITable, MAPIAllocateBuffer, MAPIAllocateMore, MAPIFreeBuffer, NULL,
                     &data);
    ok(sc == MAPI_E_INTERFACE_NOT_SUPPORTED, "got %#lx\n", sc);
    data = NULL;
    sc = CreateIProp(&IID_IMAPIPropData, MAPIAllocateBuffer, MAPIAllocateMore, MAPIFreeBuffer, NULL,
                     &data);
    ok(sc == S_OK && data, "got %#lx\n", sc);
    if (!data) return;

    hr = data->lpVtbl->GetProps(data, NULL, 0, &count, &got);
    ok(hr == S_OK && !count && !got, "got %#lx, %lu, %p\n", hr, count, got);
    hr = data->lpVtbl->SetProps(data, 3, props, &problems);
    ok(hr == S_OK && !problems, "got %#lx, %p\n", hr, problems);
    hr = data->lpVtbl->GetProps(data, (SPropTagArray *)&tags, MAPI_UNICODE, &count, &got);
    ok(hr == S_OK && count == 3, "got %#lx, %lu\n", hr, count);
    ok(got[0].ulPropTag == PR_SUBJECT_A && !strcmp(got[0].Value.lpszA, "wide"), "got %#lx\n",
       got[0].ulPropTag);
    ok(got[1].ulPropTag == PR_SUBJECT_W && !wcscmp(got[1].Value.lpszW, L"wide"), "got %#lx\n",
       got[1].ulPropTag);
    free_buffer(got);
    hr = data->lpVtbl->GetProps(data, (SPropTagArray *)&body, 0, &count, &got);
    ok(hr == MAPI_W_ERRORS_RETURNED && count == 1, "got %#lx, %lu\n", hr, count);
    ok(PROP_TYPE(got[0].ulPropTag) == PT_ERROR && got[0].Value.err == MAPI_E_NOT_FOUND,
       "got %#lx\n", got[0].ulPropTag);
    free_buffer(got);

    hr = HrGetOneProp((IMAPIProp *)data, PR_BODY_A, &got);
    ok(hr == MAPI_E_NOT_FOUND && !got, "got %#lx, %p\n", hr, got);
    hr = HrGetOneProp((IMAPIProp *)data, PR_IMPORTANCE, &got);
    ok(hr == S_OK && got->Value.l == 2, "got %#lx\n", hr);
    free_buffer(got);
    ok(FPropExists((IMAPIProp *)data, PR_IMPORTANCE), "it isn't there\n");
    ok(!FPropExists((IMAPIProp *)data, PR_BODY_A), "it is there\n");

    hr = data->lpVtbl->HrSetObjAccess(data, IPROP_READONLY);
    ok(hr == S_OK, "got %#lx\n", hr);
    hr = HrSetOneProp((IMAPIProp *)data, &props[1]);
    ok(hr == MAPI_E_NO_ACCESS, "got %#lx\n", hr);
    data->lpVtbl->HrSetObjAccess(data, IPROP_READWRITE);
    hr = HrSetOneProp((IMAPIProp *)data, &props[1]);
    ok(hr == S_OK, "got %#lx\n", hr);
    count = data->lpVtbl->Release(data);
    ok(!count, "%lu references left\n", count);
}

/* 6.1-25, 6.1-28, 6.1-31 */
static void a_property_as_a_stream(void)
{
    IPropData *data = NULL;
    IStream *stream = NULL;
    SPropValue *got;
    HRESULT hr;
    ULONG n;

    CreateIProp(NULL, MAPIAllocateBuffer, MAPIAllocateMore, MAPIFreeBuffer, NULL, &data);
    hr = data->lpVtbl->OpenProperty(data, PR_BODY_A, &IID_IStream, STGM_READ, 0,
                                    (IUnknown **)&stream);
    ok(hr == MAPI_E_NOT_FOUND && !stream, "got %#lx\n", hr);
    hr = data->lpVtbl->OpenProperty(data, PR_BODY_A, &IID_IStream, STGM_WRITE,
                                    MAPI_CREATE | MAPI_MODIFY, (IUnknown **)&stream);
    ok(hr == S_OK && stream, "got %#lx\n", hr);
    if (stream) {
        hr = stream->lpVtbl->Write(stream, "hello", 5, &n);
        ok(hr == S_OK && n == 5, "got %#lx, %lu\n", hr, n);
        hr = stream->lpVtbl->Commit(stream, 0);
        ok(hr == S_OK, "got %#lx\n", hr);
        stream->lpVtbl->Release(stream);
        hr = HrGetOneProp((IMAPIProp *)data, PR_BODY_A, &got);
        ok(hr == S_OK && !strcmp(got->Value.lpszA, "hello"), "got %#lx\n", hr);
        free_buffer(got);
    }
    n = data->lpVtbl->Release(data);
    ok(!n, "%lu references left\n", n);
}

/* 11.3-03: behind IMAPIProp's, in the order of the header */
static void methods_stand_in_their_order(void)
{
    const size_t at[] = {
        offsetof(IPropDataVtbl, HrSetObjAccess), offsetof(IPropDataVtbl, HrSetPropAccess),
        offsetof(IPropDataVtbl, HrGetPropAccess), offsetof(IPropDataVtbl, HrAddObjProps)};
    HRESULT(STDMETHODCALLTYPE * set_access)(IPropData *, ULONG);
    SPropValue prop = {.ulPropTag = PR_IMPORTANCE, .Value.l = 2};
    IPropData *data = NULL;
    HRESULT hr;

    for (size_t i = 0; i < ARRAYSIZE(at); i++)
        ok(at[i] == (3 + 11 + i) * sizeof(void *), "method %u is at %u\n", (unsigned)i,
           (unsigned)at[i]);
    hr = CreateIProp(NULL, MAPIAllocateBuffer, MAPIAllocateMore, MAPIFreeBuffer, NULL, &data);
    ok(hr == S_OK, "got %#lx\n", hr);
    if (!data) return;
    set_access = (*(void ***)data)[14];
    hr = set_access(data, IPROP_READONLY);
    ok(hr == S_OK, "got %#lx\n", hr);
    hr = data->lpVtbl->SetProps(data, 1, &prop, NULL);
    ok(hr == MAPI_E_NO_ACCESS, "got %#lx\n", hr);
    data->lpVtbl->Release(data);
}

/* 11.1-28, 11.1-29, 11.1-31 */
static void bad_structures(void)
{
    SPropValue prop = {.ulPropTag = PR_SUBJECT_W, .Value.lpszW = L"x"};
    SRow row = {0, 1, &prop};
    SRestriction restriction = {.rt = RES_PROPERTY,
                                .res.resProperty = {RELOP_EQ, PR_SUBJECT_W, &prop}};
    SizedSPropTagArray(2, columns) = {2, {PR_NULL, PR_SUBJECT_W}};
    char *page = VirtualAlloc(NULL, 4096, MEM_RESERVE | MEM_COMMIT, PAGE_READWRITE);

    ok(!FBadProp(&prop) && !FBadRow(&row) && !FBadRestriction(&restriction), "good ones are bad\n");
    ok(!FBadColumnSet((SPropTagArray *)&columns), "good columns are bad\n");
    columns.aulPropTag[0] = PROP_TAG(PT_ERROR, 1);
    ok(FBadColumnSet((SPropTagArray *)&columns), "a PT_ERROR column is good\n");
    ok(FBadRowSet(NULL), "NULL is good\n");
    memset(page, 'a', 4096);
    prop.Value.lpszW = (WCHAR *)(page + 4096 - 8); /* no end before the page's */
    ok(FBadProp(&prop) && FBadRow(&row) && FBadRestriction(&restriction), "bad ones are good\n");
    VirtualProtect(page, 4096, PAGE_NOACCESS, &(DWORD){0});
    ok(FBadProp((SPropValue *)page), "unreadable memory is good\n");
    ok(FBadRestriction((SRestriction *)page), "unreadable memory is good\n");
    VirtualFree(page, 0, MEM_RELEASE);
    ok(FBadRow((SRow *)page), "no memory is good\n");
}

/* 11.1-28 */
static void bad_texts_and_names(void)
{
    GUID set = {0};
    MAPINAMEID number = {&set, MNID_ID, {.lID = 7}},
               text = {&set, MNID_STRING, {.lpwstrName = L"x"}}, odd = {&set, 9, {.lID = 7}};
    MAPINAMEID *names[] = {&number, &text, &odd};
    SizedSSortOrderSet(1, order) = {1, 0, 0, {{PR_SUBJECT_W, TABLE_SORT_ASCEND}}};
    char *page = VirtualAlloc(NULL, 4096, MEM_RESERVE | MEM_COMMIT, PAGE_READWRITE);
    WCHAR *texts[] = {L"x", L"", (WCHAR *)page};

    ok(!FBadRglpszW(texts, 2), "good texts are bad\n");
    memset(page, 'a', 4096); /* without end */
    ok(FBadRglpszW(texts, 3), "bad texts are good\n");
    texts[1] = NULL;
    ok(FBadRglpszW(texts, 2), "no text is good\n");
    ok(!FBadRglpszW(NULL, 0), "none is bad\n");
    ok(FBadRglpszW(NULL, 1), "NULL is good\n");
    ok(!FBadRglpNameID(names, 2), "good names are bad\n");
    ok(FBadRglpNameID(names, 3), "a name of an unknown kind is good\n");
    ok(!FBadSortOrderSet((SSortOrderSet *)&order), "a good order is bad\n");
    order.cCategories = 2;
    ok(FBadSortOrderSet((SSortOrderSet *)&order), "more categories than columns are good\n");
    order.cCategories = 0;
    order.aSort[0].ulPropTag = PROP_TAG(PT_ERROR, 0x37);
    ok(FBadSortOrderSet((SSortOrderSet *)&order), "an order by errors is good\n");
    VirtualFree(page, 0, MEM_RELEASE);
}

#ifndef _WIN64
/* Values may point at the same text: what they make of it is more than 32 bits can tell. */
static void more_than_there_is_room_for(void)
{
    enum { N = 4097, BYTES = 1 << 20 };
    SPropValue *values = VirtualAlloc(NULL, N * sizeof(*values), MEM_RESERVE | MEM_COMMIT,
                                      PAGE_READWRITE),
               *copy = NULL;
    char *text = VirtualAlloc(NULL, BYTES, MEM_RESERVE | MEM_COMMIT, PAGE_READWRITE);
    SCODE sc;

    memset(text, 'a', BYTES - 1);
    for (ULONG i = 0; i < N; i++)
        values[i] = (SPropValue){.ulPropTag = PR_SUBJECT_A, .Value.lpszA = text};
    sc = ScDupPropset(N, values, MAPIAllocateBuffer, &copy);
    ok(FAILED(sc) && !copy, "got %#lx\n", sc);
    VirtualFree(text, 0, MEM_RELEASE);
    VirtualFree(values, 0, MEM_RELEASE);
}
#endif

/* 11.1-27: exported, undocumented, refused; its 28 bytes of arguments are taken from the stack on
 * x86 */
static void wrapped_objects_are_refused(void)
{
    HRESULT(WINAPI * create)(void *, void *, void *, void *, void *, void *, void *) =
        (void *)GetProcAddress(GetModuleHandleA("msmapi32.dll"), "HrCreateNewWrappedObject");

    ok(create && create(NULL, NULL, NULL, NULL, NULL, NULL, NULL) == MAPI_E_NO_SUPPORT,
       "it isn't refused\n");
}

/* 11.1-16, 11.1-31: nothing is read behind a text's page, wherever the text begins and ends; a page
 * that was looked at by a validator is what it was */
static void texts_at_the_end_of_memory(void)
{
    char *memory = VirtualAlloc(NULL, 2 * 4096, MEM_RESERVE | MEM_COMMIT, PAGE_READWRITE),
         *end = memory + 4096;
    MEMORY_BASIC_INFORMATION region;
    DWORD before;

    VirtualProtect(end, 4096, PAGE_NOACCESS, &before);
    for (ULONG n = 0; n < 70; n++) {
        SPropValue wide = {.ulPropTag = PR_SUBJECT_W}, narrow = {.ulPropTag = PR_SUBJECT_A};
        SPropValue values[2], *copy = NULL;
        SCODE sc;

        memset(memory, 'a', 4096);
        narrow.Value.lpszA = end - (n + 1);
        end[-1] = 0;
        values[0] = narrow;
        ok(UlPropSize(&narrow) == n + 1, "%lu bytes: got %lu\n", n, UlPropSize(&narrow));
        ok(!FBadProp(&narrow), "%lu bytes are bad\n", n);
        sc = ScDupPropset(1, values, MAPIAllocateBuffer, &copy);
        ok(sc == S_OK && !memcmp(copy[0].Value.lpszA, narrow.Value.lpszA, n + 1),
           "%lu bytes: got %#lx\n", n, sc);
        free_buffer(copy);

        end[-2] = 0;
        for (ULONG odd = 0; odd < 2; odd++) {
            wide.Value.lpszW = (WCHAR *)(end - odd - 2 * (n + 1));
            end[-2 - (int)odd] = end[-1 - (int)odd] = 0;
            ok(UlPropSize(&wide) == 2 * (n + 1), "%lu characters: got %lu\n", n, UlPropSize(&wide));
            ok(!FBadProp(&wide), "%lu characters are bad\n", n);
            sc = ScDupPropset(1, &wide, MAPIAllocateBuffer, &copy);
            ok(sc == S_OK && !memcmp(copy[0].Value.lpszW, wide.Value.lpszW, 2 * (n + 1)),
               "%lu characters: got %#lx\n", n, sc);
            free_buffer(copy);
            end[-1] = end[-2] = 0;
        }
        memset(memory, 'a', 4096);
        ok(FBadProp(&narrow) && FBadProp(&wide), "%lu without end are good\n", n);
    }
    VirtualProtect(end, 4096, PAGE_READWRITE | PAGE_GUARD, &before);
    ok(FBadProp((SPropValue *)(end - 4)), "a guarded value is good\n");
    VirtualQuery(end, &region, sizeof(region));
    ok(region.Protect & PAGE_GUARD, "the guard is gone: %#lx\n", region.Protect);
    VirtualFree(memory, 0, MEM_RELEASE);
}

/* 11.1-16: the elements of a value of many, and what each of them points at, to the last one */
static void many_values_at_the_end_of_memory(void)
{
    static const struct {
        ULONG type, bytes;
    } kinds[] = {{PT_MV_I2, 2},     {PT_MV_LONG, 4},     {PT_MV_R4, 4},
                 {PT_MV_DOUBLE, 8}, {PT_MV_I8, 8},       {PT_MV_SYSTIME, 8},
                 {PT_MV_CLSID, 16}, {PT_MV_CURRENCY, 8}, {PT_MV_APPTIME, 8}};
    char *memory = VirtualAlloc(NULL, 2 * 4096, MEM_RESERVE | MEM_COMMIT, PAGE_READWRITE),
         *end = memory + 4096;
    LPSTR texts8[3] = {(LPSTR) "one", (LPSTR) "two", (LPSTR) "three"};
    WCHAR *texts16[3] = {(WCHAR *)L"one", (WCHAR *)L"two", (WCHAR *)L"three"};
    SBinary binaries[3] = {{3, (BYTE *)"one"}, {0, NULL}, {4, (BYTE *)end - 4}};
    SPropValue value = {0};
    DWORD before;

    VirtualProtect(end, 4096, PAGE_NOACCESS, &before);
    for (size_t i = 0; i < sizeof(kinds) / sizeof(kinds[0]); i++) {
        value.ulPropTag = PROP_TAG(kinds[i].type, 0x6700);
        value.Value.MVl = (SLongArray){3, (LONG *)(end - 3 * kinds[i].bytes)};
        ok(!FBadProp(&value), "%#lx is bad\n", value.ulPropTag);
        value.Value.MVl.cValues = 4;
        ok(FBadProp(&value), "%#lx beyond its memory is good\n", value.ulPropTag);
        value.Value.MVl.cValues = 0xffffffff / kinds[i].bytes + 2; /* as bytes it is few on x86 */
        ok(FBadProp(&value), "%#lx of four thousand million bytes is good\n", value.ulPropTag);
        value.Value.MVl = (SLongArray){1, NULL};
        ok(FBadProp(&value), "%#lx without elements is good\n", value.ulPropTag);
    }
    value = (SPropValue){.ulPropTag = PROP_TAG(PT_MV_STRING8, 0x6700)};
    value.Value.MVszA = (SLPSTRArray){3, texts8};
    ok(!FBadProp(&value), "texts are bad\n");
    memset(memory, 'a', 4096);
    texts8[2] = end - 5;
    ok(FBadProp(&value), "a text without end is good\n");
    texts8[2] = NULL;
    ok(FBadProp(&value), "no text is good\n");
    value.Value.MVszA.lppszA = (LPSTR *)(void *)(end - 4);
    ok(FBadProp(&value), "texts that aren't there are good\n");

    value = (SPropValue){.ulPropTag = PROP_TAG(PT_MV_UNICODE, 0x6700)};
    value.Value.MVszW = (SWStringArray){3, texts16};
    ok(!FBadProp(&value), "texts are bad\n");
    texts16[2] = (WCHAR *)(end - 6);
    ok(FBadProp(&value), "a text without end is good\n");
    texts16[2] = NULL;
    ok(FBadProp(&value), "no text is good\n");

    value = (SPropValue){.ulPropTag = PROP_TAG(PT_MV_BINARY, 0x6700)};
    value.Value.MVbin = (SBinaryArray){3, binaries};
    ok(!FBadProp(&value), "binaries are bad\n");
    binaries[2].cb = 5;
    ok(FBadProp(&value), "a binary beyond its memory is good\n");
    binaries[2] = (SBinary){1, NULL};
    ok(FBadProp(&value), "a byte that isn't there is good\n");
    VirtualFree(memory, 0, MEM_RELEASE);
}

/* As a provider writes its methods. */
static HRESULT set_props(void *This, ULONG count, LPSPropValue props, LPSPropProblemArray *problems)
{
    (void)This;
    Validate_IMAPIProp_SetProps(This, count, props, problems)
    return S_OK;
}

static HRESULT open_entry(void *This, ULONG bytes, LPENTRYID id, LPCIID iid, ULONG flags,
                          ULONG *type, LPUNKNOWN *out)
{
    (void)This;
    Validate_IMAPIContainer_OpenEntry(This, bytes, id, iid, flags, type, out)
    return S_OK;
}

static HRESULT open_template(void *This, ULONG bytes, LPENTRYID id, ULONG flags, LPMAPIPROP data,
                             LPCIID iid, LPMAPIPROP *out, LPMAPIPROP sibling)
{
    (void)This;
    Validate_IABLogon_OpenTemplateID(This, bytes, id, flags, data, iid, out, sibling)
    return S_OK;
}

static HRESULT seek(void *This, LARGE_INTEGER move, DWORD origin, ULARGE_INTEGER *position)
{
    (void)This;
    Validate_IStream_Seek(This, move, origin, position)
    return S_OK;
}

static ULONG on_notify(void *This, ULONG count, LPNOTIFICATION batch)
{
    (void)This;
    Validate_IMAPIAdviseSink_OnNotify(This, count, batch)
    return S_OK;
}

/* 11.1-32 */
static void arguments_of_methods(void)
{
    SPropValue prop = {.ulPropTag = PR_SUBJECT_W, .Value.lpszW = L"x"};
    NOTIFICATION batch = {0};
    SPropProblemArray *problems;
    LARGE_INTEGER move = {.QuadPart = 0x123456789};
    ULARGE_INTEGER position;
    IMalloc *an_object = MAPIGetDefaultMalloc();
    IUnknown *unknown;
    ULONG type;
    HRESULT hr;

    hr = set_props(NULL, 1, &prop, &problems);
    ok(hr == S_OK, "got %#lx\n", hr);
    hr = set_props(NULL, 1, &prop, NULL);
    ok(hr == S_OK, "got %#lx\n", hr);
    hr = set_props(NULL, 1, NULL, NULL);
    ok(hr == MAPI_E_INVALID_PARAMETER, "got %#lx\n", hr);
    hr = set_props(NULL, 1, (SPropValue *)16, NULL);
    ok(hr == MAPI_E_INVALID_PARAMETER, "got %#lx\n", hr);
    hr = open_entry(NULL, 0, NULL, NULL, 0, &type, &unknown);
    ok(hr == S_OK, "got %#lx\n", hr);
    hr = open_entry(NULL, 8, NULL, NULL, 0, &type, &unknown);
    ok(hr == MAPI_E_INVALID_PARAMETER, "got %#lx\n", hr);
    hr = open_entry(NULL, 0, NULL, NULL, 0, &type, NULL);
    ok(hr == MAPI_E_INVALID_PARAMETER, "got %#lx\n", hr);
    /* none is allowed */
    hr = open_template(NULL, 8, (ENTRYID *)&move, 0, (IMAPIProp *)an_object, NULL,
                       (IMAPIProp **)&unknown, NULL);
    ok(hr == S_OK, "got %#lx\n", hr);
    hr = open_template(NULL, 8, (ENTRYID *)&move, 0, NULL, NULL, (IMAPIProp **)&unknown, NULL);
    ok(hr == MAPI_E_INVALID_PARAMETER, "got %#lx\n", hr);
    hr = seek(NULL, move, 0, &position);
    ok(hr == S_OK, "got %#lx\n", hr);
    hr = seek(NULL, move, 0, (ULARGE_INTEGER *)16);
    ok(hr == MAPI_E_INVALID_PARAMETER, "got %#lx\n", hr);
    hr = on_notify(NULL, 1, &batch);
    ok(hr == S_OK, "got %#lx\n", hr);
    /* as many as make 2^32 bytes and the first of them again */
    hr = on_notify(NULL, (ULONG)((1ull << 32) / sizeof(batch)) + 1, &batch);
    ok(hr == MAPI_E_INVALID_PARAMETER, "got %#lx\n", hr);
    hr = HrValidateParameters((METHODS)9999, (LPVOID *)&prop);
    ok(hr == MAPI_E_INVALID_PARAMETER, "got %#lx\n", hr);
    an_object->lpVtbl->Release(an_object);
}

/* 11.1-32: the arguments as they lie on an x86 stack, a word each; behind This for the first two */
static void arguments_in_words(void)
{
    SPropValue prop = {.ulPropTag = PR_SUBJECT_W, .Value.lpszW = L"x"};
    SPropProblemArray *problems;
    ULARGE_INTEGER position;
    void *set[] = {&prop, (void *)1, &prop, &problems}; /* This, cValues, lpPropArray, ... */
#ifndef _WIN64
    void *seek_words[] = {&prop, (void *)0x23456789, (void *)1, NULL, &position};
#endif
    HRESULT hr;

    for (int bad = 0; bad < 3; bad++) {
        HRESULT wanted = bad ? MAPI_E_INVALID_PARAMETER : S_OK;
        HRESULT on_stack = sizeof(void *) == 4 ? wanted : S_OK; /* else they're in registers */

        set[2] = bad == 1 ? NULL : (void *)&prop;
        set[3] = bad == 2 ? (void *)16 : (void *)&problems;
        hr = HrValidateParameters(IMAPIProp_SetProps, set + 1);
        ok(hr == wanted, "%d: got %#lx\n", bad, hr);
        hr = __CPPValidateParameters(IMAPIProp_SetProps, set + 1);
        ok(hr == on_stack, "%d: got %#lx\n", bad, hr);
        hr = __ValidateParameters(IMAPIProp_SetProps, set);
        ok(hr == on_stack, "%d: got %#lx\n", bad, hr);
    }
#ifndef _WIN64
    hr = __ValidateParameters(IStream_Seek, seek_words); /* one of 64 bits takes two words */
    ok(hr == S_OK, "got %#lx\n", hr);
    seek_words[4] = (void *)16;
    hr = __ValidateParameters(IStream_Seek, seek_words);
    ok(hr == MAPI_E_INVALID_PARAMETER, "got %#lx\n", hr);
    hr = __ValidateParameters((METHODS)9999, seek_words);
    ok(hr == MAPI_E_INVALID_PARAMETER, "got %#lx\n", hr);
#else
    (void)position;
#endif
}

START_TEST(prop)
{
    RUN(sizes_of_values);
    RUN(values_in_one_block);
    RUN(values_found_and_compared);
    RUN(a_property_object);
    RUN(a_property_as_a_stream);
    RUN(methods_stand_in_their_order);
    RUN(bad_structures);
    RUN(bad_texts_and_names);
#ifndef _WIN64
    RUN(more_than_there_is_room_for);
#endif
    RUN(wrapped_objects_are_refused);
    RUN(texts_at_the_end_of_memory);
    RUN(many_values_at_the_end_of_memory);
    RUN(arguments_of_methods);
    RUN(arguments_in_words);
}
