/*
 * ab.h - commands of `mapictl ab` that have files of their own
 */
#pragma once
#include "command.h"
#include "people_file.h"

int ab_import(struct args *args);
int ab_export(struct args *args);
/* What --format or the end of a file's name says, ".vcf" or ".ldif"; false, and *code EXIT_USAGE:
 * --format says something else; false, EXIT_FINE: nothing is said. */
bool ab_format(struct args *args, const WCHAR *path, enum people_format *out, int *code);
