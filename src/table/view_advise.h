/*
 * view_advise.h - table views whose sinks are called through the notification engine
 */
#pragma once
#include "table/table_view.h"

/* table_view_open with config's notify filled in: each sink on the thread that must run it, after the change. */
HRESULT view_advise_open(struct rows *rows, const struct table_view_config *config, IMAPITable **out);
