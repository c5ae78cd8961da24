/*
 * sys/entropy.h - bytes that nobody can guess
 */
#pragma once
#include <stdbool.h>
#include <stddef.h>

bool sys_random(void *out, size_t bytes); /* false: the system has none, *out is undefined */
