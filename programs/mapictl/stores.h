/*
 * stores.h - commands of `mapictl store` that have files of their own
 */
#pragma once
#include "command.h"

int store_ls(struct args *args);
int store_stat(struct args *args);
int store_check(struct args *args);
int store_compact(struct args *args);
int store_backup(struct args *args);
int store_quota(struct args *args);
