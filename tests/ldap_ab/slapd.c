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

static int start(const char *program, char *const args[])
{
    int parent = getpid(), pid = fork();

    if (pid) return pid;
    prctl(PR_SET_PDEATHSIG, SIGKILL); /* it doesn't outlive its test */
    if (getppid() != parent || !freopen("/dev/null", "w", stderr)) _exit(126);
    execvp(program, args);
    _exit(127);
}

/* Settings and people, by slapd.py. */
static bool make(const struct slapd *slapd, int people)
{
    char script[512], count[16];
    char *args[] = {"python3", script, "make", (char *)slapd->folder, count, NULL};
    int status;

    snprintf(script, sizeof(script), "%s/tests/ldap_ab/slapd.py", getenv("OPENMAPI_SOURCE"));
    snprintf(count, sizeof(count), "%d", people);
    return waitpid(start(args[0], args), &status, 0) > 0 && !status;
}

bool slapd_start(struct slapd *slapd, int people)
{
    char conf[80], url[40];
    char *serve[] = {"slapd", "-d", "0", "-f", conf, "-h", url, NULL};
    int status;

    *slapd = (struct slapd){.folder = "/tmp/omslapd-XXXXXX"};
    if (!mkdtemp(slapd->folder) || !make(slapd, people)) return false;
    snprintf(conf, sizeof(conf), "%s/slapd.conf", slapd->folder);
    slapd->port = free_port();
    snprintf(url, sizeof(url), "ldap://127.0.0.1:%d", slapd->port);
    slapd->pid = start(SLAPD, serve);
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
