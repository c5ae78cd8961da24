/*
 * lent.h - what lent32.dll is lent: the entry points of a provider that the test program links
 */
#pragma once
#include "mapispi.h"

struct lent {
    MSPROVIDERINIT *store;
    XPPROVIDERINIT *transport;
    ABPROVIDERINIT *book;
};
