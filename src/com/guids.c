/*
 * guids.c - the values of the interface IDs that include/ declares
 */
#ifdef _WIN32
#    include <windows.h>
#    include <objbase.h>
#    include <initguid.h>
#else
#    define INITGUID
#endif
#define USES_ALL_MAPI_GUIDS
#include "mapidefs.h"
#include "mapiguid.h"
#include "mapiaux.h"
#include "mapioffline.h"
#include "imscapabilities.h"
#include "mapimime.h"
#include "omlocal.h"
