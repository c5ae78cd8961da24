/*
 * ptype.c - the one table of property types
 */
#include "prop/ptype.h"
#include "base/text.h"
#include "prop/text_order.h"
#include <stdint.h>
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

/* memcmp, which under Windows is another DLL's: most of these are short. */
static int compare_bytes(const BYTE *a, const BYTE *b, ULONG count)
{
    for (; count >= sizeof(size_t);
         count -= sizeof(size_t), a += sizeof(size_t), b += sizeof(size_t)) {
        size_t x, y;

        memcpy(&x, a, sizeof(x));
        memcpy(&y, b, sizeof(y));
        if (x != y) break;
    }
    for (; count; count--, a++, b++)
        if (*a != *b) return *a - *b;
    return 0;
}

static int compare_counted(const void *a, const void *b)
{
    const SBinary *x = a, *y = b;
    int differ = compare_bytes(x->lpb, y->lpb, x->cb < y->cb ? x->cb : y->cb);

    return differ ? differ : ORDER(x->cb, y->cb);
}

/* Elements of PT_MV_CLSID stand inline, a single one is pointed at: pval.c hands both as GUID *. */
static int compare_guid(const void *a, const void *b)
{
    return memcmp(a, b, sizeof(GUID));
}

#define ALIGN(T) _Alignof(T)
/* One line for each, from which the table and the way into it are made. */
/* clang-format off */
#define PTYPES(ROW) \
    /*  type             shape              many   ordered bytes              align                 order */ \
    ROW(PT_UNSPECIFIED,  PTYPE_INLINE,      false, false,  0,                 1,                    NULL) \
    ROW(PT_NULL,         PTYPE_INLINE,      false, true,   0,                 1,                    compare_null) \
    ROW(PT_I2,           PTYPE_INLINE,      true,  true,   sizeof(short),     ALIGN(short),         compare_i2) \
    ROW(PT_LONG,         PTYPE_INLINE,      true,  true,   sizeof(LONG),      ALIGN(LONG),          compare_i4) \
    ROW(PT_R4,           PTYPE_INLINE,      true,  true,   sizeof(float),     ALIGN(float),         compare_r4) \
    ROW(PT_DOUBLE,       PTYPE_INLINE,      true,  true,   sizeof(double),    ALIGN(double),        compare_r8) \
    ROW(PT_CURRENCY,     PTYPE_INLINE,      true,  true,   sizeof(CURRENCY),  ALIGN(CURRENCY),      compare_i8) \
    ROW(PT_APPTIME,      PTYPE_INLINE,      true,  true,   sizeof(double),    ALIGN(double),        compare_r8) \
    ROW(PT_ERROR,        PTYPE_INLINE,      false, false,  sizeof(SCODE),     ALIGN(SCODE),         compare_error) \
    ROW(PT_BOOLEAN,      PTYPE_INLINE,      false, true,   sizeof(short),     ALIGN(short),         compare_bool) \
    ROW(PT_OBJECT,       PTYPE_OBJECT,      false, false,  0,                 1,                    NULL) \
    ROW(PT_I8,           PTYPE_INLINE,      true,  true,   sizeof(LONGLONG),  ALIGN(LARGE_INTEGER), compare_i8) \
    ROW(PT_STRING8,      PTYPE_TEXT8,       true,  true,   sizeof(char *),    ALIGN(char *),        compare_text8) \
    ROW(PT_UNICODE,      PTYPE_TEXT16,      true,  true,   sizeof(WCHAR *),   ALIGN(WCHAR *),       compare_text16) \
    ROW(PT_SYSTIME,      PTYPE_INLINE,      true,  true,   sizeof(FILETIME),  ALIGN(FILETIME),      compare_time) \
    ROW(PT_CLSID,        PTYPE_FIXED,       true,  true,   sizeof(GUID),      ALIGN(GUID),          compare_guid) \
    ROW(PT_SVREID,       PTYPE_COUNTED,     false, true,   sizeof(SBinary),   ALIGN(SBinary),       compare_counted) \
    ROW(PT_SRESTRICTION, PTYPE_RESTRICTION, false, false,  sizeof(void *),    ALIGN(void *),        NULL) \
    ROW(PT_ACTIONS,      PTYPE_ACTIONS,     false, false,  sizeof(void *),    ALIGN(void *),        NULL) \
    ROW(PT_BINARY,       PTYPE_COUNTED,     true,  true,   sizeof(SBinary),   ALIGN(SBinary),       compare_counted)
/* clang-format on */
#define ROW_NUMBER(type, ...) ROW_OF_##type,
#define ROW_VALUES(type, ...) [ROW_OF_##type] = {type, __VA_ARGS__},
#define ROW_PLACE(type, ...)  [type] = ROW_OF_##type,

enum { ROW_OF_NONE, PTYPES(ROW_NUMBER) };
const struct ptype ptypes[] = {PTYPES(ROW_VALUES)};
const unsigned char ptype_rows[] = {PTYPES(ROW_PLACE)};
/* clang-format off */
#define SINGLE_PIECE(type, shape, ...) \
    [type] = (shape) == PTYPE_TEXT8 ? PIECE_TEXT8 : (shape) == PTYPE_TEXT16 ? PIECE_TEXT16 : (shape) == PTYPE_COUNTED ? PIECE_BYTES : \
             (shape) == PTYPE_FIXED ? PIECE_GUID : \
             ((shape) == PTYPE_INLINE || (shape) == PTYPE_OBJECT) && (type) != PT_UNSPECIFIED ? PIECE_NONE : PIECE_UNKNOWN,
#define MANY_PIECE(type, shape, many, ordered, bytes, ...) \
    [type] = !(many) ? PIECE_UNKNOWN : \
             (shape) == PTYPE_TEXT8 ? PIECE_MANY_TEXTS8 : (shape) == PTYPE_TEXT16 ? PIECE_MANY_TEXTS16 : \
             (shape) == PTYPE_COUNTED ? PIECE_MANY_BYTES : (shape) == PTYPE_FIXED ? PIECE_MANY_GUIDS : \
             (bytes) == 2 ? PIECE_MANY_2 : (bytes) == 4 ? PIECE_MANY_4 : PIECE_MANY_8,
/* clang-format on */
const unsigned char ptype_single_piece[] = {PTYPES(SINGLE_PIECE)};
const unsigned char ptype_many_piece[] = {PTYPES(MANY_PIECE)};
