/*
 * memory.h - our exported memory functions, as providers are given them
 */
#pragma once
#include "provider/router.h"

/* The same for the life of the process. */
const struct provider_memory *api_memory(void);
