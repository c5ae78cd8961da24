/*
 * smtp_server.c - mail servers on this machine alone that do as a test says (smtp_server.py)
 */
#include "internet/smtp_server.h"
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>
#include <cmocka.h>

static void run(const char *folder, const char *const *offers)
{
    char script[512];
    const char *args[SERVERS + 4] = {"python3", script, folder};

    for (int i = 0; offers[i]; i++)
        args[3 + i] = offers[i];
    snprintf(script, sizeof(script), "%s/tests/internet/smtp_server.py", getenv("OPENMAPI_SOURCE"));
    execvp(args[0], (char **)args);
    _exit(127);
}

static char *read_file(const char *path, size_t *bytes)
{
    FILE *file = fopen(path, "rb");
    char *text = NULL;
    size_t n = 0, got;

    if (!file) return NULL;
    do {
        text = realloc(text, n + 65537);
        got = fread(text + n, 1, 65536, file);
        n += got;
    } while (got);
    text[n] = 0;
    fclose(file);
    if (bytes) *bytes = n;
    return text;
}

void smtp_server_start(struct smtp_server *server, const char *const *offers)
{
    int in[2], out[2];
    FILE *said;
    char path[96];

    *server = (struct smtp_server){.folder = "/tmp/omsmtp-XXXXXX"};
    signal(SIGPIPE, SIG_IGN); /* as on Windows, who writes to a broken connection is told */
    assert_non_null(mkdtemp(server->folder));
    assert_int_equal(pipe(in) | pipe(out), 0);
    server->pid = fork();
    if (!server->pid) {
        dup2(in[0], 0);
        dup2(out[1], 1);
        close(in[1]);
        run(server->folder, offers);
    }
    close(in[0]);
    close(out[1]);
    server->input = in[1];
    said = fdopen(out[0], "r");
    for (int i = 0; offers[i]; i++)
        assert_int_equal(fscanf(said, "%u", &server->ports[i]), 1);
    fclose(said);
    snprintf(path, sizeof(path), "%s/ca.pem", server->folder);
    server->ca = read_file(path, NULL);
    assert_non_null(server->ca);
}

void smtp_server_stop(struct smtp_server *server)
{
    static const char *const files[] = {"ca.pem",    "ca.key",    "right.pem",  "right.key",
                                        "wrong.pem", "wrong.key", "server.csr", "extensions",
                                        "ca.srl",    "ca.pem.srl"};
    char path[96];
    bool more = true;

    close(server->input);
    if (server->pid > 0 && !kill(server->pid, SIGKILL)) waitpid(server->pid, NULL, 0);
    for (size_t i = 0; i < sizeof(files) / sizeof(files[0]); i++) {
        snprintf(path, sizeof(path), "%s/%s", server->folder, files[i]);
        unlink(path);
    }
    for (int i = 1; more; i++) {
        snprintf(path, sizeof(path), "%s/%d", server->folder, i);
        more = !unlink(path);
    }
    rmdir(server->folder);
    free(server->ca);
}

char *smtp_server_taken(const struct smtp_server *server, int number, size_t *bytes)
{
    char path[96];

    snprintf(path, sizeof(path), "%s/%d", server->folder, number);
    return read_file(path, bytes);
}

int smtp_server_count(const struct smtp_server *server)
{
    char path[96];
    int n = 0;

    do
        snprintf(path, sizeof(path), "%s/%d", server->folder, ++n);
    while (!access(path, R_OK));
    return n - 1;
}
