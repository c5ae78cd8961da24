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
/* Is a store of that home logged on? */
bool open_stores_live_in(struct open_stores *open, const struct com_home *home);
void open_stores_remove(struct open_stores *open, struct store *store); /* from its destroy */
/* One that has this path, with a reference of the caller's, or NULL; first of all one that is
 * logged on, by the spooler or not. */
struct store *open_stores_find(struct open_stores *open, const char *path, bool spooler);
/* The same, only one that is logged on and may write. */
struct store *open_stores_find_writer(struct open_stores *open, const char *path);
