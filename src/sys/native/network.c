/*
 * native/network.c - the machine's connection as netlink tells it
 */
#include "sys/network.h"
#include <errno.h>
#include <ifaddrs.h>
#include <linux/netlink.h>
#include <linux/rtnetlink.h>
#include <net/if.h>
#include <netinet/in.h>
#include <poll.h>
#include <pthread.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>
#include "mapicode.h"
#include "sys/memory.h"

struct sys_network {
    struct sys_network *next;
    int netlink, end[2]; /* the thread ends when end[1] is closed */
    pthread_t thread;
    bool running;
    void (*changed)(void *context);
    void *context;
};

static pthread_mutex_t guard = PTHREAD_MUTEX_INITIALIZER; /* over the list, and while pretended */
static struct sys_network *all;
static int pretended = -1;

/* Reads all that is there; what it says is found out by asking. */
static void drain(int netlink)
{
    char bytes[8192];

    while (recv(netlink, bytes, sizeof(bytes), MSG_DONTWAIT) >= 0 || errno == ENOBUFS)
        ;
}

static void *watch(void *context)
{
    struct sys_network *network = context;
    struct pollfd ready[2] = {{network->netlink, POLLIN, 0}, {network->end[0], POLLIN, 0}};

    while (poll(ready, 2, -1) >= 0 || errno == EINTR) {
        if (ready[1].revents) break;
        if (!ready[0].revents) continue;
        drain(network->netlink);
        network->changed(network->context);
    }
    return NULL;
}

static int open_netlink(void)
{
    struct sockaddr_nl address = {.nl_family = AF_NETLINK,
                                  .nl_groups =
                                      RTMGRP_LINK | RTMGRP_IPV4_IFADDR | RTMGRP_IPV6_IFADDR};
    int s = socket(AF_NETLINK, SOCK_RAW | SOCK_CLOEXEC, NETLINK_ROUTE);

    if (s < 0) return -1;
    if (!bind(s, (struct sockaddr *)&address, sizeof(address))) return s;
    close(s);
    return -1;
}

HRESULT sys_network_watch(void (*changed)(void *context), void *context, struct sys_network **out)
{
    struct sys_network *network = sys_heap_zero(sizeof(*network));

    *out = NULL;
    if (!network) return MAPI_E_NOT_ENOUGH_MEMORY;
    network->changed = changed;
    network->context = context;
    network->end[0] = network->end[1] = -1;
    network->netlink = open_netlink();
    if (network->netlink >= 0 && !pipe(network->end))
        network->running = !pthread_create(&network->thread, NULL, watch, network);
    pthread_mutex_lock(&guard);
    network->next = all;
    all = network;
    pthread_mutex_unlock(&guard);
    if (!network->running) {
        sys_network_unwatch(network);
        return MAPI_E_NOT_ENOUGH_RESOURCES;
    }
    *out = network;
    return S_OK;
}

/* Netlink costs nothing. */
void sys_network_settle(struct sys_network *network)
{
    (void)network;
}

void sys_network_unwatch(struct sys_network *network)
{
    struct sys_network **at = &all;

    if (!network) return;
    pthread_mutex_lock(&guard);
    while (*at != network)
        at = &(*at)->next;
    *at = network->next;
    pthread_mutex_unlock(&guard);
    if (network->end[1] >= 0) close(network->end[1]);
    if (network->running) pthread_join(network->thread, NULL);
    if (network->end[0] >= 0) close(network->end[0]);
    if (network->netlink >= 0) close(network->netlink);
    sys_heap_free(network);
}

/* An address that others may reach us under? */
static bool counts(const struct ifaddrs *it)
{
    const unsigned int up = IFF_UP | IFF_RUNNING;

    if (!it->ifa_addr || (it->ifa_flags & up) != up || it->ifa_flags & IFF_LOOPBACK) return false;
    if (it->ifa_addr->sa_family == AF_INET) {
        const struct sockaddr_in *v4 = (const struct sockaddr_in *)it->ifa_addr;

        return (ntohl(v4->sin_addr.s_addr) & 0xffff0000) != 0xa9fe0000; /* 169.254: link-local */
    }
    if (it->ifa_addr->sa_family == AF_INET6) {
        const struct sockaddr_in6 *v6 = (const struct sockaddr_in6 *)it->ifa_addr;

        return !IN6_IS_ADDR_LINKLOCAL(&v6->sin6_addr);
    }
    return false;
}

bool sys_network_online(struct sys_network *network)
{
    struct ifaddrs *addresses;
    bool online = false;
    int as;

    pthread_mutex_lock(&guard);
    as = pretended;
    pthread_mutex_unlock(&guard);
    if (as >= 0) return as;
    if (!network || getifaddrs(&addresses)) return true;
    for (const struct ifaddrs *it = addresses; it && !online; it = it->ifa_next)
        online = counts(it);
    freeifaddrs(addresses);
    return online;
}

void sys_network_pretend(int online)
{
    pthread_mutex_lock(&guard);
    pretended = online;
    for (struct sys_network *it = all; it; it = it->next)
        it->changed(it->context);
    pthread_mutex_unlock(&guard);
}
