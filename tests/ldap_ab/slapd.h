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
/*
 * dc=example,dc=org with ou=people: uid=u00001 ... , "User Ünï 1", mail u00001@example.org; a group
 * cn=first of the first three; the manager cn=admin (password: secret). Nobody in particular is
 * sent 500 entries at most, or more in pages.
 */
bool slapd_start(struct slapd *slapd, int people);
void slapd_stop(struct slapd *slapd);
/* A port of 127.0.0.1 where nobody listens. */
int free_port(void);
