/*
 * values.h - property values as text
 */
#pragma once
#include <windows.h>
#include "mapidefs.h"

/* A value of any type, whole, on malloc's memory; several values are separated by "; ". NULL:
 * memory is out. */
WCHAR *value_text(const SPropValue *prop);
