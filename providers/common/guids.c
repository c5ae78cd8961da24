/*
 * guids.c - the values of the interface IDs
 */
#define INITGUID
#define USES_ALL_MAPI_GUIDS
#ifdef _WIN32
#include <windows.h>
#include <initguid.h>
#endif
#include "mapidefs.h"
#include "mapiguid.h"
#include "mapimime.h"
#include "mapioffline.h"
#include "omlocal.h"
