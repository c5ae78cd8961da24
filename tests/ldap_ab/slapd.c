/*
 * slapd.c - a real directory server with people in it, on this machine alone, for one test
 */
#include "ldap_ab/slapd.h"
#include <arpa/inet.h>
#include <netinet/in.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#define SLAPD "/usr/sbin/slapd"

bool slapd_is_here(void)
{
    return !access(SLAPD, X_OK) && !access("/etc/ldap/schema/inetorgperson.schema", R_OK);
}

static struct sockaddr_in address_of(int port)
{
    return (struct sockaddr_in){.sin_family = AF_INET,
                                .sin_port = htons((unsigned short)port),
                                .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
}

int free_port(void)
{
    struct sockaddr_in address = address_of(0);
    socklen_t bytes = sizeof(address);
    int s = socket(AF_INET, SOCK_STREAM, 0);

    if (bind(s, (struct sockaddr *)&address, bytes) ||
        getsockname(s, (struct sockaddr *)&address, &bytes))
        abort();
    close(s);
    return ntohs(address.sin_port);
}

static bool somebody_listens(int port)
{
    struct sockaddr_in address = address_of(port);
    int s = socket(AF_INET, SOCK_STREAM, 0);
    bool yes = !connect(s, (struct sockaddr *)&address, sizeof(address));

    close(s);
    return yes;
}

static FILE *create(const struct slapd *slapd, const char *name, char path[128])
{
    snprintf(path, 128, "%s/%s", slapd->folder, name);
    return fopen(path, "w");
}

static bool write_settings(const struct slapd *slapd)
{
    char path[128];
    FILE *file = create(slapd, "slapd.conf", path);

    if (!file) return false;
    fprintf(file,
            "include /etc/ldap/schema/core.schema\n"
            "include /etc/ldap/schema/cosine.schema\n"
            "include /etc/ldap/schema/inetorgperson.schema\n"
            "modulepath /usr/lib/ldap\n"
            "moduleload back_mdb\n"
            "sizelimit size.soft=500 size.hard=500 size.prtotal=unlimited\n"
            "database mdb\n"
            "suffix \"dc=example,dc=org\"\n"
            "rootdn \"cn=admin,dc=example,dc=org\"\n"
            "rootpw secret\n"
            "directory %s/db\n"
            "maxsize 268435456\n"
            "dbnosync\n"
            "index objectClass eq\n"
            "index cn,sn,mail,uid eq,sub\n",
            slapd->folder);
    return !fclose(file);
}

static bool write_people(const struct slapd *slapd, int people)
{
    char path[128];
    FILE *file = create(slapd, "people.ldif", path);

    if (!file) return false;
    fprintf(file, "dn: dc=example,dc=org\nobjectClass: dcObject\nobjectClass: organization\n"
                  "o: Example\ndc: example\n\n"
                  "dn: ou=people,dc=example,dc=org\nobjectClass: organizationalUnit\n"
                  "ou: people\n\n");
    for (int i = 1; i <= people; i++)
        fprintf(file,
                "dn: uid=u%05d,ou=people,dc=example,dc=org\nobjectClass: inetOrgPerson\n"
                "uid: u%05d\ncn: User Ünï %d\nsn: N%d\nmail: u%05d@example.org\n"
                "telephoneNumber: +44 1%05d\n\n",
                i, i, i, i, i, i);
    fprintf(file, "dn: cn=first,dc=example,dc=org\nobjectClass: groupOfNames\ncn: first\n"
                  "member: uid=u00001,ou=people,dc=example,dc=org\n"
                  "member: uid=u00002,ou=people,dc=example,dc=org\n"
                  "member: uid=u00003,ou=people,dc=example,dc=org\n");
    return !fclose(file);
}

static int start(char *const args[])
{
    int parent = getpid(), pid = fork();

    if (pid) return pid;
    prctl(PR_SET_PDEATHSIG, SIGKILL); /* it doesn't outlive its test */
    if (getppid() != parent || !freopen("/dev/null", "w", stderr)) _exit(126);
    execv(SLAPD, args);
    _exit(127);
}

bool slapd_start(struct slapd *slapd, int people)
{
    char conf[80], ldif[80], url[40], db[80];
    char *add[] = {"slapadd", "-q", "-f", conf, "-l", ldif, NULL};
    char *serve[] = {"slapd", "-d", "0", "-f", conf, "-h", url, NULL};
    int status;

    *slapd = (struct slapd){.folder = "/tmp/omslapd-XXXXXX"};
    if (!mkdtemp(slapd->folder)) return false;
    snprintf(conf, sizeof(conf), "%s/slapd.conf", slapd->folder);
    snprintf(ldif, sizeof(ldif), "%s/people.ldif", slapd->folder);
    snprintf(db, sizeof(db), "%s/db", slapd->folder);
    if (mkdir(db, 0700) || !write_settings(slapd) || !write_people(slapd, people)) return false;
    if (waitpid(start(add), &status, 0) < 0 || status) return false;
    slapd->port = free_port();
    snprintf(url, sizeof(url), "ldap://127.0.0.1:%d", slapd->port);
    slapd->pid = start(serve);
    for (int i = 0; i < 3000; i++) { /* it says nothing when it is ready */
        if (somebody_listens(slapd->port)) return true;
        if (waitpid(slapd->pid, &status, WNOHANG)) break;
        nanosleep(&(struct timespec){.tv_nsec = 10000000}, NULL);
    }
    return false;
}

void slapd_stop(struct slapd *slapd)
{
    static const char *const files[] = {"db/data.mdb", "db/lock.mdb", "db",
                                        "slapd.conf",  "people.ldif", ""};
    char path[128];

    if (slapd->pid > 0 && !kill(slapd->pid, SIGKILL)) waitpid(slapd->pid, NULL, 0);
    for (size_t i = 0; i < sizeof(files) / sizeof(files[0]); i++) {
        snprintf(path, sizeof(path), "%s/%s", slapd->folder, files[i]);
        remove(path);
    }
}
