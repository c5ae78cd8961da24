/*
 * smtp_server.h - mail servers on this machine alone that do as a test says (smtp_server.py)
 */
#pragma once
#include <stddef.h>

enum {
    SERVERS = 12
};

struct smtp_server {
    char folder[64]; /* what was taken, and ca.pem */
    char *ca;        /* the authority's certificate; malloc */
    unsigned ports[SERVERS];
    int pid, input;
};

/* offers: one string a server, then NULL. A test without its server fails. */
void smtp_server_start(struct smtp_server *server, const char *const *offers);
void smtp_server_stop(struct smtp_server *server);
/* The message of this number, from 1 on; malloc, or NULL: not so many were taken. */
char *smtp_server_taken(const struct smtp_server *server, int number, size_t *bytes);
int smtp_server_count(const struct smtp_server *server);
