/*
 * props_work.c - what the benchmark of the property helpers does, whoever's functions it is given
 *
 * The hundred properties are ten of each of ten kinds, as a message has them: numbers, times,
 * flags, short texts of both widths, identifiers of 24 bytes, a GUID, and some values at once.
 */
#include "props_work.h"
#include <stddef.h>
#include <string.h>
#include "mapitags.h"

#define FUNCTION(name, bytes, member)                                                              \
    {                                                                                              \
        name, bytes, offsetof(struct prop_functions, member)                                       \
    }
const struct prop_function_name prop_function_names[] = {
    FUNCTION("MAPIAllocateBuffer", 8, allocate),
    FUNCTION("MAPIAllocateMore", 12, more),
    FUNCTION("MAPIFreeBuffer", 4, free),
    FUNCTION("ScCountProps", 12, count),
    FUNCTION("ScCopyProps", 16, copy),
    FUNCTION("ScRelocProps", 20, reloc),
    FUNCTION("ScDupPropset", 16, dup),
    FUNCTION("PropCopyMore", 16, copy_more),
    FUNCTION("UlPropSize", 4, size),
    FUNCTION("LPropCompareProp", 8, compare),
    FUNCTION("FPropCompareProp", 12, satisfies),
    FUNCTION("FPropContainsProp", 12, contains),
    FUNCTION("PpropFindProp", 12, find),
    FUNCTION("LpValFindProp", 12, find_id),
    FUNCTION("FEqualNames", 8, equal_names),
    FUNCTION("FBadProp", 4, bad),
    FUNCTION("CreateIProp", 24, create),
    FUNCTION("HrGetOneProp", 12, get_one),
    FUNCTION("HrSetOneProp", 8, set_one),
};
const size_t n_prop_function_names = sizeof(prop_function_names) / sizeof(prop_function_names[0]);

enum {
    MIXED = 100,
    MANY = 1000
};

const char *prop_failure;

static void expect(int is, const char *what)
{
    if (!is) prop_failure = what;
}

/* ---- the values ---- */

static SPropValue mixed[MIXED], many[MANY], copies[MIXED];
static union {
    SizedSPropTagArray(MANY, sized);
    SPropTagArray array;
} tags;
static char block[16384];
static ULONG block_bytes;

static SPropValue subject_a = {.ulPropTag = PR_SUBJECT_A,
                               .Value.lpszA =
                                   (char *)"Minutes of the meeting on Tuesday, October the 3rd"};
static SPropValue subject_a2 = {.ulPropTag = PR_SUBJECT_A,
                                .Value.lpszA =
                                    (char *)"Minutes of the meeting on Tuesday, November the 7th"};
static SPropValue subject_w = {.ulPropTag = PR_SUBJECT_W,
                               .Value.lpszW =
                                   (WCHAR *)L"Minutes of the meeting on Tuesday, October the 3rd"};
static SPropValue subject_w2 = {
    .ulPropTag = PR_SUBJECT_W,
    .Value.lpszW = (WCHAR *)L"Minutes of the meeting on Tuesday, November the 7th"};
static SPropValue part_a = {.ulPropTag = PR_SUBJECT_A, .Value.lpszA = (char *)"October"};
static SPropValue part_w = {.ulPropTag = PR_SUBJECT_W, .Value.lpszW = (WCHAR *)L"October"};
static SPropValue lower_a = {.ulPropTag = PR_SUBJECT_A, .Value.lpszA = (char *)"october"};
static SPropValue lower_w = {.ulPropTag = PR_SUBJECT_W, .Value.lpszW = (WCHAR *)L"october"};
static SPropValue start_a = {.ulPropTag = PR_SUBJECT_A,
                             .Value.lpszA = (char *)"Minutes of the meeting"};
static SPropValue start_w = {.ulPropTag = PR_SUBJECT_W,
                             .Value.lpszW = (WCHAR *)L"Minutes of the meeting"};
static BYTE bytes24[] = "an identifier of 24 byt";
static SPropValue binary = {.ulPropTag = PR_ENTRYID, .Value.bin = {24, bytes24}};
static SPropValue binary_part = {.ulPropTag = PR_ENTRYID, .Value.bin = {7, bytes24 + 16}};

