/*
 * tally.h - how many of several things were done, and the exit code that tells it
 */
#pragma once
#include "command.h"

struct tally {
    ULONG done, failed;
    int code; /* of the first that failed */
};

static inline void tally_add(struct tally *tally, int code)
{
    if (!code) tally->done++;
    else if (!tally->failed++) tally->code = code;
}

static inline int tally_code(const struct tally *tally)
{
    return tally->done + tally->failed > 1 && tally->failed ? EXIT_PARTIAL : tally->code;
}
