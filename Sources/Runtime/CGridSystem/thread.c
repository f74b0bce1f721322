#ifdef __linux__
#define _GNU_SOURCE
#endif

#include "CGridSystem.h"

#include <pthread.h>
#include <signal.h>
#include <stddef.h>
#include <string.h>

uintptr_t cgrid_thread_identity(void) {
    static _Thread_local char identity;
    return (uintptr_t)&identity;
}

void cgrid_thread_set_name(const char *name) {
    // Linux refuses longer names instead of cutting them.
    char kept[16];
    strncpy(kept, name, sizeof kept - 1);
    kept[sizeof kept - 1] = '\0';
#if defined(__linux__)
    (void)pthread_setname_np(pthread_self(), kept);
#elif defined(__APPLE__)
    (void)pthread_setname_np(kept);
#endif
}

void cgrid_thread_block_broken_pipe_signal(void) {
    sigset_t signals;
    sigemptyset(&signals);
    sigaddset(&signals, SIGPIPE);
    (void)pthread_sigmask(SIG_BLOCK, &signals, NULL);
}
