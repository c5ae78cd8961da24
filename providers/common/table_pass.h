/*
 * table_pass.h - IMAPITable of an object that passes calls on to a view of the subsystem's
 *
 * The object has `IMAPITable *view` and class_from. TABLE_PASS_ON(class) makes all methods but
 * Restrict and FindRow, which some objects do themselves: TABLE_PASS_ON_RESTRICTIONS(class) makes
 * these.
 */
#pragma once
#include "common/com.h"

#define TABLE_PASS(class_, method, parameters, ...)                                                \
    static HRESULT STDMETHODCALLTYPE class_##_##method parameters                                  \
    {                                                                                              \
        IMAPITable *view = class_##_from(iface)->view;                                             \
                                                                                                   \
        return view->lpVtbl->method(view, ##__VA_ARGS__);                                          \
    }

#define TABLE_PASS_ON_RESTRICTIONS(class_)                                                         \
    TABLE_PASS(class_, Restrict, (IMAPITable * iface, SRestriction *res, ULONG flags), res, flags) \
    TABLE_PASS(class_, FindRow,                                                                    \
               (IMAPITable * iface, SRestriction *res, BOOKMARK origin, ULONG flags), res, origin, \
               flags)

#define TABLE_PASS_ON(class_)                                                                      \
    TABLE_PASS(class_, GetLastError,                                                               \
               (IMAPITable * iface, HRESULT hr, ULONG flags, MAPIERROR **out), hr, flags, out)     \
    TABLE_PASS(class_, Advise,                                                                     \
               (IMAPITable * iface, ULONG events, IMAPIAdviseSink *sink, ULONG_PTR *connection),   \
               events, sink, connection)                                                           \
    TABLE_PASS(class_, Unadvise, (IMAPITable * iface, ULONG_PTR connection), connection)           \
    TABLE_PASS(class_, GetStatus, (IMAPITable * iface, ULONG *status, ULONG *type), status, type)  \
    TABLE_PASS(class_, SetColumns, (IMAPITable * iface, SPropTagArray *columns, ULONG flags),      \
               columns, flags)                                                                     \
    TABLE_PASS(class_, QueryColumns, (IMAPITable * iface, ULONG flags, SPropTagArray **out),       \
               flags, out)                                                                         \
    TABLE_PASS(class_, GetRowCount, (IMAPITable * iface, ULONG flags, ULONG *count), flags, count) \
    TABLE_PASS(class_, SeekRow, (IMAPITable * iface, BOOKMARK origin, LONG count, LONG *sought),   \
               origin, count, sought)                                                              \
    TABLE_PASS(class_, SeekRowApprox, (IMAPITable * iface, ULONG part, ULONG whole), part, whole)  \
    TABLE_PASS(class_, QueryPosition,                                                              \
               (IMAPITable * iface, ULONG *row, ULONG *part, ULONG *whole), row, part, whole)      \
    TABLE_PASS(class_, CreateBookmark, (IMAPITable * iface, BOOKMARK *out), out)                   \
    TABLE_PASS(class_, FreeBookmark, (IMAPITable * iface, BOOKMARK bookmark), bookmark)            \
    TABLE_PASS(class_, SortTable, (IMAPITable * iface, SSortOrderSet *order, ULONG flags), order,  \
               flags)                                                                              \
    TABLE_PASS(class_, QuerySortOrder, (IMAPITable * iface, SSortOrderSet **out), out)             \
    TABLE_PASS(class_, QueryRows, (IMAPITable * iface, LONG count, ULONG flags, SRowSet **rows),   \
               count, flags, rows)                                                                 \
    TABLE_PASS(class_, Abort, (IMAPITable * iface))                                                \
    TABLE_PASS(class_, ExpandRow,                                                                  \
               (IMAPITable * iface, ULONG bytes, BYTE *key, ULONG count, ULONG flags,              \
                SRowSet **rows, ULONG *more),                                                      \
               bytes, key, count, flags, rows, more)                                               \
    TABLE_PASS(class_, CollapseRow,                                                                \
               (IMAPITable * iface, ULONG bytes, BYTE *key, ULONG flags, ULONG *gone), bytes, key, \
               flags, gone)                                                                        \
    TABLE_PASS(class_, WaitForCompletion,                                                          \
               (IMAPITable * iface, ULONG flags, ULONG msec, ULONG *status), flags, msec, status)  \
    TABLE_PASS(class_, GetCollapseState,                                                           \
               (IMAPITable * iface, ULONG flags, ULONG key_bytes, BYTE *key, ULONG *bytes,         \
                BYTE **out),                                                                       \
               flags, key_bytes, key, bytes, out)                                                  \
    TABLE_PASS(class_, SetCollapseState,                                                           \
               (IMAPITable * iface, ULONG flags, ULONG bytes, BYTE *state, BOOKMARK *out), flags,  \
               bytes, state, out)
