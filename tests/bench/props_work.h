/*
 * props_work.h - what the benchmark of the property helpers does, whoever's functions it is given
 */
#pragma once
#include "mapidefs.h"
#include "mapicode.h"
#include "mapiutil.h"
#include "mapival.h"
#include "mapix.h"

/* One MAPI's functions, found by name. */
struct prop_functions {
    SCODE(STDMETHODCALLTYPE *allocate)(ULONG, LPVOID *);
    SCODE(STDMETHODCALLTYPE *more)(ULONG, LPVOID, LPVOID *);
    ULONG(STDMETHODCALLTYPE *free)(LPVOID);
    SCODE(STDMETHODCALLTYPE *count)(int, LPSPropValue, ULONG *);
    SCODE(STDMETHODCALLTYPE *copy)(int, LPSPropValue, LPVOID, ULONG *);
    SCODE(STDMETHODCALLTYPE *reloc)(int, LPSPropValue, LPVOID, LPVOID, ULONG *);
    SCODE(STDMETHODCALLTYPE *dup)(int, LPSPropValue, ALLOCATEBUFFER *, LPSPropValue *);
    SCODE(STDMETHODCALLTYPE *copy_more)(LPSPropValue, LPSPropValue, ALLOCATEMORE *, LPVOID);
    ULONG(STDMETHODCALLTYPE *size)(LPSPropValue);
    LONG(STDMETHODCALLTYPE *compare)(LPSPropValue, LPSPropValue);
    BOOL(STDMETHODCALLTYPE *satisfies)(LPSPropValue, ULONG, LPSPropValue);
    BOOL(STDMETHODCALLTYPE *contains)(LPSPropValue, LPSPropValue, ULONG);
    LPSPropValue(STDMETHODCALLTYPE *find)(LPSPropValue, ULONG, ULONG);
    LPSPropValue(STDMETHODCALLTYPE *find_id)(ULONG, ULONG, LPSPropValue);
    BOOL(STDMETHODCALLTYPE *equal_names)(LPMAPINAMEID, LPMAPINAMEID);
    ULONG(STDMETHODCALLTYPE *bad)(LPSPropValue);
    SCODE(STDMETHODCALLTYPE *create)
    (LPCIID, ALLOCATEBUFFER *, ALLOCATEMORE *, FREEBUFFER *, LPVOID, LPPROPDATA *);
    HRESULT(STDMETHODCALLTYPE *get_one)(LPMAPIPROP, ULONG, LPSPropValue *);
    HRESULT(STDMETHODCALLTYPE *set_one)(LPMAPIPROP, LPSPropValue);
};

/* Where each stands in struct prop_functions, and the stack bytes that follow its name on x86. */
struct prop_function_name {
    const char *name;
    int bytes;
    size_t offset;
};
extern const struct prop_function_name prop_function_names[];
extern const size_t n_prop_function_names;

/* Something to count or to time. prepare (may be NULL) comes before all turns, finish after them.
 */
struct prop_pattern {
    const char *name;
    int turns; /* for some milliseconds */
    void (*prepare)(const struct prop_functions *);
    void (*run)(const struct prop_functions *);
    void (*finish)(const struct prop_functions *);
};
extern const struct prop_pattern prop_patterns[];
extern const size_t n_prop_patterns;
/* What went wrong, or NULL. */
extern const char *prop_failure;
