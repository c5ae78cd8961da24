/*
 * open_stores.h - the stores of one provider object that are open, so that a second open finds the
 * first
 */
#pragma once
#include "store.h"

struct open_stores;

HRESULT open_stores_new(struct open_stores **out);
struct open_stores *open_stores_ref(struct open_stores *open);
void open_stores_unref(struct open_stores *open);

void open_stores_add(struct open_stores *open, struct store *store);    /* takes no reference */
/* All of that home, each with a reference, linked by next_leaving; for one thread at a time. */
struct store *open_stores_leaving(struct open_stores *open, const struct com_home *home);
/* One of that home that is logged on, with a reference of the caller's, or NULL; first of all one
 * that may write. */
struct store *open_stores_at_home(struct open_stores *open, const struct com_home *home);
/* The IMsgStore of a store has come, or gone. True: of all stores of its home none has one now. */
bool open_stores_set_face(struct open_stores *open, struct store *store, bool has_face);
void open_stores_remove(struct open_stores *open, struct store *store); /* from its destroy */
/* One that has this path, with a reference of the caller's, or NULL; first of all one that is
 * logged on, by the spooler or not. */
struct store *open_stores_find(struct open_stores *open, const char *path, bool spooler);
/* The same, only one that is logged on and may write. */
struct store *open_stores_find_writer(struct open_stores *open, const char *path);
