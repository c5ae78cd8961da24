/*
 * omldap.h - properties of the LDAP directory service (OMLDAP, omldap32.dll), in its profile section
 *
 * Given to IMsgServiceAdmin::ConfigureMsgService, or to `mapictl service add OMLDAP`.
 */
#ifndef OMLDAP_H
#define OMLDAP_H

#include "mapidefs.h"

/* The server's name or address; without it there is no logon. */
#define PR_OMLDAP_HOST           PROP_TAG(PT_TSTRING, 0x6600)
#define PR_OMLDAP_HOST_A         PROP_TAG(PT_STRING8, 0x6600)
#define PR_OMLDAP_HOST_W         PROP_TAG(PT_UNICODE, 0x6600)
/* 1 to 65535; 389, or 636 with OMLDAP_TLS */
#define PR_OMLDAP_PORT           PROP_TAG(PT_LONG, 0x6601)
/* The distinguished name below which the people are, dc=example,dc=org; without it neither. */
#define PR_OMLDAP_BASE           PROP_TAG(PT_TSTRING, 0x6602)
#define PR_OMLDAP_BASE_A         PROP_TAG(PT_STRING8, 0x6602)
#define PR_OMLDAP_BASE_W         PROP_TAG(PT_UNICODE, 0x6602)
/* One of OMLDAP_... below; OMLDAP_PLAIN. */
#define PR_OMLDAP_TLS            PROP_TAG(PT_LONG, 0x6603)
/* TRUE: a certificate isn't verified. Wine's library (8.0) can't verify any: without this, TLS
 * fails there with MAPI_E_NETWORK_ERROR. */
#define PR_OMLDAP_TLS_UNVERIFIED PROP_TAG(PT_BOOLEAN, 0x6604)
/* A file with the certificate of the one authority that is trusted, instead of the system's. */
#define PR_OMLDAP_CA_FILE        PROP_TAG(PT_TSTRING, 0x6605)
#define PR_OMLDAP_CA_FILE_A      PROP_TAG(PT_STRING8, 0x6605)
#define PR_OMLDAP_CA_FILE_W      PROP_TAG(PT_UNICODE, 0x6605)
/* The name to log on by, and its password; without them as nobody. */
#define PR_OMLDAP_BIND_DN        PROP_TAG(PT_TSTRING, 0x6606)
#define PR_OMLDAP_BIND_DN_A      PROP_TAG(PT_STRING8, 0x6606)
#define PR_OMLDAP_BIND_DN_W      PROP_TAG(PT_UNICODE, 0x6606)
#define PR_OMLDAP_PASSWORD       PROP_TAG(PT_TSTRING, 0x67F0) /* secure */
#define PR_OMLDAP_PASSWORD_A     PROP_TAG(PT_STRING8, 0x67F0)
#define PR_OMLDAP_PASSWORD_W     PROP_TAG(PT_UNICODE, 0x67F0)
/* Which attributes are which properties: OMLDAP_INETORGPERSON, OMLDAP_ACTIVE_DIRECTORY ... */
#define PR_OMLDAP_SCHEMA         PROP_TAG(PT_LONG, 0x6607)
/* ... and what is otherwise, in lines, or parts between two ';;':
 *     3A08=officePhone telephoneNumber   a property's id: the first attribute that is there
 *     anr=cn** uid* mail                 searched for a typed name; * begins the value, ** a word
 *     person=FILTER list=FILTER folder=FILTER   people, distribution lists, containers
 *     member=member uniqueMember         a list's members */
#define PR_OMLDAP_ATTRIBUTES     PROP_TAG(PT_TSTRING, 0x6608)
#define PR_OMLDAP_ATTRIBUTES_A   PROP_TAG(PT_STRING8, 0x6608)
#define PR_OMLDAP_ATTRIBUTES_W   PROP_TAG(PT_UNICODE, 0x6608)
/* Seconds that a call may take at most, 1 to 600; 30. */
#define PR_OMLDAP_TIME_LIMIT     PROP_TAG(PT_LONG, 0x6609)
/* Entries that a table shows at most, 1 to 1000000; 1000. */
#define PR_OMLDAP_SIZE_LIMIT     PROP_TAG(PT_LONG, 0x660A)
/* TRUE: containers show who is in them. FALSE, the default: they have AB_FIND_ON_OPEN, and ask for
 * something to find. */
#define PR_OMLDAP_BROWSE         PROP_TAG(PT_BOOLEAN, 0x660B)

#define OMLDAP_PLAIN    0 /* readable by all between here and there, the password too */
#define OMLDAP_TLS      1 /* ldaps */
#define OMLDAP_STARTTLS 2

#define OMLDAP_INETORGPERSON    0
#define OMLDAP_ACTIVE_DIRECTORY 1

#endif
