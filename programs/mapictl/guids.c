/*
 * guids.c - the values of the interface and class IDs
 */
#define INITGUID
#define USES_ALL_MAPI_GUIDS
#include <windows.h>
#include <initguid.h>
#include "mapidefs.h"
#include "mapiguid.h"
#include "mapimime.h"
#include "mapioffline.h"
#include "omlocal.h"
