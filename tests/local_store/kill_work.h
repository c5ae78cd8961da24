/*
 * kill_work.h - a model's operations done on a real store, and the store held against the model
 */
#pragma once
#include "local_store/fixture.h"
#include "local_store/kill_model.h"

/* The folder that all writers share, made when it isn't there; what is deleted softly in the store
 * is kept. */
void kill_prepare(struct fixture *f);
/* Does it; the error is one the store answered. model: as it is before. */
HRESULT kill_do(struct fixture *f, const struct model *model, const struct op *op);
/* Does the store hold what the model says? NULL, or what it doesn't (to be read before the next
 * call). */
const char *kill_difference(struct fixture *f, const struct model *model);
/* NULL, or which message isn't whole. Those of the same revision in `seen` (may be NULL) are
 * believed. */
const char *kill_half_message(struct fixture *f, const struct model *model,
                              const struct model *seen);
