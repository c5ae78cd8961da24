/*
 * slapd.h - a real directory server with people in it, on this machine alone, for one test
 */
#pragma once
#include <stdbool.h>

struct slapd {
    char folder[64];
    int port;
    int pid;
};

/* Whether there is one to start. */
bool slapd_is_here(void);
/* Who is in it: slapd.py. */
bool slapd_start(struct slapd *slapd, int people);
void slapd_stop(struct slapd *slapd);
/* A port of 127.0.0.1 where nobody listens. */
int free_port(void);
