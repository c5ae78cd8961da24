/*
 * platform.h - the Windows types, on Windows from its headers, elsewhere from mapinative.h
 */
#pragma once
#ifdef _WIN32
#ifndef WIN32_LEAN_AND_MEAN
#define WIN32_LEAN_AND_MEAN
#endif
#include <windows.h>
#include <objbase.h>
#else
#include "mapinative.h"
#endif
#include "mapidefs.h"
#include "mapicode.h"
#include "mapitags.h"
#include "mapiguid.h"
