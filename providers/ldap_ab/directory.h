/*
 * directory.h - a connection to an LDAP server, as the provider needs it: open, search, close
 *
 * No call takes longer than its time limit, but for what the system's libraries do without one:
 * look-up of a name, a connection, the first steps of TLS. One thread at a time; line.h is for
 * those who can't wait.
 */
#pragma once
#include <stdbool.h>
#include <stddef.h>
#include "common/platform.h"
#include "value_range.h"

enum directory_tls {
    DIRECTORY_PLAIN,
    DIRECTORY_TLS,     /* from the first byte: ldaps */
    DIRECTORY_STARTTLS /* before the name and the password */
};

/* All text is UTF-8. */
struct directory_settings {
    const char *host;
    ULONG port;
    enum directory_tls tls;
    bool unverified;     /* whoever shows any certificate is believed */
    const char *ca_file; /* the one authority that is trusted, or NULL: those of the system */
    const char *bind_dn, *password; /* NULL, or empty: as nobody */
    ULONG limit_msec;               /* of open */
};

enum directory_scope {
    DIRECTORY_ENTRY,
    DIRECTORY_CHILDREN,
    DIRECTORY_SUBTREE
};

struct directory_search {
    const char *base;
    enum directory_scope scope;
    const char *filter;
    const char *const *attributes; /* NULL-ended; each entry's values come in this order */
    bool ranges;                   /* also values that are sent in parts, with their range */
    size_t most;                   /* entries; 0: all */
    ULONG page;                    /* entries that the server sends at a time; 0: not in pages */
    ULONG limit_msec;              /* of the whole search */
};

struct directory_value {
    const void *bytes;
    size_t count;
};

#define DIRECTORY_MAX_VALUES 4096 /* of an attribute; one more is given where there are more */

struct directory_values {
    size_t n;
    const struct directory_value *values;
    struct value_range range; /* with search.ranges */
};

/* values: one for each attribute that was asked for. It is gone when the call returns. */
struct directory_entry {
    const char *dn;
    const struct directory_values *values;
};

/* Errors end the search, which gives them back; S_FALSE ends it too, as enough was found. */
typedef HRESULT directory_found_fn(void *context, const struct directory_entry *entry);

struct directory; /* whose it is */

struct directory_ops {
    /*
     * Errors  MAPI_E_NETWORK_ERROR  nobody answers there, what answers isn't LDAP, or TLS was asked
     *                               for and its certificate isn't good, or can't be verified
     *         MAPI_E_TIMEOUT        not within the limit
     *         MAPI_E_LOGON_FAILED   the server doesn't take name and password
     *         MAPI_E_NOT_ENOUGH_MEMORY
     */
    HRESULT (*open)(const struct directory_settings *settings, struct directory **out);
    /*
     * S_FALSE  there may be more: found has had enough, or `most` or the server's own limit is
     *          reached
     * Errors   as open's, and
     *          MAPI_E_NOT_FOUND    there is no base
     *          MAPI_E_NO_ACCESS    not for this name
     *          MAPI_E_TOO_COMPLEX  the server doesn't do this search
     *          MAPI_E_CALL_FAILED  it says something else
     * After MAPI_E_NETWORK_ERROR and MAPI_E_TIMEOUT the connection is of no more use.
     */
    HRESULT(*search)
    (struct directory *directory, const struct directory_search *search, directory_found_fn *found,
     void *context);
    void (*close)(struct directory *directory); /* NULL does nothing */
};

#ifdef _WIN32
extern const struct directory_ops wldap_directory; /* Windows' own library */
#else
extern const struct directory_ops libldap_directory; /* for tests: OpenLDAP's */
#endif

/* A result that a server sent (RFC 4511); S_FALSE: a size limit, with what came before. */
HRESULT directory_result(ULONG code);
