/*
 * ptype.c - the one table of property types
 */
#include "prop/ptype.h"
#include "edkmdb.h"
#include "base/text.h"
#include "prop/text_order.h"
#include <string.h>

#define ORDER(x, y) ((x) < (y) ? -1 : (x) > (y))
#define COMPARE_NUMBERS(name, T)                                                                   \
    static int compare_##name(const void *a, const void *b)                                        \
    {                                                                                              \
        return ORDER(*(const T *)a, *(const T *)b);                                                \
    }
COMPARE_NUMBERS(i2, short)
COMPARE_NUMBERS(i4, LONG)
COMPARE_NUMBERS(r4, float)
COMPARE_NUMBERS(r8, double)

/* CURRENCY is a 64-bit number too. */
static int compare_i8(const void *a, const void *b)
{
    LONGLONG x, y;

    memcpy(&x, a, sizeof(x));
    memcpy(&y, b, sizeof(y));
    return ORDER(x, y);
}

static int compare_time(const void *a, const void *b)
{
    const FILETIME *x = a, *y = b;

    if (x->dwHighDateTime != y->dwHighDateTime) return ORDER(x->dwHighDateTime, y->dwHighDateTime);
    return ORDER(x->dwLowDateTime, y->dwLowDateTime);
}

static int compare_null(const void *a, const void *b)
{
    (void)a, (void)b;
    return 0;
}

/* FALSE comes before TRUE where rows are sorted; any nonzero is true (VARIANT_TRUE is 0xffff). */
static int compare_bool(const void *a, const void *b)
{
    const unsigned short *x = a, *y = b;

    return !!*x - !!*y;
}

static int compare_error(const void *a, const void *b)
{
    return *(const SCODE *)a == *(const SCODE *)b ? 0 : PTYPE_DIFFERENT;
}

static int compare_text8(const void *a, const void *b)
{
    return text_order8(*(const char *const *)a, *(const char *const *)b);
}

static int compare_text16(const void *a, const void *b)
{
    return text_order(*(const WCHAR *const *)a, *(const WCHAR *const *)b);
}

static int compare_counted(const void *a, const void *b)
{
    const SBinary *x = a, *y = b;
    ULONG common = x->cb < y->cb ? x->cb : y->cb;
    int differ = common ? memcmp(x->lpb, y->lpb, common) : 0;

    return differ ? differ : ORDER(x->cb, y->cb);
}

/* Elements of PT_MV_CLSID stand inline, a single one is pointed at: pval.c hands both as GUID *. */
static int compare_guid(const void *a, const void *b)
{
    return memcmp(a, b, sizeof(GUID));
}

#define ALIGN(T) _Alignof(T)
/* clang-format off */
static const struct ptype ptypes[] = {
    /* type           shape              many   ordered bytes              align              order */
    {PT_UNSPECIFIED,  PTYPE_INLINE,      false, false,  0,                 1,                 NULL},
    {PT_NULL,         PTYPE_INLINE,      false, true,   0,                 1,                 compare_null},
    {PT_I2,           PTYPE_INLINE,      true,  true,   sizeof(short),     ALIGN(short),      compare_i2},
    {PT_LONG,         PTYPE_INLINE,      true,  true,   sizeof(LONG),      ALIGN(LONG),       compare_i4},
    {PT_R4,           PTYPE_INLINE,      true,  true,   sizeof(float),     ALIGN(float),      compare_r4},
    {PT_DOUBLE,       PTYPE_INLINE,      true,  true,   sizeof(double),    ALIGN(double),     compare_r8},
    {PT_CURRENCY,     PTYPE_INLINE,      true,  true,   sizeof(CURRENCY),  ALIGN(CURRENCY),   compare_i8},
    {PT_APPTIME,      PTYPE_INLINE,      true,  true,   sizeof(double),    ALIGN(double),     compare_r8},
    {PT_ERROR,        PTYPE_INLINE,      false, false,  sizeof(SCODE),     ALIGN(SCODE),      compare_error},
    {PT_BOOLEAN,      PTYPE_INLINE,      false, true,   sizeof(short),     ALIGN(short),      compare_bool},
    {PT_OBJECT,       PTYPE_OBJECT,      false, false,  0,                 1,                 NULL},
    {PT_I8,           PTYPE_INLINE,      true,  true,   sizeof(LONGLONG),  ALIGN(LARGE_INTEGER), compare_i8},
    {PT_STRING8,      PTYPE_TEXT8,       true,  true,   sizeof(char *),    ALIGN(char *),     compare_text8},
    {PT_UNICODE,      PTYPE_TEXT16,      true,  true,   sizeof(WCHAR *),   ALIGN(WCHAR *),    compare_text16},
    {PT_SYSTIME,      PTYPE_INLINE,      true,  true,   sizeof(FILETIME),  ALIGN(FILETIME),   compare_time},
    {PT_CLSID,        PTYPE_FIXED,       true,  true,   sizeof(GUID),      ALIGN(GUID),       compare_guid},
    {PT_SVREID,       PTYPE_COUNTED,     false, true,   sizeof(SBinary),   ALIGN(SBinary),    compare_counted},
    {PT_SRESTRICTION, PTYPE_RESTRICTION, false, false,  sizeof(void *),    ALIGN(void *),     NULL},
    {PT_ACTIONS,      PTYPE_ACTIONS,     false, false,  sizeof(void *),    ALIGN(void *),     NULL},
    {PT_BINARY,       PTYPE_COUNTED,     true,  true,   sizeof(SBinary),   ALIGN(SBinary),    compare_counted},
};
/* clang-format on */

const struct ptype *ptype_of(ULONG tag)
{
    ULONG type = PROP_TYPE(tag);

    for (size_t i = 0; i < sizeof(ptypes) / sizeof(ptypes[0]); i++) {
        if (ptypes[i].type != (type & ~(ULONG)MVI_FLAG)) continue;
        if ((type & MVI_FLAG) == 0) return &ptypes[i];
        return ptypes[i].many && (type & MV_FLAG) ? &ptypes[i] : NULL;
    }
    return NULL;
}

bool ptype_is_early(ULONG tag)
{
    ULONG type = PROP_TYPE(tag) & ~(ULONG)MV_FLAG;

    return type != PT_SVREID && type != PT_SRESTRICTION && type != PT_ACTIONS && ptype_of(type);
}

bool ptype_alike(ULONG a, ULONG b)
{
    if (PROP_TYPE(a) == PROP_TYPE(b)) return true;
    return ptype_is_text(a) && ptype_is_text(b) && ptype_is_many(a) == ptype_is_many(b);
}