static void make_values(void)
{
    static LONG numbers[] = {1, 2, 3, 4};
    static GUID guid = {1, 2, 3, {4, 5, 6, 7, 8, 9, 10, 11}};
    static WCHAR *texts[] = {(WCHAR *)L"first of some", (WCHAR *)L"second of some"};

    if (mixed[0].ulPropTag) return;
    for (ULONG i = 0; i < MIXED; i++) {
        const SPropValue kinds[] = {
            {.ulPropTag = PT_LONG, .Value.l = (LONG)i},
            {.ulPropTag = PT_UNICODE, .Value.lpszW = (WCHAR *)L"twenty characters..."},
            {.ulPropTag = PT_SYSTIME, .Value.ft = {i, 30000000}},
            {.ulPropTag = PT_STRING8, .Value.lpszA = (char *)"twenty characters..."},
            {.ulPropTag = PT_BINARY, .Value.bin = {24, bytes24}},
            {.ulPropTag = PT_BOOLEAN, .Value.b = 1},
            {.ulPropTag = PT_UNICODE,
             .Value.lpszW = (WCHAR *)L"a subject of a mail, with some more words"},
            {.ulPropTag = PT_CLSID, .Value.lpguid = &guid},
            {.ulPropTag = PT_MV_LONG, .Value.MVl = {4, numbers}},
            {.ulPropTag = PT_MV_UNICODE, .Value.MVszW = {2, texts}},
        };

        mixed[i] = kinds[i % 10];
        mixed[i].ulPropTag |= (0x6600 + i) << 16;
    }
    for (ULONG i = 0; i < MANY; i++) {
        many[i] = i % 4 ? (SPropValue){.ulPropTag = PROP_TAG(PT_LONG, 0x1000 + i * 7 % MANY),
                                       .Value.l = (LONG)i}
                        : (SPropValue){.ulPropTag = PROP_TAG(PT_STRING8, 0x1000 + i * 7 % MANY),
                                       .Value.lpszA = (char *)"some text"};
        tags.array.aulPropTag[i] = many[i].ulPropTag;
    }
    tags.array.cValues = MANY;
}

static void prepare_block(const struct prop_functions *f)
{
    make_values();
    expect(f->count(MIXED, mixed, &block_bytes) == S_OK && block_bytes <= sizeof(block),
           "ScCountProps fails");
    expect(f->copy(MIXED, mixed, block, NULL) == S_OK, "ScCopyProps fails");
}

static void prepare_values(const struct prop_functions *f)
{
    (void)f;
    make_values();
}

/* ---- patterns over values ---- */

static void run_count(const struct prop_functions *f)
{
    ULONG bytes;

    expect(f->count(MIXED, mixed, &bytes) == S_OK, "ScCountProps fails");
}

static void run_copy(const struct prop_functions *f)
{
    ULONG bytes;

    expect(f->copy(MIXED, mixed, block, &bytes) == S_OK, "ScCopyProps fails");
}

static void run_reloc(const struct prop_functions *f)
{
    ULONG bytes;

    expect(f->reloc(MIXED, (SPropValue *)(void *)block, block, block, &bytes) == S_OK,
           "ScRelocProps fails");
}

static void run_dup(const struct prop_functions *f)
{
    SPropValue *copy;

    expect(f->dup(MIXED, mixed, f->allocate, &copy) == S_OK, "ScDupPropset fails");
    f->free(copy);
}

static void run_copy_more(const struct prop_functions *f)
{
    void *root;

    expect(f->allocate(16, &root) == S_OK, "MAPIAllocateBuffer fails");
    for (int i = 0; i < MIXED; i++)
        expect(f->copy_more(&copies[i], &mixed[i], f->more, root) == S_OK, "PropCopyMore fails");
    f->free(root);
}

static void run_size(const struct prop_functions *f)
{
    for (int i = 0; i < MIXED; i++)
        expect(f->size(&mixed[i]) != 0, "UlPropSize gives 0");
}

static void run_bad(const struct prop_functions *f)
{
    for (int i = 0; i < MIXED; i++)
        expect(!f->bad(&mixed[i]), "FBadProp finds a good property bad");
}

static void run_find(const struct prop_functions *f)
{
    expect(f->find(mixed, MIXED, mixed[MIXED - 1].ulPropTag) == &mixed[MIXED - 1],
           "PpropFindProp finds another");
}

static void run_find_id(const struct prop_functions *f)
{
    expect(f->find_id(mixed[MIXED - 1].ulPropTag, MIXED, mixed) == &mixed[MIXED - 1],
           "LpValFindProp finds another");
}

