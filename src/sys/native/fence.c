/*
 * fence.c - a full barrier in all other threads: Linux's membarrier
 */
#include <linux/membarrier.h>
#include <pthread.h>
#include <stdlib.h>
#include <sys/syscall.h>
#include <unistd.h>
#include "sys/fence.h"
#include "sys/lock.h"

static pthread_once_t asked = PTHREAD_ONCE_INIT;
static bool has;
static int pretended = -1;

static void ask(void)
{
    has = !syscall(SYS_membarrier, MEMBARRIER_CMD_REGISTER_PRIVATE_EXPEDITED, 0);
}

bool sys_fence_is_there(void)
{
    pthread_once(&asked, ask);
    return has && atomic_get(&pretended);
}

void sys_fence_others(void)
{
    if (!sys_fence_is_there()) return;
    for (int i = 0; i < 1000; i++)
        if (!syscall(SYS_membarrier, MEMBARRIER_CMD_PRIVATE_EXPEDITED, 0)) return;
    abort(); /* the kernel's memory is out: nobody may go on as if they had passed it */
}

void sys_fence_pretend(int there)
{
    atomic_set(&pretended, there);
}
