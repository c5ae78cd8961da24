/*
 * settings.h - what a profile's section says of a directory
 */
#pragma once
#include "attribute_map.h"
#include "common/allocators.h"
#include "directory.h"
#include "mapispi.h"

struct settings {
    struct directory_settings directory; /* its texts are owned, like base */
    char *base;
    WCHAR *name; /* of the container; malloc */
    struct attribute_map *map;
    ULONG size_limit;
    bool browse;
};

/*
 * Errors  MAPI_E_UNCONFIGURED  no server, no base, or a value that means nothing
 *         what the section answers, MAPI_E_NOT_ENOUGH_MEMORY
 */
HRESULT settings_read(IProfSect *section, const struct allocators *alloc, struct settings *out);
void settings_clear(struct settings *settings);

/*
 * setting_check - whether a section may say this; what isn't a setting it may
 *
 * Errors  MAPI_E_INVALID_PARAMETER  the wrong type for its identifier; a number that is out of its
 *                                   range (omldap.h); an empty text where one is needed; a base that
 *                                   is no distinguished name; a map that attribute_map_create
 *                                   doesn't take
 *         MAPI_E_NOT_ENOUGH_MEMORY
 */
HRESULT setting_check(const SPropValue *value);
