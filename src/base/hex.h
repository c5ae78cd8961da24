/*
 * hex.h - bytes as hexadecimal digits in 8-bit text
 */
#pragma once
#include <stdbool.h>
#include <stddef.h>
#include "mapidefs.h"

int hex_digit(char c); /* 0 to 15, of either case; -1: it is none */
/* Two upper-case digits a byte and a NUL: out has room for 2 * count + 1. */
void hex_write(const BYTE *bytes, size_t count, char *out);
/* The way back, up to the NUL, for at most `room` bytes; false: another character, an odd number of
 * digits, or more of them. count (NULL: not wanted) gets the bytes written; what was read before
 * the mistake has been written. */
bool hex_read(const char *text, BYTE *out, size_t room, size_t *count);
