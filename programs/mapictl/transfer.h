/*
 * transfer.h - mail in and out: import, export, cat
 */
#pragma once
#include "command.h"

int transfer_import(struct args *args);
int transfer_export(struct args *args);
int transfer_cat(struct args *args);