static void run_compare_a(const struct prop_functions *f)
{
    expect(f->compare(&subject_a, &subject_a2) > 0, "LPropCompareProp is wrong");
}

static void run_compare_w(const struct prop_functions *f)
{
    expect(f->compare(&subject_w, &subject_w2) > 0, "LPropCompareProp is wrong");
}

static void run_compare_long(const struct prop_functions *f)
{
    expect(f->compare(&mixed[0], &mixed[10]) < 0, "LPropCompareProp is wrong");
}

static void run_compare_binary(const struct prop_functions *f)
{
    expect(f->compare(&binary, &binary) == 0, "LPropCompareProp is wrong");
}

static void run_satisfies_a(const struct prop_functions *f)
{
    expect(f->satisfies(&subject_a, RELOP_GE, &subject_a2), "FPropCompareProp is wrong");
}

static void run_satisfies_w(const struct prop_functions *f)
{
    expect(f->satisfies(&subject_w, RELOP_GE, &subject_w2), "FPropCompareProp is wrong");
}

static void run_part_a(const struct prop_functions *f)
{
    expect(f->contains(&subject_a, &part_a, FL_SUBSTRING), "FPropContainsProp is wrong");
}

static void run_part_a_nocase(const struct prop_functions *f)
{
    expect(f->contains(&subject_a, &lower_a, FL_SUBSTRING | FL_IGNORECASE),
           "FPropContainsProp is wrong");
}

static void run_start_a(const struct prop_functions *f)
{
    expect(f->contains(&subject_a, &start_a, FL_PREFIX), "FPropContainsProp is wrong");
}

static void run_start_a_nocase(const struct prop_functions *f)
{
    expect(f->contains(&subject_a, &start_a, FL_PREFIX | FL_IGNORECASE),
           "FPropContainsProp is wrong");
}

static void run_full_a(const struct prop_functions *f)
{
    expect(f->contains(&subject_a, &subject_a, FL_FULLSTRING), "FPropContainsProp is wrong");
}

static void run_full_a_nocase(const struct prop_functions *f)
{
    expect(f->contains(&subject_a, &subject_a, FL_FULLSTRING | FL_IGNORECASE),
           "FPropContainsProp is wrong");
}

/* Wine's doesn't look into Unicode text: what it answers is not looked at. */
static void run_part_w(const struct prop_functions *f)
{
    f->contains(&subject_w, &part_w, FL_SUBSTRING);
}

static void run_part_w_nocase(const struct prop_functions *f)
{
    f->contains(&subject_w, &lower_w, FL_SUBSTRING | FL_IGNORECASE);
}

static void run_start_w(const struct prop_functions *f)
{
    f->contains(&subject_w, &start_w, FL_PREFIX);
}

static void run_part_binary(const struct prop_functions *f)
{
    expect(f->contains(&binary, &binary_part, FL_SUBSTRING), "FPropContainsProp is wrong");
}

static void run_names(const struct prop_functions *f)
{
    static GUID set = {1, 2, 3, {4, 5, 6, 7, 8, 9, 10, 11}};
    static MAPINAMEID a = {.lpguid = &set,
                           .ulKind = MNID_STRING,
                           .Kind.lpwstrName = (WCHAR *)L"Keywords of the message"};
    static MAPINAMEID b = {.lpguid = &set,
                           .ulKind = MNID_STRING,
                           .Kind.lpwstrName = (WCHAR *)L"Keywords of the message"};

    expect(f->equal_names(&a, &b), "FEqualNames is wrong");
}

/* ---- patterns over an object with a thousand properties ---- */

static IPropData *data;

static void prepare_empty(const struct prop_functions *f)
{
    make_values();
    expect(f->create(NULL, f->allocate, f->more, f->free, NULL, &data) == S_OK,
           "CreateIProp fails");
}

static void prepare_data(const struct prop_functions *f)
{
    prepare_empty(f);
    expect(data->lpVtbl->SetProps(data, MANY, many, NULL) == S_OK, "SetProps fails");
}

static void finish_data(const struct prop_functions *f)
{
    (void)f;
    data->lpVtbl->Release(data);
}

static void run_create(const struct prop_functions *f)
{
    prepare_empty(f);
    finish_data(f);
}

static void run_fill(const struct prop_functions *f)
{
    prepare_data(f);
    finish_data(f);
}

