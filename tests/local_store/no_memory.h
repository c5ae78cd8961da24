/*
 * no_memory.h - an operation on a store, with each allocation it makes failing, one at a time or
 * all from there on
 */
#pragma once
#include "local_store/fixture.h"

struct no_memory {
    struct fixture *f;
    sqlite3 *other;        /* a connection that sees what is committed */
    IMAPIFolder *root, *inbox, *work; /* work holds nothing but what an operation puts there */
    BYTE mail[48];         /* in inbox: recipients, a file, a message, long HTML */
    IMessage *message;     /* it, open for writing */
    IAttach *file;         /* its first attachment, open for writing */
    BYTE made[48];         /* what prepare made */
    IMessage *fresh;       /* what prepare made: released after each run */
    IAttach *part;
};

struct no_memory_op {
    const char *name;
    void (*prepare)(struct no_memory *t); /* before the first run, and again after each that
                                             succeeded; may be NULL */
    HRESULT (*run)(struct no_memory *t);  /* lets go of all that it got */
};

/* On a store that is there already, and let go of it. */
struct no_memory *no_memory_begin(struct fixture *f);
void no_memory_end(struct no_memory *t);
int no_memory_setup(void **state);
int no_memory_teardown(void **state);
/*
 * Each failure is MAPI_E_NOT_ENOUGH_MEMORY (or a stream's word for it) and changes nothing, neither
 * in the file nor in t's open message; then the same call on the same objects succeeds.
 */
void no_memory_each(struct no_memory *t, const struct no_memory_op *ops, size_t n);
/* For what is done in several transactions: what was done stays, and the same call goes on from
 * there. */
void no_memory_steps(struct no_memory *t, const struct no_memory_op *ops, size_t n);
/* S_OK, unless a value in it is an error: that. */
HRESULT first_error(HRESULT hr, ULONG count, const SPropValue *values);
/* The same for problems, which are freed. */
HRESULT first_problem(HRESULT hr, SPropProblemArray *problems);