static void run_get_each(const struct prop_functions *f)
{
    for (ULONG i = 0; i < MANY; i++) {
        SPropValue *value;

        expect(f->get_one((IMAPIProp *)data, many[i].ulPropTag, &value) == S_OK,
               "HrGetOneProp fails");
        f->free(value);
    }
}

static void run_set_each(const struct prop_functions *f)
{
    for (ULONG i = 0; i < MANY; i++)
        expect(f->set_one((IMAPIProp *)data, &many[i]) == S_OK, "HrSetOneProp fails");
}

/* Gives all that tags (NULL: all) ask for. */
static void get(const struct prop_functions *f, SPropTagArray *wanted)
{
    SPropValue *values = NULL;
    ULONG count = 0;
    HRESULT hr = data->lpVtbl->GetProps(data, wanted, 0, &count, &values);

    expect(SUCCEEDED(hr) && count == MANY, "GetProps fails");
    if (SUCCEEDED(hr)) f->free(values);
}

static void run_get_tags(const struct prop_functions *f)
{
    get(f, &tags.array);
}

static void run_get_all(const struct prop_functions *f)
{
    get(f, NULL);
}

static void run_set_all(const struct prop_functions *f)
{
    (void)f;
    expect(data->lpVtbl->SetProps(data, MANY, many, NULL) == S_OK, "SetProps fails");
}

const struct prop_pattern prop_patterns[] = {
    {"ScCountProps, 100", 2000, prepare_values, run_count, NULL},
    {"ScCopyProps, 100", 2000, prepare_block, run_copy, NULL},
    {"ScRelocProps, 100", 2000, prepare_block, run_reloc, NULL},
    {"ScDupPropset, 100", 2000, prepare_values, run_dup, NULL},
    {"PropCopyMore, 100", 1000, prepare_values, run_copy_more, NULL},
    {"UlPropSize, 100", 2000, prepare_values, run_size, NULL},
    {"FBadProp, 100", 2000, prepare_values, run_bad, NULL},
    {"PpropFindProp, last of 100", 50000, prepare_values, run_find, NULL},
    {"LpValFindProp, last of 100", 50000, prepare_values, run_find_id, NULL},
    {"FEqualNames", 100000, NULL, run_names, NULL},
    {"LPropCompareProp, ANSI", 20000, NULL, run_compare_a, NULL},
    {"LPropCompareProp, Unicode", 20000, NULL, run_compare_w, NULL},
    {"LPropCompareProp, long", 200000, prepare_values, run_compare_long, NULL},
    {"LPropCompareProp, binary", 200000, NULL, run_compare_binary, NULL},
    {"FPropCompareProp, ANSI", 20000, NULL, run_satisfies_a, NULL},
    {"FPropCompareProp, Unicode", 20000, NULL, run_satisfies_w, NULL},
    {"FPropContainsProp, part", 20000, NULL, run_part_a, NULL},
    {"FPropContainsProp, part, no case", 20000, NULL, run_part_a_nocase, NULL},
    {"FPropContainsProp, start", 20000, NULL, run_start_a, NULL},
    {"FPropContainsProp, start, no case", 20000, NULL, run_start_a_nocase, NULL},
    {"FPropContainsProp, all", 20000, NULL, run_full_a, NULL},
    {"FPropContainsProp, all, no case", 20000, NULL, run_full_a_nocase, NULL},
    {"FPropContainsProp, Unicode part", 20000, NULL, run_part_w, NULL},
    {"FPropContainsProp, ... no case", 20000, NULL, run_part_w_nocase, NULL},
    {"FPropContainsProp, Unicode start", 20000, NULL, run_start_w, NULL},
    {"FPropContainsProp, binary part", 20000, NULL, run_part_binary, NULL},
    {"CreateIProp", 5000, prepare_values, run_create, NULL},
    {"IPropData, 1,000 new ones", 5, prepare_values, run_fill, NULL},
    {"IPropData, get 1,000 each alone", 5, prepare_data, run_get_each, finish_data},
    {"IPropData, get 1,000 by tags", 5, prepare_data, run_get_tags, finish_data},
    {"IPropData, get all 1,000", 5, prepare_data, run_get_all, finish_data},
    {"IPropData, set 1,000 each alone", 5, prepare_data, run_set_each, finish_data},
    {"IPropData, set all 1,000", 5, prepare_data, run_set_all, finish_data},
};
const size_t n_prop_patterns = sizeof(prop_patterns) / sizeof(prop_patterns[0]);
